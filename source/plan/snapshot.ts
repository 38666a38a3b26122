import {formatCapabilities} from '../model/capability.ts';
import {inheritedBy} from '../model/detection.ts';
import {type Labels, labels} from '../model/labels.ts';
import {splitReference, toReference} from '../model/reference.ts';
import {type Draft, isWindows, type SnapshotMethod, type SnapshotSource} from '../model/snapshot.ts';
import {labelChanges, snapshotLocks} from './snapshot-locks.ts';
import type {Plan, Step} from './step.ts';

export type SnapshotRequest = {
	readonly job: string;
	readonly user: string;
	readonly source: SnapshotSource;
	readonly draft: Draft;
	readonly method: SnapshotMethod;
	/** ISO 8601; goes into the image's labels. */
	readonly createdAt: string;
};

/** Every label that the image will have from us. Ownership is not inheritable: launched-by is set to empty. */
export const snapshotLabels = ({job, user, source, draft, createdAt}: SnapshotRequest): Labels => {
	const {devbox} = source;
	const {name, tag} = splitReference(toReference(draft.name, draft.tag));
	return {
		[labels.managed]: 'true',
		[labels.os]: isWindows(devbox) ? 'windows' : 'linux',
		[labels.owner]: user,
		[labels.source]: 'DevBox-commit',
		[labels.capabilities]: formatCapabilities(inheritedBy(source).capabilities, draft.capabilities),
		[labels.launchedBy]: '',
		[labels.cloudWorker]: '',
		[labels.created]: createdAt,
		[labels.title]: name,
		[labels.version]: tag,
		[labels.baseName]: devbox.imageReference,
		[labels.baseDigest]: devbox.imageDigest,
		[labels.job]: job,
	};
};

/** A Linux DevBox → an image, as steps. See docs/decisions/snapshot.md for the methods. */
export const snapshotPlan = (request: SnapshotRequest): Plan => {
	const {id} = request.source.devbox;
	const reference = toReference(request.draft.name, request.draft.tag);
	return {
		steps: [check(request, reference), ...capturing(request), labelCheck(request, reference)],
		done: `${reference} is ready.`,
		locks: snapshotLocks(id, reference),
	};
};

const script = (...argv: readonly string[]): readonly string[] => ['sh', './linux-snapshot.sh', ...argv];

const check = ({user, source, draft, method}: SnapshotRequest, reference: string): Step => ({
	id: 'check',
	title: 'Check the DevBox and the room',
	argv: script(
		'check',
		source.devbox.id,
		user,
		reference,
		draft.overwrite ? 'yes' : 'no',
		method,
		source.worker.kind,
	),
});

const capturing = (request: SnapshotRequest): readonly Step[] => {
	const {id, imageId} = request.source.devbox;
	const pause: Step = {
		id: 'pause',
		title: 'Pause the DevBox',
		argv: ['podman', 'pause', id],
		undo: script('resume', id),
	};
	const resume: Step = {
		id: 'resume',
		title: 'Resume the DevBox',
		argv: ['podman', 'unpause', id],
		settles: 'pause',
	};
	if (request.method === 'restart') {
		return [
			{id: 'stop', title: 'Stop the DevBox', argv: script('stop', id), undo: script('bring_up', id)},
			commit(request, id, 'off'),
			{id: 'start', title: 'Start the DevBox again', argv: script('start_again', id), settles: 'stop'},
		];
	}
	if (request.method === 'pause') return [pause, commit(request, id, 'true'), resume];
	const twin = `ingot-twin-${request.job}`;
	return [
		{
			id: 'prepare',
			title: 'Prepare a stopped twin',
			argv: script('prepare', id, twin, imageId),
			undo: ['podman', 'rm', '--force', '--ignore', twin],
		},
		pause,
		{id: 'capture', title: 'Copy the DevBox’s own layer', argv: script('capture', id)},
		resume,
		commit(request, twin, 'false'),
		{id: 'clean-up', title: 'Remove the twin', argv: ['podman', 'rm', twin], settles: 'prepare'},
	];
};

/** The clone that makes a twin keeps everything of a container but its user and working directory. */
const commit = (request: SnapshotRequest, container: string, pause: 'true' | 'false' | 'off'): Step => {
	const {user, workdir} = request.source.devbox;
	const config =
		request.method !== 'twin'
			? []
			: [...(user === '' ? [] : [`USER ${user}`]), ...(workdir === '' ? [] : [`WORKDIR ${workdir}`])];
	const changes = [...config, ...labelChanges(snapshotLabels(request))];
	return {
		id: 'commit',
		title: 'Commit the image',
		argv: script('commit', container, pause, ...changes.flatMap(each => ['--change', each])),
		undo: script('uncommit', request.job),
	};
};

const labelCheck = (request: SnapshotRequest, reference: string): Step => ({
	id: 'label-check',
	title: 'Check the labels and name the image',
	argv: script(
		'finish',
		reference,
		...Object.entries(snapshotLabels(request)).map(([key, value]) => `${key}=${value}`),
	),
	undo: script('unfinish', reference),
});
