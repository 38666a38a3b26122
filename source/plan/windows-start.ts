import type {LaunchContext} from '../model/launch.ts';
import type {Step} from './step.ts';

/** A first start on a slow worker, with a disk to enlarge, takes some seconds. */
const openSeconds = '180';
/** What is wrong with the worker or the settings of one that is to be installed shows by then. */
const staySeconds = '6';

/**
 * What a Windows DevBox is waited for: QEMU with the disk of the image, or, where that holds none, that it goes on.
 * @param toArgv of a verb of linux-launch.sh and its seconds
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
