import type {LaunchContext} from '../model/launch.ts';
import type {Step} from './step.ts';

/** A first start on a slow worker that enlarges a disk takes some seconds. */
const openSeconds = '180';
/** By then, problems of the worker or the settings have shown. */
const staySeconds = '6';

/**
 * The step that waits for a Windows DevBox: until QEMU uses the image's disk or, if the image has none, until it has kept
 * running for a while. @param toArgv builds the command from a verb of linux-launch.sh and its seconds
 */
export const windowsStart = (
	{image, golden}: Pick<LaunchContext, 'image' | 'golden'>,
	toArgv: (verb: string, seconds: string) => readonly string[],
): readonly Step[] => {
	if (image.os !== 'windows') return [];
	return golden === undefined
		? [{id: 'stays', title: 'Check that it keeps running', argv: toArgv('stays', staySeconds)}]
		: [{id: 'disk', title: 'Wait until Windows boots from its disk', argv: toArgv('opens', openSeconds)}];
};
