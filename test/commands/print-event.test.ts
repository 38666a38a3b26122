import {expect, test} from 'vitest';
import {eventPrinter} from '../../source/commands/print-event.ts';
import type {JobEvent, JobRequest} from '../../source/model/job.ts';

const at = '2026-11-28T10:00:00Z';
const request: JobRequest = {
	...{version: 1, id: '20261128-100000-aaaa', kind: 'snapshot', title: 'Create tax-prep:2025', at},
	...{worker: 'forge-1', user: 'alice', host: 'laptop', ingot: '1', reference: 'tax-prep:2025'},
	devbox: {id: 'x', name: 'api'},
	steps: [{id: 'commit', title: 'Commit the image'}],
};
const printed = (events: readonly (readonly [JobEvent['kind'], string, string, JobEvent['outcome']?])[]) => {
	const lines: string[] = [];
	const print = eventPrinter(request, line => lines.push(line));
	for (const [index, [kind, step, text, outcome]] of events.entries())
		print({seq: index + 1, at, job: request.id, kind, step, text, ...(outcome && {outcome})});
	return lines;
};

test('who cancelled a job is said once when it happens and once as its outcome', () => {
	const text = 'Cancelled by bob.';
	expect(
		printed([
			['step-started', 'commit', ''],
			['cancel-requested', '', text],
			['step-failed', 'commit', text],
			['undo-started', 'commit', ''],
			['undo-ended', 'commit', ''],
			['job-ended', '', text, 'cancelled'],
		]),
	).toEqual([
		'› Commit the image',
		'· Cancelled by bob.',
		'✗ Commit the image',
		'‹ Rolling back: Commit the image',
		'‹ Rolled back: Commit the image',
		'✗ Cancelled by bob.',
	]);
});

test('why a step has failed is said at the step', () => {
	expect(
		printed([
			['step-started', 'commit', ''],
			['step-failed', 'commit', 'no space'],
			['job-ended', '', 'no space', 'failed'],
		]),
	).toEqual(['› Commit the image', '✗ Commit the image: no space', '✗ no space']);
});
