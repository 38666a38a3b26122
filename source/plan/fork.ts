import {formatCapabilities} from '../model/capability.ts';
import type {ContainerSettings} from '../model/container-settings.ts';
import {inheritedBy} from '../model/detection.ts';
import {identityOf} from '../model/identity-choice.ts';
import {extraVariables, variableMap} from '../model/image-environment.ts';
import {droppedVariables} from '../model/kept-variables.ts';
import {type Labels, labels} from '../model/labels.ts';
import {isContainers, isWorkersProxy} from '../model/podman-variables.ts';
import type {Draft, SnapshotSource} from '../model/snapshot.ts';
import {renewing} from './identity.ts';
import {portOptions, settingsOptions} from './settings-options.ts';
import type {Plan, PlanFile, Step} from './step.ts';
import {type CarriedVariables, carryVariables} from './variables.ts';

export type ForkRequest = {
	readonly job: string;
	readonly user: string;
	readonly source: SnapshotSource;
	readonly settings: ContainerSettings;
	/** Of the image that they are launched from. */
	readonly draft: Draft;
	/** Its reference, until the last one is launched. */
	readonly reference: string;
	/** Of the forks. */
	readonly names: readonly string[];
};

/** A snapshot and the launches from its image, in one job. @param snapshot the plan of the image */
export const forkPlan = (snapshot: Plan, request: ForkRequest): Plan => ({
	...snapshot,
	steps: [
		...snapshot.steps,
		...request.names.map((name, index) => startOf(request, name, index + 1)),
		{
			id: 'let-go',
			title: 'Take the name of the image away',
			argv: script('let_go', request.reference),
		},
	],
	locks: [...snapshot.locks, ...request.names.map(name => `name-${name}`)],
	done: `${listed(request.names)} ${request.names.length === 1 ? 'is' : 'are'} running.`,
});

/** Files next to the plan, in addition to those of the snapshot, which have the table of identities: the values of variables. */
export const forkFiles = (request: ForkRequest): readonly PlanFile[] => [
	...carried(request).files.map(({name, text}) => ({name: name.replace('environment', 'forks'), text})),
];

/** What the forks lack of the DevBox, in sentences. */
export const forkLosses = ({source, settings, draft}: ForkRequest): readonly string[] => {
	const {mounts, isIdMapped} = settings;
	const places = mounts.map(mount =>
		mount.type === 'volume' && !/^[0-9a-f]{64}$/u.test(mount.source)
			? `${mount.source} at ${mount.destination}`
			: mount.destination,
	);
	return [
		...(places.length === 0
			? []
			: [
					`What is mounted stays with ${source.devbox.name}, because two DevBoxes would write to it: ${places.join(', ')}.`,
				]),
		...(isIdMapped ? ['The user namespace of the DevBox (--userns, --uidmap) is not repeated.'] : []),
		...carried({source, draft}).lost.map(
			name => `The variable ${name} is not in the forks: Podman cannot be given its name and value.`,
		),
		...source.devbox.madeBy.secrets.map(name => `The secret in the variable ${name} is not in the forks.`),
	];
};

const script = (...argv: readonly string[]): readonly string[] => ['sh', './linux-launch.sh', ...argv];

/** Those that the image does not have; they go past it, so that a secret stays out of the image. */
const carried = ({source, draft}: Pick<ForkRequest, 'source' | 'draft'>): CarriedVariables => {
	const {devbox} = source;
	const dropped = new Set(droppedVariables(source, draft));
	const values = variableMap(devbox.env);
	return carryVariables(
		extraVariables(source)
			.map(each => each.name)
			.filter(
				name =>
					dropped.has(name) &&
					!isContainers(name) &&
					!isWorkersProxy(name, devbox) &&
					!devbox.madeBy.secrets.includes(name),
			)
			.map(name => ({name, value: values.get(name) ?? ''})),
	);
};

/** As those of a launch; the label of the job is the fork's own (worker/steps/linux/linux-fork.sh). */
const labelsOf = ({user, source, draft}: ForkRequest, job: string): Labels => ({
	[labels.launchedBy]: user,
	[labels.owner]: user,
	[labels.os]: 'linux',
	[labels.capabilities]: formatCapabilities(inheritedBy(source).capabilities, draft.capabilities),
	[labels.cloudWorker]: '',
	[labels.job]: job,
	[labels.forkedFrom]: source.devbox.name,
});

const startOf = (request: ForkRequest, name: string, number: number): Step => {
	const {job, settings, reference, source} = request;
	const label = `${job}-${number}`;
	return {
		id: `start-${number}`,
		title: `Start ${name}`,
		argv: script(
			...renewing(
				identityOf(request.draft.identity).map(each => each.id),
				reference,
			),
			'start_fork',
			label,
			...['--name', name, '--hostname', name],
			...Object.entries(labelsOf(request, label)).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
			...portOptions(settings, false),
			...settingsOptions(settings),
			...['--stop-timeout', String(source.devbox.stopTimeout)],
			...carried(request).options.map(word => (word === 'environment.list' ? 'forks.list' : word)),
			reference,
		),
		undo: script('unstart', label),
	};
};

/** `a`, `a and b`, `a, b and c`. */
const listed = (names: readonly string[]): string =>
	names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
