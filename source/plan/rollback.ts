import {formatCapabilities} from '../model/capability.ts';
import type {ContainerSettings} from '../model/container-settings.ts';
import type {DevboxDetail} from '../model/devbox.ts';
import {renewedBy} from '../model/identity-choice.ts';
import type {Image} from '../model/image.ts';
import type {ImageConfig} from '../model/image-config.ts';
import {extraVariables, variableMap} from '../model/image-environment.ts';
import {unsetVariables} from '../model/kept-variables.ts';
import {type Labels, labels} from '../model/labels.ts';
import {isContainers, isWorkersProxy} from '../model/podman-variables.ts';
import {identityFile, renewing} from './identity.ts';
import {mountOptions, portOptions, settingsOptions} from './settings-options.ts';
import {referenceLock} from './snapshot-locks.ts';
import type {Plan, PlanFile, Step} from './step.ts';
import {type CarriedVariables, carryVariables} from './variables.ts';

export type RollbackRequest = {
	readonly job: string;
	readonly user: string;
	readonly devbox: DevboxDetail;
	readonly settings: ContainerSettings;
	/** Labels of the image that the DevBox was created from. */
	readonly baseLabels: Labels;
	/** What the new one is created from, and its configuration. */
	readonly image: Image;
	readonly config: ImageConfig;
	/** What the old one is called afterwards. */
	readonly former: string;
};

/** A DevBox → a new one from an image, with its name and settings; the old one stays, stopped. */
export const rollbackPlan = (request: RollbackRequest): Plan => {
	const {job, user, image, config, former} = request;
	const {id, name} = request.devbox;
	const unmake = script('unmake', job);
	const steps: readonly Step[] = [
		{id: 'check', title: 'Check the DevBox', argv: script('check', id, user, former)},
		{
			id: 'create',
			title: 'Create the new DevBox, without starting it',
			argv: script('create', image.id, image.reference, ...createOptions(request)),
			undo: unmake,
		},
		{id: 'compare', title: 'Compare its settings with those of the old one', argv: script('compare', id)},
		{id: 'stop', title: 'Stop the old DevBox', argv: script('halt', id), undo: script('bring_up', id)},
		{
			id: 'rename',
			title: `Rename the old DevBox to ${former}`,
			argv: script('name_it', id, former),
			undo: script('name_it', id, name),
		},
		{id: 'name', title: `Name the new DevBox ${name}`, argv: script('name_new', name), undo: unmake},
		{
			id: 'start',
			title: 'Start the new DevBox',
			argv: script(...renewing(renewedBy(config.labels), image.id), 'start_new'),
			undo: unmake,
		},
		{
			id: 'rest',
			title: 'Keep the old DevBox stopped',
			argv: script('rest', id),
			undo: script('unrest', id),
		},
	];
	return {
		steps,
		locks: [`devbox-${id.slice(0, 64)}`, `name-${name}`, referenceLock(image.reference)],
		done: `${name} runs ${image.reference}. The DevBox from before is stopped: ${former}.`,
	};
};

/** Files next to the plan: the values of variables, for the step that creates the new DevBox. */
export const rollbackFiles = (request: RollbackRequest): readonly PlanFile[] => [
	...carried(request).files,
	identityFile,
];

/** Names of variables that Podman cannot be given with their value. */
export const rollbackLost = (request: RollbackRequest): readonly string[] => carried(request).lost;

const script = (...argv: readonly string[]): readonly string[] => ['sh', './rollback.sh', ...argv];

/** Those that the image does not set to the same value. */
const carried = ({devbox, config}: RollbackRequest): CarriedVariables => {
	const values = variableMap(devbox.env);
	return carryVariables(
		extraVariables({devbox, image: config})
			.map(each => each.name)
			.filter(
				name =>
					(devbox.madeBy.variables.includes(name) || !isContainers(name)) && !isWorkersProxy(name, devbox),
			)
			.map(name => ({name, value: values.get(name) ?? ''})),
	);
};

/** Labels that the old one was given, and those of a launch. Its image's own come from the new image. */
const labelsFor = ({job, user, devbox, baseLabels, image}: RollbackRequest): Labels => {
	const own = Object.entries(devbox.labels).filter(
		([key, value]) => baseLabels[key] !== value && !key.startsWith('io.clustercode.'),
	);
	const fork = devbox.labels[labels.forkedFrom];
	return {
		...Object.fromEntries(own),
		[labels.launchedBy]: user,
		[labels.owner]: user,
		[labels.os]: 'linux',
		[labels.capabilities]: formatCapabilities(image.capabilities, []),
		[labels.cloudWorker]: '',
		[labels.job]: job,
		...(fork !== undefined && baseLabels[labels.forkedFrom] !== fork && {[labels.forkedFrom]: fork}),
	};
};

/** Options of `podman create`, the image, the command. */
const createOptions = (request: RollbackRequest): readonly string[] => {
	const {devbox, settings, config, image} = request;
	const unset = unsetVariables({devbox, image: config});
	return [
		...(devbox.hostname === devbox.id.slice(0, 12) ? [] : ['--hostname', devbox.hostname]),
		...Object.entries(labelsFor(request)).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
		...portOptions(settings, true),
		...mountOptions(settings.mounts),
		...settingsOptions(settings),
		...(devbox.user === '' ? [] : ['--user', devbox.user]),
		...['--workdir', devbox.workdir || '/'],
		...(devbox.entrypoint.length === 0 && config.entrypoint.length === 0
			? []
			: ['--entrypoint', devbox.entrypoint.length === 0 ? '' : JSON.stringify(devbox.entrypoint)]),
		...(devbox.healthCheck?.test[0] === 'NONE' ? ['--no-healthcheck'] : []),
		...(devbox.stopSignal === '' ? [] : ['--stop-signal', devbox.stopSignal]),
		...['--stop-timeout', String(devbox.stopTimeout)],
		...unset.flatMap(name => ['--unsetenv', name]),
		...carried(request).options,
		image.reference,
		...devbox.command,
	];
};
