import {goldenEntrypoint} from '../model/golden-entry.ts';
import {variableMap} from '../model/image-environment.ts';
import {keptVariables} from '../model/kept-variables.ts';
import {labels as labelNames} from '../model/labels.ts';
import {toReference} from '../model/reference.ts';
import type {SnapshotMethod, SnapshotSource} from '../model/snapshot.ts';
import {isViewerLocked} from '../model/windows-variables.ts';
import {type SnapshotRequest, snapshotLabels} from './snapshot.ts';
import {labelChanges, snapshotLocks} from './snapshot-locks.ts';
import type {Plan, PlanFile, Step} from './step.ts';
import {carryVariables} from './variables.ts';
import {copying, script} from './windows-copying.ts';

/** A Windows DevBox → an image with its disk, as steps. See docs/decisions/windows-snapshot.md. */
export const windowsSnapshotPlan = (request: SnapshotRequest): Plan => {
	const reference = toReference(request.draft.name, request.draft.tag);
	return {
		steps: [...taking(request, reference), ...making(request, reference)],
		done: `${reference} is ready.`,
		locks: snapshotLocks(request.source.devbox.id, reference),
	};
};

const carried = ({source, draft}: SnapshotRequest) => carryVariables(keptVariables(source, draft));

/** Files of the job beside its scripts: values of variables, which `prepare` removes. */
export const windowsSnapshotFiles = (request: SnapshotRequest): readonly PlanFile[] => carried(request).files;

/** Whether the image's viewer would be open where that of its source asks for a password. */
const isLocked = ({source, draft}: SnapshotRequest): boolean =>
	isViewerLocked(
		variableMap(source.devbox.env),
		new Map([
			...variableMap(source.image.env),
			...keptVariables(source, draft).map(({name, value}) => [name, value] as const),
		]),
	);

/** What the image will not have of the DevBox's configuration, in sentences. */
export const windowsLosses = (request: SnapshotRequest): readonly string[] => [
	...carried(request).lost.map(
		name => `The variable ${name} is not in the image: no file can carry its name and value.`,
	),
	...(isLocked(request)
		? [
				'The password of its viewer is not in the image. A DevBox of it asks for another one (-e PASS=…) and does not start without.',
			]
		: []),
];

const taking = (request: SnapshotRequest, reference: string): readonly Step[] => {
	const {devbox} = request.source;
	return [
		check(request, reference),
		{
			id: 'prepare',
			title: 'Prepare what the image will hold',
			argv: script(
				'prepare',
				devbox.id,
				devbox.imageId,
				isLocked(request) ? 'locked' : 'open',
				...carried(request).options,
			),
			undo: script('unprepare'),
		},
		...copying(request),
	];
};

const checks: Readonly<Partial<Record<SnapshotMethod, string>>> = {live: 'check_live', off: 'check_off'};

const check = ({user, source, draft, method}: SnapshotRequest, reference: string): Step => ({
	id: 'check',
	title: 'Check the DevBox, its disk and the room',
	argv: script(
		checks[method] ?? 'check',
		source.devbox.id,
		user,
		reference,
		draft.overwrite ? 'yes' : 'no',
		source.worker.kind,
	),
});

/** What the image runs: what its own image does, after ours. Podman 5 forgets the command and the signal at any change. */
const entryChanges = ({image}: SnapshotSource): readonly string[] => [
	`ENTRYPOINT ${JSON.stringify(goldenEntrypoint(image.entrypoint))}`,
	`CMD ${JSON.stringify(image.command)}`,
	...(image.stopSignal === '' ? [] : [`STOPSIGNAL ${image.stopSignal}`]),
];

const making = (request: SnapshotRequest, reference: string): readonly Step[] => {
	const labels = snapshotLabels(request);
	return [
		{
			id: 'convert',
			title: 'Pack the disk',
			argv: script('convert', request.source.devbox.imageId),
			undo: script('unconvert'),
		},
		{
			id: 'bake',
			title: 'Commit the image',
			argv: script(
				'bake',
				request.source.devbox.imageId,
				...[
					...entryChanges(request.source),
					...labelChanges({...labels, [labelNames.viewer]: isLocked(request) ? 'locked' : ''}),
				].flatMap(each => ['--change', each]),
			),
			undo: script('uncommit', request.job),
		},
		{
			id: 'verify',
			title: 'Check the disk in the image',
			argv: script('verify'),
			undo: script('unverify'),
		},
		{id: 'clean-up', title: 'Remove what is temporary', argv: script('unprepare'), settles: 'prepare'},
		{
			id: 'label-check',
			title: 'Check the labels and name the image',
			argv: script(
				'finish_windows',
				reference,
				...Object.entries(labels).map(([key, value]) => `${key}=${value}`),
			),
			undo: script('unfinish', reference),
		},
	];
};
