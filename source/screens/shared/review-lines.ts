import prettyBytes from 'pretty-bytes';
import {detectionLines, inheritedBy} from '../../model/detection.ts';
import {labelLines, variableLines} from '../../model/image-choice.ts';
import {quote} from '../../model/shell.ts';
import {isWindows, mountsLeft, type SnapshotMethod, type SnapshotSource} from '../../model/snapshot.ts';
import {neutralise} from '../../model/text.ts';
import type {PlannedSnapshot} from '../../state/actions.ts';

export type ReviewLine = {
	readonly key: string;
	readonly text: string;
	readonly tone: 'plain' | 'head' | 'muted' | 'warning';
};

/** What happens to the DevBox meanwhile. */
const effects: Readonly<Record<SnapshotMethod, {begin: string; tone: ReviewLine['tone']}>> = {
	staging: {begin: 'The DevBox runs on.', tone: 'plain'},
	pause: {begin: 'The DevBox runs on.', tone: 'plain'},
	restart: {begin: 'The DevBox stops.', tone: 'warning'},
	stop: {begin: 'The DevBox stops briefly.', tone: 'warning'},
	live: {begin: 'The DevBox is not stopped.', tone: 'warning'},
	off: {begin: 'The DevBox stays off.', tone: 'plain'},
};

/** The summary before submitting: reference, what happens to the DevBox, what is left out, labels, every step. */
export const reviewLines = (
	source: SnapshotSource,
	{request, plan, labels, choice, chosen, diskSpace, losses}: PlannedSnapshot,
): readonly ReviewLine[] => {
	const windows = isWindows(source.devbox);
	const lines: ReviewLine[] = [];
	const add = (text: string, tone: ReviewLine['tone'] = 'plain') =>
		lines.push({key: `${lines.length} ${text}`, text: neutralise(text), tone});
	add(request.title, 'head');
	add(
		`on ${source.worker.name}, where it stays · ${windows ? 'disk' : 'layer'} of ${prettyBytes(source.diskSpace.layerBytes)}`,
	);
	const {begin, tone} = effects[chosen.method];
	add(`${begin} ${chosen.because}`, tone);
	for (const line of diskSpace) add(line);
	for (const line of losses) add(line, 'warning');
	if (source.references.includes(request.reference))
		add(`${request.reference} exists and will be replaced.`, 'warning');
	const left = mountsLeft(source);
	if (left.length > 0) {
		add('Not in the image:', 'warning');
		for (const mount of left) add(`  ${mount.destination}  (${mount.type} ${mount.source})`, 'warning');
	}
	const variables = variableLines(choice);
	if (variables.length > 0) {
		add('');
		add('Environment (variables beyond the DevBox’s image)', 'head');
		for (const {text, tone} of variables) add(text, tone);
	}
	for (const line of detectionLines(inheritedBy(source)))
		add(line, line.startsWith('Detected') ? 'plain' : 'warning');
	add('');
	add('Steps', 'head');
	for (const step of plan.steps) {
		add(`  ${step.title}`);
		add(`    ${quote(step.argv)}`, 'muted');
	}
	add('');
	add('Labels', 'head');
	for (const {text, tone} of labelLines(choice, labels)) add(text, tone);
	return lines;
};
