import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {
	appendFileSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {hostname} from 'node:os';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {findBroken} from '../../source/jobs/find-broken.ts';
import {followJob} from '../../source/jobs/follow-job.ts';
import {listJobs} from '../../source/jobs/list-jobs.ts';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import {isRecoverable, jobState} from '../../source/model/job-state.ts';
import {processState} from '../driver/process-state.ts';
import {until} from '../driver/until.ts';
import {
	go,
	hasLogged,
	killRunner,
	type LocalWorker,
	letGo,
	localWorker,
	runnerPid,
	told,
} from '../jobs/local-worker.ts';

const stateOf = async (worker: LocalWorker, id: string) => {
	const job = (await listJobs(worker.remote)).find(each => each.request.id === id);
	return job && jobState(job);
};

/** Makes it look as if another machine with the same home had started it. */
const moveTo = (worker: LocalWorker, id: string, machine: string) => {
	const file = path.join(worker.jobFolder(id), 'pid');
	const [pid, began, boot] = readFileSync(file, 'utf8').trim().split(' ');
	writeFileSync(file, `${pid} ${began} ${boot}${machine && ` ${machine}`}\n`);
};

describe.each(['dash', 'busybox'] as const)('under %s', {concurrent: true}, shell => {
	test('a failed undo is recorded, logged, and retried by a later recovery', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [
			{id: 'one', run: 'true', undo: 'echo one back'},
			{id: 'two', run: 'true', undo: '[ -e ../../mended ] || { echo stuck; exit 1; }; echo two back'},
			{id: 'three', run: 'echo broken; false'},
		]);
		expect(told((await worker.ended('j1')).at(-1) as never)).toBe(
			'job-ended · broken Not rolled back: stuck · failed',
		);
		await until(async () => (await listJobs(worker.remote))[0]?.needsCleanup);
		expect((await findBroken(worker.remote)).broken).toMatchObject([
			{id: 'j1', state: 'left', remains: [{kind: 'step', name: 'two'}]},
		]);
		await recoverJob(worker.remote, 'j1');
		expect((await listJobs(worker.remote))[0]).toMatchObject({outcome: 'failed', needsCleanup: true});
		writeFileSync(path.join(worker.ingotFolder, 'mended'), '');
		await recoverJob(worker.remote, 'j1');
		const all = worker.events('j1');
		expect(all.slice(-4).map(told)).toEqual([
			'undo-started · two',
			'log · two · two back',
			'undo-ended · two',
			'job-ended · Everything is rolled back now. · failed',
		]);
		expect(all.map(event => event.seq)).toEqual(all.map((_, index) => index + 1));
		expect((await listJobs(worker.remote)).some(isRecoverable)).toBe(false);
		expect(readdirSync(path.join(worker.ingotFolder, 'unfinished'))).toEqual([]);
		await recoverJob(worker.remote, 'j1');
		expect(worker.events('j1')).toEqual(all);
		const seen = [];
		const signal = AbortSignal.timeout(60_000);
		for await (const event of followJob({id: 'j1', after: 0, signal, remote: async () => worker.remote}))
			seen.push(event);
		expect(seen).toEqual(all);
	});

	test('nothing is rolled back later while another job uses the same DevBox', async () => {
		using worker = localWorker(shell);
		await worker.start(
			'j1',
			[{id: 'one', run: 'false', undo: '[ -e ../../mended ] || exit 1; echo never'}],
			['box'],
		);
		await worker.ended('j1');
		await until(async () => (await listJobs(worker.remote))[0]?.needsCleanup);
		await worker.start('j2', [{id: 'one', run: go}], ['box']);
		await hasLogged(worker, 'j2', 'started');
		writeFileSync(path.join(worker.ingotFolder, 'mended'), '');
		await expect(recoverJob(worker.remote, 'j1')).rejects.toMatchObject({kind: 'conflict'});
		expect(worker.events('j1').some(event => event.text === 'never')).toBe(false);
		expect(readdirSync(path.join(worker.ingotFolder, 'locks'))).toEqual(['box']);
		await letGo(worker, 'j2');
		await worker.ended('j2');
	});

	test('a job of another machine that shares the home is left alone and listed as such', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [{id: 'one', run: go, undo: 'echo never'}], ['box']);
		await hasLogged(worker, 'j1', 'started');
		moveTo(worker, 'j1', 'forge-9:0123456789abcdef');
		expect((await listJobs(worker.remote))[0]).toMatchObject({alive: false, elsewhere: 'forge-9'});
		expect(await stateOf(worker, 'j1')).toBe('elsewhere');
		expect((await findBroken(worker.remote)).broken).toEqual([]);
		await expect(recoverJob(worker.remote, 'j1')).rejects.toThrow('The job j1 runs on forge-9');
		await expect(cancelJob(worker.remote, 'j1', 'alice')).rejects.toThrow('The job j1 runs on forge-9');
		await worker.start('j2', [{id: 'one', run: 'true'}], ['box']);
		expect(told((await worker.ended('j2')).at(-1) as never)).toMatch(
			/^job-ended · Another job is using what this one needs: j1 on forge-9\. .* conflict$/u,
		);
		expect(existsSync(`/proc/${runnerPid(worker, 'j1')}`)).toBe(true);
		expect(worker.events('j1').some(event => event.kind === 'undo-started')).toBe(false);
		await letGo(worker, 'j1');
		await worker.ended('j1');
	});

	test('a job of another machine that is gone is rolled back with --force', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [{id: 'one', run: go, undo: 'echo back'}], ['box']);
		await hasLogged(worker, 'j1', 'started');
		await killRunner(worker, 'j1');
		moveTo(worker, 'j1', 'forge-9:0123456789abcdef');
		await recoverJob(worker.remote, 'j1', {force: true});
		expect(worker.events('j1').at(-1)?.outcome).toBe('interrupted');
		expect(await stateOf(worker, 'j1')).toBe('interrupted');
		expect(readdirSync(path.join(worker.ingotFolder, 'locks'))).toEqual([]);
	});

	test('a job of an older Ingot without a machine belongs to this machine', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [{id: 'one', run: go, undo: 'echo back'}]);
		await hasLogged(worker, 'j1', 'started');
		expect(readFileSync(path.join(worker.jobFolder('j1'), 'pid'), 'utf8').split(' ')[3]).toMatch(
			new RegExp(`^${hostname()}:`, 'u'),
		);
		moveTo(worker, 'j1', '');
		expect(await stateOf(worker, 'j1')).toBe('running');
		await killRunner(worker, 'j1');
		expect(await stateOf(worker, 'j1')).toBe('interrupted');
		await recoverJob(worker.remote, 'j1');
		expect(worker.events('j1').at(-1)?.outcome).toBe('interrupted');
		expect((await findBroken(worker.remote)).broken).toEqual([]);
	});

	test('a job is alive as long as the process that creates it, whatever the clock says, and recoverable at once when that is gone', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [{id: 'one', run: go, undo: 'echo back'}]);
		await hasLogged(worker, 'j1', 'started');
		await killRunner(worker, 'j1');
		rmSync(path.join(worker.ingotFolder, 'unfinished/j1'));
		const folder = worker.jobFolder('j1');
		const maker = spawn('sleep', ['1000']);
		const [, boot] = readFileSync(path.join(folder, 'pid'), 'utf8').split(/ \d+ /u);
		writeFileSync(
			path.join(folder, 'pid'),
			`${maker.pid} ${processState(maker.pid ?? 0)?.startedAt} ${boot}`,
		);
		const past = Date.now() / 1000 - 86_400;
		utimesSync(folder, past, past);
		expect(await stateOf(worker, 'j1')).toBe('running');
		await recoverJob(worker.remote, 'j1');
		expect(existsSync(path.join(folder, 'status.json'))).toBe(false);
		const gone = once(maker, 'exit');
		maker.kill();
		await gone;
		const future = Date.now() / 1000 + 86_400;
		utimesSync(folder, future, future);
		expect(await stateOf(worker, 'j1')).toBe('interrupted');
		await recoverJob(worker.remote, 'j1');
		expect(worker.events('j1').map(told)).toContain('undo-ended · one');
	});

	test('a job whose pid file is lost while it runs is still known to run', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [{id: 'one', run: go, undo: 'echo never'}]);
		await hasLogged(worker, 'j1', 'started');
		rmSync(path.join(worker.jobFolder('j1'), 'pid'));
		expect(await stateOf(worker, 'j1')).toBe('running');
		await recoverJob(worker.remote, 'j1');
		await letGo(worker, 'j1');
		expect((await worker.ended('j1')).at(-1)?.outcome).toBe('done');
	});

	test('half a line after a full disk or a power cut is removed, and no number is missing', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [{id: 'one', run: go, undo: 'echo back'}]);
		await hasLogged(worker, 'j1', 'started');
		await killRunner(worker, 'j1');
		const file = path.join(worker.jobFolder('j1'), 'events.ndjson');
		appendFileSync(file, '{"seq":4,"at":"2026\u0000\u0000\u0000');
		await recoverJob(worker.remote, 'j1');
		const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
		expect(lines.map(line => JSON.parse(line).seq)).toEqual(lines.map((_, index) => index + 1));
	});

	test('old jobs are removed by age and number, except those that run or need cleanup', async () => {
		using worker = localWorker(shell);
		const ids = ['a1', 'a2', 'a3', 'a4', 'a5'];
		for (const id of ids) {
			await worker.start(id, [{id: 'one', run: 'true'}]);
			await worker.ended(id);
		}
		await worker.start('a0', [{id: 'one', run: 'false', undo: 'exit 1'}]);
		await worker.ended('a0');
		await worker.start('a00', [{id: 'one', run: go}]);
		await hasLogged(worker, 'a00', 'started');
		const old = Date.now() / 1000 - 8 * 86_400;
		const statusOf = (id: string) => path.join(worker.jobFolder(id), 'status.json');
		await until(() => existsSync(statusOf('a0')));
		utimesSync(statusOf('a0'), old, old);
		utimesSync(statusOf('a4'), old, old);
		mkdirSync(path.join(worker.ingotFolder, 'jobs/Not a job'));
		writeFileSync(path.join(worker.ingotFolder, 'jobs/Not a job/status.json'), '{}\n');
		await worker.start('b1', [{id: 'one', run: 'true'}], {keep: {days: 7, count: 2}});
		await worker.ended('b1');
		const kept = ['Not a job', 'a0', 'a00', 'a5', 'b1'];
		await until(() => readdirSync(path.join(worker.ingotFolder, 'jobs')).sort().join() === kept.join(), {
			seen: () => readdirSync(path.join(worker.ingotFolder, 'jobs')).sort().join(),
		});
		await letGo(worker, 'a00');
		await worker.ended('a00');
	});
});

test('a follower is notified when the job’s process is stopped, and when it continues', async () => {
	using worker = localWorker();
	await worker.start('j1', [{id: 'one', run: go}]);
	await hasLogged(worker, 'j1', 'started');
	const problems: (string | undefined)[] = [];
	const done = (async () => {
		const signal = AbortSignal.timeout(120_000);
		const remote = async () => worker.remote;
		for await (const _ of followJob({
			id: 'j1',
			after: 0,
			signal,
			remote,
			onStill: each => problems.push(each),
		}));
	})();
	process.kill(runnerPid(worker, 'j1'), 'SIGSTOP');
	await until(() => problems.length === 1, {seen: () => problems.join()});
	expect(problems[0]).toContain(`process ${runnerPid(worker, 'j1')} is stopped. Run kill -CONT`);
	process.kill(runnerPid(worker, 'j1'), 'SIGCONT');
	await until(() => problems.length === 2, {seen: () => problems.join()});
	expect(problems[1]).toBe(undefined);
	await letGo(worker, 'j1');
	await done;
});
