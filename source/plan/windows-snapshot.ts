import {toReference} from '../model/reference.ts';
import {type SnapshotRequest, snapshotLabels} from './snapshot.ts';
import {labelChanges, snapshotLocks} from './snapshot-locks.ts';
import type {Plan, Step} from './step.ts';

const script = (...argv: readonly string[]): readonly string[] => [
	'sh',
	'./windows-disk-snapshot.sh',
	...argv,
];

/** A Windows DevBox → an image with its disk, as steps. See docs/decisions/windows-snapshot.md. */
export const windowsSnapshotPlan = (request: SnapshotRequest): Plan => {
	const reference = toReference(request.draft.name, request.draft.tag);
	return {
		steps: [...taking(request, reference), ...making(request, reference)],
		done: `${reference} is ready.`,
		locks: snapshotLocks(request.source.devbox.id, reference),
	};
};

/** The DevBox is off from `stop` to `start`. */
const taking = (
	{user, source: {devbox, worker}, draft}: SnapshotRequest,
	reference: string,
): readonly Step[] => {
	const overwrite = draft.overwrite ? 'yes' : 'no';
	return [
		{
			id: 'check',
			title: 'Check the DevBox, its disk and the room',
			argv: script('check', devbox.id, user, reference, overwrite, worker.kind),
		},
		{
			id: 'prepare',
			title: 'Prepare what the image will hold',
			argv: script('prepare', devbox.id, devbox.imageId),
			undo: script('unprepare'),
		},
		{
			id: 'stop',
			title: 'Shut Windows down',
			argv: script('stop', devbox.id),
			undo: script('bring_back', devbox.id),
		},
		{id: 'copy', title: 'Copy its disk', argv: script('copy', devbox.id), undo: script('uncopy')},
		{id: 'start', title: 'Start the DevBox again', argv: script('start', devbox.id), settles: 'stop'},
	];
};

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
			argv: script('bake', ...labelChanges(labels).flatMap(each => ['--change', each])),
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
			argv: script('finish', reference, ...Object.entries(labels).map(([key, value]) => `${key}=${value}`)),
			undo: script('unfinish', reference),
		},
	];
};
