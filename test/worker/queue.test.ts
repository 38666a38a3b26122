import {existsSync, mkdirSync, readdirSync, symlinkSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {listJobs} from '../../source/jobs/list-jobs.ts';
import {jobState} from '../../source/model/job-state.ts';
import {until} from '../driver/until.ts';
import {go, hasLogged, killRunner, type LocalWorker, letGo, localWorker, told} from '../jobs/local-worker.ts';

const startQueued = (worker: LocalWorker, id: string, options: {slots?: number; locks?: string[]} = {}) =>
	worker.start(id, [{id: 'one', run: go, undo: 'echo back'}], {
		locks: options.locks ?? [`box-${id}`],
		slots: options.slots ?? 1,
	});
const waits = (worker: LocalWorker, id: string, what: string) =>
	until(() => worker.events(id).some(event => event.kind === 'job-waiting' && event.text.includes(what)), {
		what: `${id} waiting for ${what}`,
		seen: () => JSON.stringify(worker.events(id)),
	});
/** The first is at work, the others wait behind it. */
const threeInLine = async (worker: LocalWorker): Promise<void> => {
	await startQueued(worker, 'j1');
	await hasLogged(worker, 'j1', 'started');
	await startQueued(worker, 'j2');
	await waits(worker, 'j2', 'j1');
	await startQueued(worker, 'j3');
	await waits(worker, 'j3', 'j2');
};
/** Nothing of the queue, and no lock, outlasts the jobs. */
const remains = (worker: LocalWorker) => [
	...readdirSync(`${worker.ingotFolder}/locks`),
	...readdirSync(`${worker.ingotFolder}/unfinished`),
	...(existsSync(`${worker.ingotFolder}/queue`)
		? readdirSync(`${worker.ingotFolder}/queue`).flatMap(machine =>
				readdirSync(`${worker.ingotFolder}/queue/${machine}`),
			)
		: []),
];

describe.each(['dash', 'busybox'] as const)('under %s', shell => {
	test('jobs that compete for the disk run one after the other, first come first served', async () => {
		using worker = localWorker(shell);
		await startQueued(worker, 'j1');
		await hasLogged(worker, 'j1', 'started');
		await startQueued(worker, 'j2');
		await waits(worker, 'j2', `Waits for job j1: It's "a" job`);
		await startQueued(worker, 'j3');
		await waits(worker, 'j3', 'Waits for job j2');
		expect((await listJobs(worker.remote)).map(job => `${job.request.id} ${jobState(job)}`)).toEqual([
			'j3 waiting',
			'j2 waiting',
			'j1 running',
		]);
		expect(readdirSync(`${worker.ingotFolder}/locks`).filter(name => name.startsWith('box'))).toEqual([
			'box-j1',
		]);
		await letGo(worker, 'j1');
		await hasLogged(worker, 'j2', 'started');
		await waits(worker, 'j3', 'Waits for job j2');
		expect(worker.events('j3').some(event => event.kind === 'step-started')).toBe(false);
		expect((await listJobs(worker.remote)).map(jobState)).toEqual(['waiting', 'running', 'done']);
		await letGo(worker, 'j2');
		await letGo(worker, 'j3');
		expect((await worker.ended('j3')).map(told).filter(line => !line.includes(' · one'))).toEqual([
			`job-started · It's "a" job`,
			`job-waiting · Waits for job j2: It's "a" job`,
			'job-ended · localhost/x:1 is ready. · done',
		]);
		await until(() => remains(worker).length === 0, {seen: () => remains(worker).join()});
	});

	test('as many run at a time as the config allows', async () => {
		using worker = localWorker(shell);
		await startQueued(worker, 'j1', {slots: 2});
		await startQueued(worker, 'j2', {slots: 2});
		await hasLogged(worker, 'j1', 'started');
		await hasLogged(worker, 'j2', 'started');
		await startQueued(worker, 'j3', {slots: 2});
		await waits(worker, 'j3', 'Waits for job j');
		await letGo(worker, 'j2');
		await hasLogged(worker, 'j3', 'started');
		await letGo(worker, 'j1');
		await letGo(worker, 'j3');
		await worker.ended('j1');
		await worker.ended('j3');
	});

	test('a job can be cancelled while it waits: it has done nothing, and the next moves up', async () => {
		using worker = localWorker(shell);
		await threeInLine(worker);
		await cancelJob(worker.remote, 'j2', 'alice');
		expect((await worker.ended('j2')).map(told).slice(2)).toEqual([
			'cancel-requested · Cancelled by alice.',
			'job-ended · Cancelled by alice. · cancelled',
		]);
		await waits(worker, 'j3', 'j1');
		await letGo(worker, 'j1');
		await letGo(worker, 'j3');
		expect((await worker.ended('j3')).at(-1)?.outcome).toBe('done');
		await until(() => remains(worker).length === 0, {seen: () => remains(worker).join()});
	});

	test('whoever dies in front keeps nobody waiting, and what it had begun is taken back first', async () => {
		using worker = localWorker(shell);
		await threeInLine(worker);
		await killRunner(worker, 'j2');
		await killRunner(worker, 'j1');
		await hasLogged(worker, 'j3', 'started');
		expect(worker.events('j1').map(told).slice(-3)).toEqual([
			'log · one · back',
			'undo-ended · one',
			expect.stringMatching(/^job-ended .* interrupted$/u),
		]);
		await letGo(worker, 'j3');
		expect((await worker.ended('j3')).at(-1)?.outcome).toBe('done');
	});

	test('a job for a DevBox that is at work is a conflict at once, not after waiting', async () => {
		using worker = localWorker(shell);
		await startQueued(worker, 'j1', {locks: ['box']});
		await hasLogged(worker, 'j1', 'started');
		await startQueued(worker, 'j2', {locks: ['other', 'box']});
		expect((await worker.ended('j2')).map(told).slice(1)).toEqual([
			'job-ended · Another job holds it: j1. Follow that one, or try again when it has ended. · conflict',
		]);
		await letGo(worker, 'j1');
		await worker.ended('j1');
	});

	test('many that come at once all get their turn, one at a time', async () => {
		using worker = localWorker(shell);
		const run = 'mkdir ../../inside || echo overlap; sleep 0.1; rmdir ../../inside';
		const ids = ['j1', 'j2', 'j3', 'j4', 'j5', 'j6'];
		await Promise.all(ids.map(id => worker.start(id, [{id: 'one', run}], {slots: 1})));
		const all = (await Promise.all(ids.map(id => worker.ended(id)))).flat();
		expect(all.some(event => event.text.includes('overlap'))).toBe(false);
		expect(all.filter(event => event.outcome === 'done')).toHaveLength(ids.length);
	});
});

test('garbage in the queue keeps nobody waiting', async () => {
	using worker = localWorker();
	await startQueued(worker, 'j1');
	await hasLogged(worker, 'j1', 'started');
	const [machine = ''] = readdirSync(`${worker.ingotFolder}/locks`)
		.filter(name => name.startsWith('slot-1@'))
		.map(name => name.slice('slot-1@'.length));
	const queue = `${worker.ingotFolder}/queue/${machine}`;
	mkdirSync(queue, {recursive: true});
	for (const [name, target] of [
		['000000001', 'no-such-job'],
		['000000002', '../../etc'],
		['9$(date)9', 'j1'],
	] as const)
		symlinkSync(target, `${queue}/${name}`);
	await startQueued(worker, 'j2');
	await letGo(worker, 'j1');
	await letGo(worker, 'j2');
	expect((await worker.ended('j2')).at(-1)?.outcome).toBe('done');
});
