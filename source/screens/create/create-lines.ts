import prettyBytes from 'pretty-bytes';
import {capabilityTitle} from '../../model/capability.ts';
import {detectionLines, inheritedBy} from '../../model/detection.ts';
import {labelLines, variableLines} from '../../model/image-choice.ts';
import {quote} from '../../model/shell.ts';
import {
	type Draft,
	isWindows,
	mountsLeft,
	type SnapshotMethod,
	type SnapshotSource,
} from '../../model/snapshot.ts';
import type {PlannedSnapshot} from '../../state/actions.ts';
import {type AddLine, addSteps, collectLines, type ReviewLine} from '../shared/review-lines.ts';

/** What happens to the DevBox during the snapshot. */
const effects: Readonly<Record<SnapshotMethod, {begin: string; tone: ReviewLine['tone']}>> = {
	staging: {begin: 'The DevBox keeps running.', tone: 'plain'},
	pause: {begin: 'The DevBox keeps running.', tone: 'plain'},
	restart: {begin: 'The DevBox stops.', tone: 'warning'},
	stop: {begin: 'The DevBox stops briefly.', tone: 'warning'},
	live: {begin: 'The DevBox is not stopped.', tone: 'warning'},
	off: {begin: 'The DevBox stays off.', tone: 'plain'},
};

/** The summary before submitting: reference, effect on the DevBox, what is left out, steps, the same as a command, labels. */
export const createLines = (
	source: SnapshotSource,
	draft: Draft,
	planned: PlannedSnapshot,
): readonly ReviewLine[] =>
	collectLines(add => {
		addEffects(add, source, planned);
		if (draft.acceptUnclean === true)
			add('A disk that was not shut down cleanly is accepted; the image label says so.', 'warning');
		addLeftOut(add, source, planned);
		for (const line of detectionLines(inheritedBy(source)))
			add(line, line.startsWith('Detected') ? 'plain' : 'warning');
		addSteps(add, 'Steps', planned.plan.steps);
		add('');
		add('As a command', 'head');
		add(`  ${createCommand(source, draft)}`, 'muted');
		add('');
		add('Labels', 'head');
		for (const {text, tone} of labelLines(planned.choice, planned.labels)) add(text, tone);
	});

const addEffects = (
	add: AddLine,
	{worker, devbox, diskSpace: {layerBytes}, references}: SnapshotSource,
	{request, chosen, diskSpace, losses}: PlannedSnapshot,
): void => {
	add(request.title, 'head');
	add(`on ${worker.name} · ${isWindows(devbox) ? 'disk' : 'layer'} of ${prettyBytes(layerBytes)}`);
	const {begin, tone} = effects[chosen.method];
	add(`${begin} ${chosen.because}`, tone);
	for (const line of diskSpace) add(line);
	for (const line of losses) add(line, 'warning');
	if (references.includes(request.reference))
		add(`${request.reference} exists and will be replaced.`, 'warning');
};

const addLeftOut = (add: AddLine, source: SnapshotSource, {choice}: PlannedSnapshot): void => {
	const left = mountsLeft(source);
	if (left.length > 0) {
		add('Not in the image:', 'warning');
		for (const mount of left) add(`  ${mount.destination}  (${mount.type} ${mount.source})`, 'warning');
	}
	const variables = variableLines(choice);
	if (variables.length === 0) return;
	add('');
	add('Environment (variables beyond the DevBox’s image)', 'head');
	for (const {text, tone} of variables) add(text, tone);
};

/** The `ingot create` that makes the same image: names of variables, never their values. */
const createCommand = ({worker, devbox}: SnapshotSource, draft: Draft): string => {
	const flags = [
		...['--worker', worker.name, '--from', devbox.name, '--name', draft.name],
		...(draft.tag === '' ? [] : ['--tag', draft.tag]),
		...draft.capabilities.flatMap(each => ['--capability', capabilityTitle(each)]),
		...Object.entries(draft.variables ?? {}).flatMap(([name, isKept]) => [
			isKept ? '--keep-env' : '--drop-env',
			name,
		]),
		...(draft.method === 'auto' || draft.method === 'off' ? [] : ['--method', draft.method]),
		...(devbox.state === 'stopped' ? ['--allow-stopped'] : []),
		...(draft.stopTimeout === undefined ? [] : ['--stop-timeout', String(draft.stopTimeout)]),
		...(draft.acceptUnclean ? ['--accept-unclean'] : []),
		...(draft.overwrite ? ['--overwrite'] : []),
		...(draft.flatten ? ['--flatten'] : []),
	];
	return quote(['ingot', 'create', ...flags]);
};
