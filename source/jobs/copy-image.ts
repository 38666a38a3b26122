import {bytesOf, type CopyLayer, type CopySource, type CopyTarget, missingLayers} from '../model/copy.ts';
import {Failure} from '../model/failure.ts';
import {mayCreateImage, requireAllowed} from '../model/policy.ts';
import {shortReference} from '../model/reference.ts';
import {windowsProblem} from '../model/windows-host.ts';
import {copyFiles, copyPlan} from '../plan/copy.ts';
import type {PlanFile} from '../plan/step.ts';
import type {Requester} from './create-image.ts';
import {type PlannedJob, plannedJob} from './planned-job.ts';

/** A planned copy to one worker, from another one or from an archive. */
export type PlannedCopy = PlannedJob & {
	readonly source: CopySource;
	readonly missing: readonly CopyLayer[];
	/** Of the missing layers. */
	readonly bytes: number;
	readonly files: readonly PlanFile[];
};

export type CopyWish = {
	/** Whether another image on the target may lose its name. */
	readonly overwrite: boolean;
	/** Whether a Windows image may go to a worker that cannot run it. */
	readonly force: boolean;
};

/**
 * Checks policy and target, and makes the plan; contacts no worker.
 * @returns undefined where the image already is, with this name
 * @throws Failure (refused, conflict) with a hint
 */
export const planCopy = (
	{source, target}: {readonly source: CopySource; readonly target: CopyTarget},
	{overwrite, force}: CopyWish,
	requester: Requester,
): PlannedCopy | undefined => {
	const {image} = source;
	requireAllowed(mayCreateImage(requester.account));
	if (target.holder === image.id) return undefined;
	if (target.holder !== undefined && !overwrite) throw taken(image.reference, target.worker.name);
	if (image.os === 'windows' && !force) requireHost(image.reference, target);
	const missing = missingLayers(source, target);
	const wanted = {source, missing, overwrite};
	const name = shortReference(image.reference);
	const planned = plannedJob(requester, {
		...(source.archive === undefined
			? {kind: 'copy', title: `Copy ${name} from ${image.worker}`}
			: {kind: 'import', title: `Import ${name} from ${source.archive}`}),
		worker: target.worker.name,
		devbox: {id: '', name: ''},
		reference: image.reference,
		plan: copyPlan(wanted),
	});
	return {...planned, source, missing, bytes: bytesOf(missing), files: copyFiles(wanted)};
};

const taken = (reference: string, worker: string): Failure =>
	new Failure(`${reference} on ${worker} is another image.`, {
		kind: 'conflict',
		hint: 'Give one of them another name (ingot images tag), or replace that one (--overwrite).',
	});

const requireHost = (reference: string, {worker, windows}: CopyTarget): void => {
	const problem = windowsProblem(worker, windows);
	if (problem === undefined) return;
	throw new Failure(`${reference} cannot run on ${worker.name}: ${problem}.`, {
		kind: 'refused',
		hint: 'Choose another worker, or copy it all the same (--force).',
	});
};
