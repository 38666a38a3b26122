import {expect, test} from 'vitest';
import {eventPrinter} from '../../source/commands/print-event.ts';
import {type JobEvent, type JobRequest, newJob, reduceJob} from '../../source/model/job.ts';
import {JobLog, type StepLog} from '../../source/state/job-log.ts';

const request: JobRequest = {
	version: 1,
	id: '20261124-120000-abcd',
	kind: 'snapshot',
	title: 'Snapshot api into localhost/golden:1',
	worker: 'forge-1',
	user: 'alice',
	host: 'here',
	ingot: '0',
	at: '2026-11-24T12:00:00.000Z',
	devbox: {id: 'f'.repeat(64), name: 'api'},
	reference: 'localhost/golden:1',
	steps: [
		{id: 'check', title: 'Check'},
		{id: 'commit', title: 'Commit the image'},
	],
};
const warns = (second: number) =>
	`time="2026-11-24T12:00:0${second}Z" level=warning msg="Using cgroups-v1 which is deprecated"`;
const events: readonly JobEvent[] = (
	[
		['', 'job-started', request.title],
		['check', 'step-started', ''],
		['check', 'log', warns(1)],
		['check', 'log', 'a'.repeat(64)],
		['check', 'step-ended', ''],
		['commit', 'step-started', ''],
		['commit', 'log', warns(2)],
		['commit', 'log', 'Error: no space left on device'],
		['commit', 'step-failed', warns(2)],
		['', 'job-ended', 'It failed.'],
	] as const
).map(([step, kind, text], index) => ({
	seq: index + 1,
	at: request.at,
	job: request.id,
	step,
	kind,
	text,
	...(kind === 'job-ended' && {outcome: 'failed' as const}),
}));

test('each step has a log of its own, folded, whole and of errors, without what the list of steps says', () => {
	const log = new JobLog();
	let job = newJob(request);
	for (const event of events) {
		job = reduceJob(job, event);
		log.add(job, event);
	}
	const texts = (step: string, kind: Exclude<keyof StepLog, 'push'> = 'folded') => {
		const ring = log.of(step)[kind];
		return ring.slice(0, ring.length).map(each => each.text);
	};
	expect(texts('check')).toEqual(['Podman warning: Using cgroups-v1 which is deprecated']);
	expect(texts('commit')).toEqual(['Error: no space left on device', `✗ ${warns(2)}`, 'It failed.']);
	expect(texts('check', 'whole')).toContain('a'.repeat(64));
	expect(texts('commit', 'whole').filter(each => each === warns(2))).toHaveLength(1);
	expect(texts('commit', 'errors')).toEqual([
		'Error: no space left on device',
		`✗ ${warns(2)}`,
		'It failed.',
	]);
	expect(texts('check', 'errors')).toEqual([]);
});

test('a command prints it folded', () => {
	const lines: string[] = [];
	const print = eventPrinter(request, line => lines.push(line));
	const job = events.map(print).at(-1);
	expect(lines).toEqual([
		`Job ${request.id} on forge-1: ${request.title}`,
		'› Check',
		'    Podman warning: Using cgroups-v1 which is deprecated',
		'✓ Check  0.0 s',
		'› Commit the image',
		'    Error: no space left on device',
		`✗ Commit the image: ${warns(2)}`,
		'✗ It failed.',
	]);
	expect(job?.lastSeq).toBe(events.length);
});

const loggedOf = (told: readonly (readonly [step: string, kind: JobEvent['kind'], text: string])[]) => {
	const log = new JobLog();
	let job = newJob(request);
	const all = told.map(
		([step, kind, text], index): JobEvent => ({
			...{seq: index + 1, at: request.at, job: request.id, step, kind, text},
		}),
	);
	for (const each of [...all, ...all.slice(-1)]) {
		job = reduceJob(job, each);
		log.add(job, each);
	}
	const ring = log.of('check').folded;
	return ring.slice(0, ring.length).map(({text}) => text);
};

test('a log says once why the job was cancelled, why its step has failed and how it ended', () => {
	const text = 'Cancelled by alice.';
	expect(
		loggedOf([
			['check', 'step-started', ''],
			['', 'cancel-requested', text],
			['check', 'step-failed', text],
			['', 'job-ended', text],
		]),
	).toEqual([text]);
	expect(
		loggedOf([
			['check', 'step-started', ''],
			['check', 'step-failed', 'no space'],
			['', 'job-ended', 'no space'],
		]),
	).toEqual(['✗ no space']);
	const end = 'The job was interrupted on the worker; what it had begun was rolled back.';
	expect(
		loggedOf([
			['check', 'step-started', ''],
			['', 'job-ended', end],
			['', 'job-ended', end],
		]),
	).toEqual([end]);
});
