import {formatCapabilities} from '../model/capability.ts';
import {storageVolume} from '../model/golden-disk.ts';
import {type Labels, labels} from '../model/labels.ts';
import type {LaunchContext, LaunchDraft} from '../model/launch.ts';
import {identityFile, renewing} from './identity.ts';
import {runOptions} from './run-options.ts';
import type {Plan, PlanFile, Step} from './step.ts';
import {carryVariables, parseVariables} from './variables.ts';
import {windowsStart} from './windows-start.ts';

export type LaunchRequest = {
	readonly job: string;
	readonly user: string;
	readonly context: LaunchContext;
	readonly draft: LaunchDraft;
	/** A new machine id (UUID), for a draft that renews it. */
	readonly machine: string;
};

const healthSeconds = 120;

/** The labels of a launched DevBox. All are set, so that no label of the image determines the owner. */
const launchLabels = ({job, user, context: {image}}: LaunchRequest): Labels => ({
	[labels.launchedBy]: user,
	[labels.owner]: user,
	[labels.os]: image.os,
	[labels.capabilities]: formatCapabilities(image.capabilities, []),
	[labels.cloudWorker]: '',
	[labels.job]: job,
});

/** An image → a running DevBox, as steps. */
export const launchPlan = (request: LaunchRequest): Plan => {
	const {job, draft, context, machine} = request;
	const steps: Step[] = [
		...volumeCheck(request),
		...newVolumes(request),
		{
			id: 'start',
			title: 'Start the DevBox',
			argv: script(
				...renewing(context.renew, context.image.id),
				// By id, since a tag may move meanwhile. If Podman needs a name, the worker checks that it still refers to the image.
				...(context.wantsName ? ['start_named', context.image.id, context.image.reference] : ['start']),
				...runOptions({
					draft,
					context,
					image: context.wantsName ? context.image.reference : context.image.id,
					labels: launchLabels(request),
					machine,
				}),
			),
			undo: script('unstart', job),
		},
		...windowsStart(context, (verb, seconds) => script(verb, job, seconds)),
	];
	if (context.hasHealthCheck)
		steps.push({
			id: 'healthy',
			title: 'Wait until it is healthy',
			argv: script('healthy', job, String(healthSeconds)),
		});
	return {steps, locks: [`name-${draft.name}`], done: `${draft.name} is running.`};
};

/** Checks before the start whether a disk in an existing volume is based on this image. */
const volumeCheck = ({draft, context: {golden, image}}: LaunchRequest): readonly Step[] => {
	const volume = golden?.isLaid ? storageVolume(draft) : undefined;
	if (volume === undefined) return [];
	return [{id: 'volume', title: 'Check the disk in its volume', argv: script('fits', image.id, volume)}];
};

/** Creates the named volumes that do not exist, so that a launch that fails removes these and no others. */
const newVolumes = ({job, draft}: LaunchRequest): readonly Step[] => {
	const names = draft.volumes.flatMap(volume =>
		volume.startsWith('/') ? [] : volume.split(':').slice(0, 1),
	);
	if (names.length === 0) return [];
	return [
		{
			id: 'make-volumes',
			title: 'Create the volumes that do not exist yet',
			argv: script('make_volumes', job, ...new Set(names)),
			undo: script('unmake_volumes', job),
		},
	];
};

const script = (...argv: readonly string[]): readonly string[] => ['sh', './linux-launch.sh', ...argv];

/** Files next to the plan: variable values, and the options for the user's next launch of this image (one line; its start is searched for). */
export const launchFiles = ({draft, context, user}: LaunchRequest): readonly PlanFile[] => {
	const {name: _, ...options} = draft;
	return [
		{name: 'launch.json', text: `${JSON.stringify({reference: context.image.reference, user, options})}\n`},
		...carryVariables(parseVariables(draft.environment)).files,
		...(renewing(context.renew, '').length > 0 ? [identityFile] : []),
	];
};
