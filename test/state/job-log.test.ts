import {expect, test} from 'vitest';
import {eventPrinter} from '../../source/commands/print-event.ts';
import {type JobEvent, type JobRequest, newJob, reduceJob} from '../../source/model/job.ts';
import {JobLog} from '../../source/state/job-log.ts';

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

test('the log of a screen is folded, and the whole one has every line', () => {
	const log = new JobLog();
	let job = newJob(request);
	for (const event of events) {
		job = reduceJob(job, event);
		log.add(job, event);
	}
	const texts = (ring: JobLog['folded']) => ring.slice(0, ring.length).map(each => each.text);
	expect(texts(log.folded)).toEqual([
		request.title,
		'› Check',
		'  Podman warning: Using cgroups-v1 which is deprecated',
		'✓ Check',
		'› Commit the image',
		'  Error: no space left on device',
		`✗ Commit the image: ${warns(2)}`,
		'It failed.',
	]);
	expect(texts(log.whole)).toHaveLength(events.length);
	expect(texts(log.whole)).toContain(`  ${'a'.repeat(64)}`);
	expect(texts(log.whole).filter(each => each === `  ${warns(2)}`)).toHaveLength(1);
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
