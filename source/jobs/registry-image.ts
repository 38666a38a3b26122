import {Failure} from '../model/failure.ts';
import type {Image} from '../model/image.ts';
import {mayCreateImage, requireAllowed} from '../model/policy.ts';
import {shortReference, splitReference, toReference, typedNameProblem} from '../model/reference.ts';
import type {RegistryLogin, RegistryReference} from '../model/registry.ts';
import {loginFiles, pullPlan, pushPlan} from '../plan/registry.ts';
import type {PlanFile} from '../plan/step.ts';
import type {Remote} from '../remote/remote.ts';
import type {Requester} from './create-image.ts';
import {type PlannedJob, plannedJob} from './planned-job.ts';
import {registryScripts} from './registry-scripts.ts';
import {startJob} from './start-job.ts';

/** A planned push or pull. */
export type PlannedTransfer = PlannedJob & {
	/** Only these contain the login. */
	readonly files: readonly PlanFile[];
};

type Wish = {
	/** Whether what has the name now may lose it. */
	readonly overwrite: boolean;
	/** Undefined: the login that Podman has on the worker, if any. */
	readonly login?: RegistryLogin | undefined;
};

/** Plans a push to a registry; contacts nobody. @throws Failure (refused) for a role that may not */
export const planPush = (
	image: Image,
	{destination, overwrite, login}: Wish & {readonly destination: RegistryReference},
	requester: Requester,
): PlannedTransfer => {
	requireAllowed(mayCreateImage(requester.account));
	return {
		...plannedJob(requester, {
			kind: 'push',
			title: `Push ${shortReference(image.reference)} to ${destination.text}`,
			worker: image.worker,
			reference: image.reference,
			plan: pushPlan(image, {destination, overwrite}),
		}),
		files: loginFiles(destination.registry, login),
	};
};

/**
 * Plans a pull from a registry; contacts nobody.
 * @param name `name:tag` on the worker; that of the source when left out
 * @throws Failure (refused) for a role that may not, (usage) for a name that no image can have
 */
export const planPull = (
	source: RegistryReference,
	{worker, name, overwrite, login}: Wish & {readonly worker: string; readonly name?: string | undefined},
	requester: Requester,
): PlannedTransfer => {
	requireAllowed(mayCreateImage(requester.account));
	const problem = typedNameProblem(name ?? source.local);
	if (problem !== undefined)
		throw new Failure(`The image cannot be called ${name ?? source.local} on the worker: ${problem}`, {
			kind: 'usage',
			hint: 'Choose its name there with --name NAME:TAG.',
		});
	const wanted = splitReference(name ?? source.local);
	const reference = toReference(wanted.name, wanted.tag);
	return {
		...plannedJob(requester, {
			kind: 'pull',
			title: `Pull ${source.text}`,
			worker,
			reference,
			plan: pullPlan(reference, {source, overwrite}),
		}),
		files: loginFiles(source.registry, login),
	};
};

/** Starts it on the worker. */
export const submitTransfer = (remote: Remote, {request, plan, files}: PlannedTransfer): Promise<void> =>
	startJob(remote, {request, plan, scripts: [...registryScripts, ...files]});
