import {Failure} from '../model/failure.ts';
import type {LaunchContext} from '../model/launch.ts';
import {windowsProblem} from '../model/windows-host.ts';

/** For launches and schedules. @throws Failure (refused) if the worker cannot run the image */
export const refuseUnfit = ({image, worker, windows}: LaunchContext): void => {
	const unfit = image.os === 'windows' ? windowsProblem(worker, windows) : undefined;
	if (unfit === undefined) return;
	throw new Failure(`${image.reference} cannot run on ${worker.name}: ${unfit}.`, {
		kind: 'refused',
		hint: 'Set emulateWindows: true for that worker in the config to run Windows without KVM, many times slower.',
	});
};
