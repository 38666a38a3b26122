import {mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {newJobId} from '../../source/jobs/job-id.ts';
import {listJobs} from '../../source/jobs/list-jobs.ts';
import {listedTookMs} from '../../source/model/job-state.ts';
import {until} from '../driver/until.ts';
import {jobRequest, localWorker, runnerPid, type Shell, shells} from './local-worker.ts';

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	test('a worker without jobs has none', async () => {
		using worker = localWorker(shell);
		expect(await listJobs(worker.remote)).toEqual([]);
	});

	test('jobs are listed newest first, with their states', async () => {
		using worker = localWorker(shell);
		await worker.start('20260101-000000-aaaa', [{id: 'one', run: 'false'}]);
		await worker.ended('20260101-000000-aaaa');
		await worker.start('20260102-000000-aaaa', [{id: 'one', run: 'sleep 100'}]);
		await worker.start('20260103-000000-aaaa', [{id: 'one', run: 'sleep 100'}]);
		process.kill(runnerPid(worker, '20260103-000000-aaaa'), 'SIGKILL');
		const jobs = await until(async () => {
			const found = await listJobs(worker.remote);
			return found[0]?.alive === false && found[2]?.alive === false ? found : undefined;
		});
		expect(jobs.map(job => [job.request.id, job.outcome, job.alive])).toEqual([
			['20260103-000000-aaaa', undefined, false],
			['20260102-000000-aaaa', undefined, true],
			['20260101-000000-aaaa', 'failed', false],
		]);
		expect(jobs[2]?.endedAt).toMatch(/^\d{4}-/u);
		expect(jobs[2]?.request).toEqual(jobRequest('20260101-000000-aaaa', [{id: 'one'}]));
		await cancelJob(worker.remote, '20260102-000000-aaaa', 'alice');
		await worker.ended('20260102-000000-aaaa');
	});

	test('a job took as long in the list as on its own screen, whatever the clock of who asked for it says', async () => {
		using worker = localWorker(shell);
		await worker.start('good', [{id: 'one', run: 'true'}]);
		const [first] = await worker.ended('good');
		const [listed] = await until(async () => {
			const found = await listJobs(worker.remote);
			return found[0]?.endedAt === undefined ? undefined : found;
		});
		expect(listed?.startedAt).toBe(first?.at);
		expect(listed && listedTookMs(listed)).toBe(
			Date.parse(listed?.endedAt ?? '') - Date.parse(first?.at ?? ''),
		);
		rmSync(path.join(worker.jobFolder('good'), 'events.ndjson'));
		expect((await listJobs(worker.remote))[0]?.startedAt).toBe(undefined);
	});

	test('anything that is not a job is ignored', async () => {
		using worker = localWorker(shell);
		await worker.start('good', [{id: 'one', run: 'true'}]);
		await worker.ended('good');
		const jobs = path.join(worker.ingotFolder, 'jobs');
		const put = (id: string, request: string) => {
			mkdirSync(path.join(jobs, id));
			writeFileSync(path.join(jobs, id, 'request.json'), request);
		};
		put('constructor', `${JSON.stringify(jobRequest('constructor', []))}\n`);
		put('garbage', '{{{');
		put('binary', '\u0000\u0001\n');
		put('other-id', `${JSON.stringify(jobRequest('good', []))}\n`);
		put('no-version', `${JSON.stringify({...jobRequest('no-version', []), version: 0})}\n`);
		put('no-steps', `${JSON.stringify({...jobRequest('no-steps', []), steps: 'none'})}\n`);
		put('line\nbreak', `${JSON.stringify(jobRequest('line\nbreak', []))}\n`);
		put('Upper', `${JSON.stringify(jobRequest('Upper', []))}\n`);
		put('$(touch x)', `${JSON.stringify(jobRequest('$(touch x)', []))}\n`);
		mkdirSync(path.join(jobs, 'empty'));
		writeFileSync(path.join(jobs, 'file'), '');
		symlinkSync('good', path.join(jobs, 'link'));
		symlinkSync('/dev/zero', path.join(jobs, 'empty', 'request.json'));
		expect((await listJobs(worker.remote)).map(job => job.request.id)).toEqual(['good']);
	});

	test('a job of another version of Ingot is listed, whatever fields it adds or omits', async () => {
		using worker = localWorker(shell);
		const folder = path.join(worker.ingotFolder, 'jobs/future');
		mkdirSync(folder, {recursive: true});
		const {devbox: _, reference: __, ...less} = jobRequest('future', [{id: 'beam'}]);
		writeFileSync(
			path.join(folder, 'request.json'),
			`${JSON.stringify({...less, version: 7, kind: 'teleport', planet: 'Mars'})}\n`,
		);
		writeFileSync(path.join(folder, 'status.json'), '{"outcome":"postponed","at":"2030-01-01T00:00:00Z"}\n');
		expect(await listJobs(worker.remote)).toMatchObject([
			{request: {id: 'future', kind: 'unknown', reference: ''}, outcome: 'failed', alive: false},
		]);
	});

	test('of very many jobs the newest 200 are listed, quickly', async () => {
		using worker = localWorker(shell);
		for (let at = 1000; at < 1300; at += 1) {
			const folder = path.join(worker.ingotFolder, 'jobs', `j-${at}`);
			mkdirSync(folder, {recursive: true});
			writeFileSync(path.join(folder, 'request.json'), `${JSON.stringify(jobRequest(`j-${at}`, []))}\n`);
		}
		const jobs = await listJobs(worker.remote);
		expect(jobs).toHaveLength(200);
		expect(jobs[0]?.request.id).toBe('j-1299');
	});
});

test('a job id sorts by its time', () => {
	expect(newJobId(new Date('2026-11-23T17:16:00.999Z'))).toMatch(/^20261123-171600-r[a-z0-9]{3}$/u);
	const times = [0, 1, 2, 60, 600, 999].map(ms => new Date(Date.UTC(2026, 0, 1, 0, 0, 7, ms)));
	const ids = [...times, ...Array<Date>(100).fill(times[5] as Date)].map(newJobId);
	expect(ids).toEqual(ids.toSorted());
	expect(new Set(ids).size).toBe(ids.length);
	expect(new Set(ids.map(each => each.length))).toEqual(new Set([20]));
});

test('the same job is not started twice', async () => {
	using worker = localWorker();
	await worker.start('j1', [{id: 'one', run: 'true'}]);
	await expect(worker.start('j1', [{id: 'one', run: 'true'}])).rejects.toMatchObject({kind: 'conflict'});
	expect((await worker.ended('j1')).at(-1)?.outcome).toBe('done');
});

test('an unwritable home folder is reported', async () => {
	using worker = localWorker();
	writeFileSync(path.join(worker.ingotFolder, '../../..', '.local'), '', {flag: 'a'});
	await expect(worker.start('j1', [])).rejects.toThrow(/could not be started/u);
});

test('cancelling an ended job changes nothing', async () => {
	using worker = localWorker();
	await worker.start('j1', [{id: 'one', run: 'true'}]);
	const events = await worker.ended('j1');
	await cancelJob(worker.remote, 'j1', 'alice');
	expect(worker.events('j1')).toEqual(events);
});
