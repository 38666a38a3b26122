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
 * The possible method that disturbs the DevBox least.
 * @throws Failure (refused) if the wanted method, or every method, is impossible
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
		throw new Failure(`The method ${wanted} is only for Windows DevBoxes.`, {
			kind: 'refused',
			hint: 'Omit --method: this DevBox keeps running and is frozen for seconds at most.',
		});
	}
	if (wanted === 'restart') return {method: 'restart', because: restartWords};
	if (!canPause(source)) {
		throw new Failure(`Podman cannot pause a DevBox on ${source.worker.name}: it is rootless on cgroup v1.`, {
			kind: 'refused',
			hint: 'Use --method restart, which stops the DevBox, commits and starts it again; or boot the worker with cgroup v2.',
		});
	}
	const why = noStagingBecause(source);
	const notDirect = noDirectBecause(source);
	if (notDirect !== undefined && (wanted === 'pause' || why !== undefined)) {
		throw new Failure(`The method pause is not possible: ${notDirect}.`, {
			kind: 'refused',
			hint: why === undefined ? 'Omit --method.' : `A staging container would work, but ${why}.`,
		});
	}
	if (wanted === 'staging' && why !== undefined) {
		throw new Failure(`The method staging is not possible: ${why}.`, {
			kind: 'refused',
			hint: 'Omit --method.',
		});
	}
	if (wanted === 'pause')
		return {method: 'pause', because: 'The DevBox stays frozen until the commit is done, as requested.'};
	return why === undefined
		? {
				method: 'staging',
				because:
					'The DevBox is frozen only while the last changes to its files are copied, for seconds at most.',
			}
		: {method: 'pause', because: `The DevBox stays frozen until the commit is done: ${why}.`};
};

/**
 * Checks before the form that the system in the DevBox and, for Windows, its disks are known.
 * @throws Failure (refused) with a hint
 */
export const refuseUnclear = ({
	devbox,
	worker,
	facts,
	diskSpace,
}: Pick<SnapshotSource, 'devbox' | 'worker' | 'facts' | 'diskSpace'>): void => {
	if (devbox.osInDoubt)
		throw new Failure(
			`${devbox.name} may run Windows in a VM, which needs a different snapshot than Linux.`,
			{
				kind: 'refused',
				hint: `Set the system: ingot adopt ${quote([worker.name, devbox.name])} --os windows (or --os linux).`,
			},
		);
	// Rootless Podman is refused with its own reason.
	if (diskSpace.windows?.refusal !== undefined && !facts.rootless)
		throw new Failure(diskSpace.windows.refusal, {kind: 'refused', hint: 'Nothing was stopped or changed.'});
};

const restartWords =
	'The DevBox is stopped for the whole commit and started again: its processes end, and unsaved data in memory is lost.';
