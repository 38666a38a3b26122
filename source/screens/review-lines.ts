import prettyBytes from 'pretty-bytes';
import {detectionLines, inheritedBy} from '../model/detection.ts';
import {quote} from '../model/shell.ts';
import {isWindows, mountsLeft, type SnapshotSource} from '../model/snapshot.ts';
import {neutralise} from '../model/text.ts';
import type {PlannedSnapshot} from '../state/actions.ts';

export type ReviewLine = {
	readonly key: string;
	readonly text: string;
	readonly tone: 'plain' | 'head' | 'muted' | 'warning';
};

/** The summary before submitting: reference, what happens to the DevBox, what is left out, labels, every step. */
export const reviewLines = (
	source: SnapshotSource,
	{request, plan, labels, chosen, room}: PlannedSnapshot,
): readonly ReviewLine[] => {
	const windows = isWindows(source.devbox);
	const lines: ReviewLine[] = [];
	const add = (text: string, tone: ReviewLine['tone'] = 'plain') =>
		lines.push({key: `${lines.length} ${text}`, text: neutralise(text), tone});
	add(request.title, 'head');
	add(
		`on ${source.worker.name}, where it stays · ${windows ? 'disk' : 'layer'} of ${prettyBytes(source.room.layerBytes)}`,
	);
	if (chosen.method === 'live') add(`The DevBox is not stopped. ${chosen.because}`, 'warning');
	else if (chosen.method === 'restart') add(`The DevBox stops. ${chosen.because}`, 'warning');
	else if (windows) add(`The DevBox stops briefly. ${chosen.because}`, 'warning');
	else add(`The DevBox runs on. ${chosen.because}`);
	for (const line of room) add(line);
	if (source.references.includes(request.reference))
		add(`${request.reference} exists and will be replaced.`, 'warning');
	const left = mountsLeft(source.devbox);
	if (left.length > 0) {
		add('Not in the image:', 'warning');
		for (const mount of left) add(`  ${mount.destination}  (${mount.type} ${mount.source})`, 'warning');
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
	for (const [key, value] of Object.entries(labels)) add(`  ${key}=${value}`);
	return lines;
};
