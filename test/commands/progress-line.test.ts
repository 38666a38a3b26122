import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {progressLine} from '../../source/commands/progress-line.ts';
import {type JobEvent, type JobRequest, newJob, reduceJob} from '../../source/model/job.ts';

const at = '2026-11-28T10:00:00Z';
const request: JobRequest = {
	...{
		version: 1,
		id: '20261128-100000-aaaa',
		kind: 'snapshot',
		title: 'Create tax-prep:2025',
		worker: 'forge-1',
	},
	...{
		user: 'alice',
		host: 'laptop',
		ingot: '1',
		at,
		devbox: {id: 'x', name: 'api'},
		reference: 'tax-prep:2025',
	},
	steps: [
		{id: 'check', title: 'Check the DevBox'},
		{id: 'copy', title: 'Copy the disk 磁盘镜像的副本 \u001B[2J\u202E'},
		{id: 'commit', title: 'Commit the image'},
	],
};
const jobAfter = (...events: readonly (readonly [JobEvent['kind'], string, string?])[]) =>
	events.reduce(
		(job, [kind, step, text = ''], index) =>
			reduceJob(job, {seq: index + 1, at, job: request.id, step, kind, text}),
		newJob(request),
	);
const line = (job: ReturnType<typeof jobAfter>, columns: number, seconds = 72) =>
	progressLine(
		job,
		() => Date.parse(at) + seconds * 1000,
	)(columns)
		.map(({text}) => text)
		.join('');

test('the line tells the step, how far the job is, and since when', () => {
	expect(line(newJob(request), 60)).toBe('1/3 ░░░░░░░░░░░░░░░ Create tax-prep:2025  1 m 12 s');
	const copying = jobAfter(['step-started', 'check'], ['step-ended', 'check'], ['step-started', 'copy']);
	expect(line(copying, 80)).toMatch(/^2\/3 █{7}░{14} Copy the disk .*1 m 12 s$/u);
	const half = jobAfter(
		...(['step-started', 'step-ended'] as const).map(kind => [kind, 'check'] as const),
		['step-started', 'copy'],
		['progress', 'copy', '500000000 1000000000'],
	);
	expect(line(half, 100)).toMatch(/^2\/3 █{12}░{12} Copy the disk .* · 50 % · 500 MB of 1 GB {2}1 m 12 s$/u);
	const done = jobAfter(['step-started', 'check'], ['step-ended', 'check'], ['step-started', 'commit']);
	expect(line(done, 60)).toContain('Commit the image');
});

test('a job that waits or is cancelled says so', () => {
	expect(line(jobAfter(['job-waiting', '', 'Waiting for job b']), 80)).toContain('Waiting for job b');
	const cancelled = jobAfter(['step-started', 'check'], ['cancel-requested', '']);
	expect(line(cancelled, 80)).toContain('Rolling back');
	const undoing = jobAfter(['step-started', 'check'], ['step-failed', 'check'], ['undo-started', 'check']);
	expect(line(undoing, 80)).toContain('Rolling back: Check the DevBox');
});

test('it is shorter than any terminal, and shows no control characters', () => {
	const copying = jobAfter(['step-started', 'check'], ['step-ended', 'check'], ['step-started', 'copy']);
	for (let columns = 2; columns <= 220; columns += 1) {
		const shown = line(copying, columns, 90_000);
		expect(stringWidth(shown)).toBeLessThan(columns);
		expect(shown).not.toMatch(/[\u0000-\u001F\u202E]/u);
	}
});

test('a clock that is behind, or a request without a time, counts no negative time', () => {
	expect(line(newJob(request), 60, -50)).toMatch(/ 0\.0 s$/u);
	expect(line(newJob({...request, at: 'never'}), 60)).toMatch(/ 0\.0 s$/u);
});
