import {secondsToShutDown, secondsUntilForce} from '../model/windows-stop.ts';
import type {SnapshotRequest} from './snapshot.ts';
import type {Step} from './step.ts';

/** The argv of a function of the Windows snapshot script. */
export const script = (...argv: readonly string[]): readonly string[] => [
	'sh',
	'./windows-disk-snapshot.sh',
	...argv,
];

/** The steps from a disk in use to a proven copy of it. */
export const copying = (request: SnapshotRequest): readonly Step[] => {
	if (request.method === 'live') return copyingLive(request.source.devbox.id);
	return request.method === 'off' ? copyingOff(request) : copyingStopped(request);
};

const accepts = ({draft}: SnapshotRequest) => (draft.acceptUnclean ? 'yes' : 'no');

/** The DevBox is off from `stop` to `start`. */
const copyingStopped = (request: SnapshotRequest): readonly Step[] => {
	const {devbox} = request.source;
	const seconds = String(secondsToShutDown(devbox, request.draft.stopTimeout));
	return [
		{
			id: 'stop',
			title: 'Shut down Windows',
			argv: script('stop', devbox.id, seconds),
			undo: script('bring_windows_back', devbox.id, seconds),
		},
		{
			id: 'copy',
			title: 'Copy the disk',
			argv: script('copy', devbox.id, accepts(request)),
			undo: script('uncopy'),
		},
		{id: 'start', title: 'Start the DevBox again', argv: script('start_again', devbox.id), settles: 'stop'},
		proof(request),
		{id: 'boot', title: 'Wait until Windows has booted', argv: script('let_boot', devbox.id)},
	];
};

/** It was off before, and stays off. */
const copyingOff = (request: SnapshotRequest): readonly Step[] => [
	{
		id: 'copy',
		title: 'Copy the disk',
		argv: script('copy_off', request.source.devbox.id, accepts(request)),
		undo: script('uncopy'),
	},
	proof(request),
];

/** Only after the start: reading the copy would keep Windows off longer. */
const proof = (request: SnapshotRequest): Step => {
	const {devbox} = request.source;
	return {
		id: 'proof',
		title: 'Check that Windows shut down',
		argv: script('proof', devbox.id, devbox.imageId, accepts(request), String(secondsUntilForce(devbox))),
		undo: script('unproof'),
	};
};

/** One step, in which Windows is paused only for a moment. */
const copyingLive = (devbox: string): readonly Step[] => [
	{
		id: 'copy',
		title: 'Copy the disk while Windows runs',
		argv: script('copy_live', devbox),
		undo: script('uncopy_live', devbox),
	},
];
