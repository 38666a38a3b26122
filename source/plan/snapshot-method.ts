import {Failure} from '../model/failure.ts';
import {quote} from '../model/shell.ts';
import {
	canPause,
	type Draft,
	isWindows,
	isWindowsMethod,
	type SnapshotMethod,
	type SnapshotSource,
} from '../model/snapshot.ts';
import {noDirectBecause, noStagingBecause} from '../model/snapshot-methods.ts';
import {windowsMethod} from './windows-method.ts';

export type ChosenMethod = {
	readonly method: SnapshotMethod;
	/** One sentence, for the summary. */
	readonly because: string;
};

/**
 * The method that freezes the DevBox least among those that are possible.
 * @throws Failure (refused) when the one that was asked for, or any, is impossible
 */
export const chooseMethod = (
	source: SnapshotSource,
	wanted: SnapshotMethod | 'auto',
	allowed: Pick<Draft, 'stopTimeout' | 'acceptUnclean'> = {},
): ChosenMethod => {
	const {devbox} = source;
	refuseUnclear(source);
	if (isWindows(devbox)) return windowsMethod(source, wanted, allowed);
	if (isWindowsMethod(wanted)) {
		throw new Failure(
			`The method ${wanted} is only for a DevBox with Windows, whose disk is in use as a whole.`,
			{
				kind: 'refused',
				hint: 'Leave --method out: this one goes on and is frozen for seconds at most.',
			},
		);
	}
	if (wanted === 'restart') return {method: 'restart', because: restartWords};
	if (!canPause(source)) {
		throw new Failure(`Podman cannot pause a DevBox on ${source.worker.name}: it is rootless on cgroup v1.`, {
			kind: 'refused',
			hint: 'Take --method restart, which stops it, commits and starts it again; or boot that machine with cgroup v2.',
		});
	}
	const why = noStagingBecause(source);
	const notDirect = noDirectBecause(source);
	if (notDirect !== undefined && (wanted === 'pause' || why !== undefined)) {
		throw new Failure(`The method pause is not possible: ${notDirect}.`, {
			kind: 'refused',
			hint: why === undefined ? 'Leave --method out.' : `A staging container would do, but ${why}.`,
		});
	}
	if (wanted === 'staging' && why !== undefined) {
		throw new Failure(`The method staging is not possible: ${why}.`, {
			kind: 'refused',
			hint: 'Leave --method out.',
		});
	}
	if (wanted === 'pause')
		return {method: 'pause', because: 'It stays frozen until the commit has ended, as asked.'};
	return why === undefined
		? {method: 'staging', because: 'It is frozen only while its own layer is copied, seconds at most.'}
		: {method: 'pause', because: `It stays frozen until the commit has ended: ${why}.`};
};

/**
 * Before anything is asked of the user: it must be certain what runs in the DevBox and, of Windows, which disks it has.
 * @throws Failure (refused) with what to do
 */
export const refuseUnclear = ({
	devbox,
	worker,
	facts,
	diskSpace,
}: Pick<SnapshotSource, 'devbox' | 'worker' | 'facts' | 'diskSpace'>): void => {
	if (devbox.osInDoubt)
		throw new Failure(
			`${devbox.name} may be a VM with Windows, whose image is made in another way than one of Linux.`,
			{
				kind: 'refused',
				hint: `Say which it is: ingot adopt ${quote([worker.name, devbox.name])} --os windows (or --os linux).`,
			},
		);
	// A rootless Podman has a reason of its own.
	if (diskSpace.windows?.refusal !== undefined && !facts.rootless)
		throw new Failure(diskSpace.windows.refusal, {kind: 'refused', hint: 'Nothing was stopped or changed.'});
};

const restartWords =
	'It is stopped for the whole commit and started again: all that runs in it ends, and what was in memory only is lost.';
