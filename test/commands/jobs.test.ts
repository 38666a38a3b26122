import {rmSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {CommandDeps} from '../../source/commands/command-deps.ts';
import {runProgram} from '../../source/commands/program.ts';
import {Failure} from '../../source/model/failure.ts';
import {type LocalWorker, localWorker} from '../jobs/local-worker.ts';

let worker: LocalWorker;
beforeEach(async () => {
	worker = localWorker();
	await worker.start('20260101-000001-aaaa', [{id: 'one', run: 'echo first'}]);
	await worker.ended('20260101-000001-aaaa');
	await worker.start('20260101-000002-bbbb', [{id: 'one', run: 'printf "\\033]0;x\\007evil\\n"; exit 1'}]);
	await worker.ended('20260101-000002-bbbb');
});
afterEach(() => worker[Symbol.dispose]());

/** Runs a command on that one worker. */
const ingot = async (...argv: readonly string[]) => {
	const out: string[] = [];
	const err: string[] = [];
	const deps = {
		settings: async () => ({
			account: {user: 'alice', plan: 'pro', role: 'member'},
			sshConfig: undefined,
			workers: [{name: 'here', kind: 'self-hosted'}],
		}),
		connect: async () => worker.connect(),
		out: line => out.push(line),
		err: line => err.push(line),
		signal: new AbortController().signal,
		requester: {host: 'laptop', ingot: '1'},
	} as Partial<CommandDeps> as CommandDeps;
	const code = await runProgram(argv, deps, {version: '1'}).catch((thrown: unknown) => {
		if (!(thrown instanceof Failure)) throw thrown;
		err.push(thrown.message);
		return thrown.kind;
	});
	return {code, out, err: err.join('\n'), rows: () => out.map(line => JSON.parse(line))};
};

test('an audit shows who requested what, from where, when, with which version, and the outcome', async () => {
	const {out} = await ingot('jobs');
	expect(out[0]).toMatch(/^WORKER +JOB +STATE +KIND +DEVBOX +IMAGE +BY +INGOT +REQUESTED +TOOK$/u);
	expect(out[1]).toMatch(
		/^here +20260101-000002-bbbb +failed +snapshot +api +localhost\/x:1 +alice@laptop +0\.1\.0 +2026-11-23 17:16/u,
	);
	expect(out[2]).toMatch(/20260101-000001-aaaa +done/u);
});

test('an audit is narrowed by time, user and state', async () => {
	const ids = async (...argv: readonly string[]) =>
		(await ingot('jobs', '--json', ...argv)).rows().map(row => row.id.slice(-4));
	expect(await ids('--since', '2026-11-23', '--until', '2026-11-24')).toEqual(['bbbb', 'aaaa']);
	expect(await ids('--since', '2026-11-26')).toEqual([]);
	expect(await ids('--until', '2026-11-20')).toEqual([]);
	expect(await ids('--state', 'failed')).toEqual(['bbbb']);
	expect(await ids('--user', 'bob')).toEqual([]);
	expect(await ingot('jobs', '--since', 'yesterday')).toMatchObject({code: 'usage'});
	expect(await ingot('jobs', '--since', '2026-11-26', '--until', '2026-11-20')).toMatchObject({
		code: 'usage',
	});
});

test('an export is exact, and safe to print on a terminal', async () => {
	const {out, rows} = await ingot('jobs', 'export', '--events');
	const jobs = rows().filter(row => row.type === 'job');
	expect(jobs.map(job => [job.version, job.worker, job.id.slice(-4), job.state])).toEqual([
		[1, 'here', 'aaaa', 'done'],
		[1, 'here', 'bbbb', 'failed'],
	]);
	expect(jobs[0].request).toMatchObject({title: `It's "a" job`, user: 'alice', host: 'laptop'});
	expect(jobs[0].status.outcome).toBe('done');
	const events = rows().filter(row => row.type === 'event' && row.id.endsWith('bbbb'));
	expect(events.map(row => row.event)).toEqual(worker.events('20260101-000002-bbbb'));
	expect(events.some(row => row.event.text.includes('\u001B]0;x\u0007evil'))).toBe(true);
	expect(out.join('')).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/u);
});

test('an export of named jobs contains only these, and reports unknown ones', async () => {
	const {rows} = await ingot('jobs', 'export', '20260101-000001-aaaa');
	expect(rows()).toHaveLength(1);
	expect(rows()[0]).not.toHaveProperty('event');
	expect(await ingot('jobs', 'export', '20260101-999999-zzzz')).toMatchObject({code: 'usage'});
	expect(await ingot('jobs', 'export', '../../etc')).toMatchObject({code: 'usage'});
});

test('an export skips truncated lines and follows no links', async () => {
	const folder = worker.jobFolder('20260101-000001-aaaa');
	writeFileSync(path.join(folder, 'events.ndjson'), '{"seq":1,"whole":true}\n{"seq":2,"te');
	rmSync(path.join(folder, 'status.json'));
	symlinkSync('/etc/hostname', path.join(folder, 'status.json'));
	const {rows} = await ingot('jobs', 'export', '20260101-000001-aaaa', '--events');
	expect(rows().map(row => row.status ?? row.event ?? null)).toEqual([null, {seq: 1, whole: true}]);
});
