import {keptVariables} from '../model/kept-variables.ts';
import {toReference} from '../model/reference.ts';
import {isDeep} from '../model/snapshot.ts';
import {commitWords} from './commit-words.ts';
import {editing} from './edit-steps.ts';
import {imageConfiguration} from './image-configuration.ts';
import {leftOutVariables} from './left-out-variables.ts';
import {listPackages} from './sbom.ts';
import {labelsOf, type SnapshotRequest, snapshotLabels} from './snapshot.ts';
import {snapshotLocks} from './snapshot-locks.ts';
import type {Plan, PlanFile, Step} from './step.ts';
import {carryVariables} from './variables.ts';

/** A Linux DevBox → an image, as steps. See docs/decisions/snapshot.md for the methods. */
export const snapshotPlan = (request: SnapshotRequest): Plan => {
	const {id} = request.source.devbox;
	const reference = toReference(request.draft.name, request.draft.tag);
	const edits = editing(request, copies(request), commitWords(request, copies(request), layerCount(request)));
	return {
		steps: [
			check(request, reference),
			...capturing(request),
			...edits.before,
			listPackages(request, copies(request) ? stagingName(request) : ''),
			commit(request),
			...(request.method === 'restart' && !copies(request) ? [startAgain(id)] : []),
			...edits.after,
			...configure(request),
			verify(request),
			...(copies(request) ? [cleanUp(request)] : []),
			nameImage(request, reference),
		],
		done: `${reference} is ready.`,
		locks: snapshotLocks(id, reference),
	};
};

/** Files of the job in addition to its scripts; the first step that needs the variable values removes them. */
export const snapshotFiles = (request: SnapshotRequest): readonly PlanFile[] => {
	const {expected, instruction} = imageConfiguration(request.source, layerCount(request));
	return [
		{name: 'configuration-format', text: expected.format},
		{name: 'configuration', text: expected.text},
		...(instruction === undefined ? [] : [{name: 'instruction', text: instruction}]),
		...(copies(request) ? carried(request).files : []),
		...editing(request, copies(request)).files,
	];
};

/** Whether the image is committed from a staging container, which holds a copy of the DevBox's own layer. */
const copies = ({method, source}: SnapshotRequest): boolean =>
	method === 'staging' || (method === 'restart' && source.devbox.layer.isIdMapped);

const carried = ({source, draft}: SnapshotRequest) => carryVariables(keptVariables(source, draft));
const isMerged = (request: SnapshotRequest): boolean => editing(request, copies(request)).isMerged;
const layerCount = (request: SnapshotRequest): number =>
	isMerged(request) ? 1 : request.source.image.layers + 1;

const script = (...argv: readonly string[]) => ['sh', './linux-snapshot.sh', ...argv];
const yesNo = (is: boolean | undefined): string => (is ? 'yes' : 'no');

const check = (request: SnapshotRequest, reference: string): Step => ({
	id: 'check',
	title: 'Check the DevBox and the disk space',
	argv: script(
		'check',
		request.source.devbox.id,
		request.user,
		reference,
		yesNo(request.draft.overwrite),
		request.method,
		request.source.worker.kind,
		isDeep(request.source) && !isMerged(request) ? request.source.devbox.imageId : '',
		isMerged(request) ? request.source.devbox.imageId : '',
	),
	undo: script('untry', request.job),
});

const stagingName = ({job}: SnapshotRequest) => `ingot-staging-${job}`;

const prepare = (request: SnapshotRequest): Step => {
	const {devbox} = request.source;
	const {kept} = labelsOf(request);
	return {
		id: 'prepare',
		title: 'Prepare a staging container',
		argv: script(
			'prepare',
			devbox.id,
			stagingName(request),
			yesNo(devbox.layer.isIdMapped),
			...carried(request).options,
			...Object.entries(kept).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
			devbox.imageId,
			// It never runs, but an image without a default command needs one.
			'sh',
		),
		undo: ['podman', 'rm', '--force', '--ignore', stagingName(request)],
	};
};

