import type {LaunchContext} from '../model/launch.ts';
import type {Step} from './step.ts';

/** A first start that enlarges the disk takes some seconds on a slow worker. */
const openSeconds = '180';
/** A Windows to be installed with wrong settings ends within these. */
const staySeconds = '6';

/**
 * What a launch of Windows waits for: QEMU with the disk of the image, or, without a golden disk, that the DevBox keeps running.
 * @param toArgv gives the argv of a step of linux-launch.sh, with its seconds
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
