import {goldenEntrypoint} from '../model/golden-entry.ts';
import {labels as labelNames} from '../model/labels.ts';
import {toReference} from '../model/reference.ts';
import type {SnapshotMethod, SnapshotSource} from '../model/snapshot.ts';
import {type SnapshotRequest, snapshotLabels} from './snapshot.ts';
import {labelChanges, snapshotLocks} from './snapshot-locks.ts';
import type {Plan, Step} from './step.ts';
import {windowsCarried} from './windows-carried.ts';
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

const taking = (request: SnapshotRequest, reference: string): readonly Step[] => {
	const {devbox} = request.source;
	const carried = windowsCarried(request);
	return [
		check(request, reference),
		{
			id: 'prepare',
			title: 'Prepare the image',
			argv: script(
				'prepare',
				devbox.id,
				devbox.imageId,
				carried.isLocked ? 'locked' : 'open',
				...carried.options,
			),
			undo: script('unprepare'),
		},
		...copying(request),
	];
};

const checks: Readonly<Partial<Record<SnapshotMethod, string>>> = {live: 'check_live', off: 'check_off'};

const check = ({user, source, draft, method}: SnapshotRequest, reference: string): Step => ({
	id: 'check',
	title: 'Check the DevBox, its disk and the disk space',
	argv: script(
		checks[method] ?? 'check',
		source.devbox.id,
		user,
		reference,
		draft.overwrite ? 'yes' : 'no',
		source.worker.kind,
	),
});

/** The source image's entrypoint with ours before it. Podman 5 forgets command and signal at any change, so both are set. */
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
					...labelChanges({...labels, [labelNames.viewer]: windowsCarried(request).isLocked ? 'locked' : ''}),
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
		{id: 'clean-up', title: 'Remove temporary files', argv: script('unprepare'), settles: 'prepare'},
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