const capturing = (request: SnapshotRequest): readonly Step[] => {
	const {id} = request.source.devbox;
	const pause: Step = {
		id: 'pause',
		title: 'Pause the DevBox',
		argv: ['podman', 'pause', id],
		undo: script('resume', id),
	};
	const undo = script('bring_up', id);
	const stop: Step = {id: 'stop', title: 'Stop the DevBox', argv: script('stop', id), undo};
	const [bytes, running] = [String(request.source.diskSpace.layerBytes), 'Copy its own layer while it runs'];
	const copyRunning: Step = {id: 'precopy', title: running, argv: script('precopy', id, bytes)};
	const capture: Step = {id: 'capture', title: 'Copy what has changed', argv: script('capture', id, bytes)};
	if (request.method === 'pause') return [pause];
	const resume: Step = {id: 'resume', title: 'Resume the DevBox', argv: script('thaw', id)};
	// Not where contents are compared, too: that is with the copy.
	const early = request.draft.verify === 'full' ? [] : [copyRunning];
	if (request.method !== 'restart') return [prepare(request), ...early, pause, capture, resume];
	return copies(request) ? [prepare(request), stop, capture, startAgain(id)] : [stop];
};

const startAgain = (id: string): Step => ({
	id: 'start',
	title: 'Start the DevBox again',
	argv: script('start_again', id),
	settles: 'stop',
});

const commit = (request: SnapshotRequest): Step => {
	const {source, draft, job} = request;
	// The edit step has set the owners already.
	const idMap = editing(request, copies(request)).before.length > 0 ? undefined : source.devbox.layer.idMap;
	return {
		id: 'commit',
		title: request.method === 'pause' ? 'Commit the image and resume the DevBox' : 'Commit the image',
		argv: script(
			'commit',
			source.devbox.id,
			copies(request) ? stagingName(request) : '',
			idMap?.uids.join(',') ?? '',
			idMap?.gids.join(',') ?? '',
			draft.verify ?? 'listing',
			...commitWords(request, copies(request), layerCount(request)),
		),
		undo: script('uncommit', job),
		...(request.method === 'restart' ? {} : {settles: 'pause'}),
	};
};

const configure = (request: SnapshotRequest): readonly Step[] => {
	const {format, instruction} = imageConfiguration(request.source, layerCount(request));
	const leftOut = leftOutVariables(request, copies(request)).configure;
	if (instruction === undefined && leftOut.length === 0) return [];
	return [
		{
			id: 'configure',
			title: 'Apply settings that a commit cannot',
			argv: script('configure', format, ...leftOut),
		},
	];
};

const verify = (request: SnapshotRequest): Step => {
	const {source, draft, job} = request;
	return {
		id: 'verify',
		title: 'Verify the image',
		argv: script(
			'verify',
			source.devbox.id,
			source.devbox.imageId,
			isMerged(request) ? 'flat' : source.facts.nativeDiff === false ? 'missing' : 'all',
			draft.start === false ? 'init' : 'start',
			...leftOutVariables(request, copies(request)).verify,
			...keptVariables(source, draft).map(({name}) => `keep=${name}`),
		),
		undo: script('untry', job),
	};
};

const cleanUp = (request: SnapshotRequest): Step => ({
	id: 'clean-up',
	title: 'Remove the staging container',
	argv: ['podman', 'rm', '--force', '--ignore', stagingName(request)],
	settles: 'prepare',
});

const nameImage = (request: SnapshotRequest, reference: string): Step => ({
	id: 'label-check',
	title: 'Check the labels and name the image',
	argv: script(
		'finish',
		reference,
		...Object.entries(snapshotLabels(request)).map(([key, value]) => `${key}=${value}`),
	),
	undo: script('unfinish', reference),
});
