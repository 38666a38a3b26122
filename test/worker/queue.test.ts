import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {hostname} from 'node:os';
import {describe, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {listJobs} from '../../source/jobs/list-jobs.ts';
import {jobState} from '../../source/model/job-state.ts';
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
/** The first runs, the others wait. */
const threeInLine = async (worker: LocalWorker): Promise<void> => {
	await startQueued(worker, 'j1');
	await hasLogged(worker, 'j1', 'started');
	await startQueued(worker, 'j2');
	await waits(worker, 'j2', 'j1');
	await startQueued(worker, 'j3');
	await waits(worker, 'j3', 'j2');
};
/** The name that the runner uses. */
const machine = () =>
	`${hostname()}:${existsSync('/etc/machine-id') ? readFileSync('/etc/machine-id', 'utf8').trim() : ''}`;
const ticketOf = (worker: LocalWorker, id: string): string => {
	const queue = `${worker.ingotFolder}/queue/${machine()}`;
	const ticket = readdirSync(queue).find(name => readlinkSync(`${queue}/${name}`) === id);
	return ticket === undefined ? '' : `${queue}/${ticket}`;
};
/** No ticket and no lock may outlast the jobs. */
const remains = (worker: LocalWorker) => [
	...readdirSync(`${worker.ingotFolder}/locks`),
	...readdirSync(`${worker.ingotFolder}/unfinished`),
	...(existsSync(`${worker.ingotFolder}/queue`)
		? readdirSync(`${worker.ingotFolder}/queue`).flatMap(machine =>
				readdirSync(`${worker.ingotFolder}/queue/${machine}`),
			)
		: []),
];

describe.each(['dash', 'busybox'] as const)('under %s', {concurrent: true}, shell => {
	test('jobs that compete for the disk run one after the other, first come first served', async () => {
		using worker = localWorker(shell);
		await startQueued(worker, 'j1');
		await hasLogged(worker, 'j1', 'started');
		await startQueued(worker, 'j2');
		await waits(worker, 'j2', `Waiting for job j1: It's "a" job`);
		await startQueued(worker, 'j3');
		await waits(worker, 'j3', 'Waiting for job j2');
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
		await waits(worker, 'j3', 'Waiting for job j2');
		expect(worker.events('j3').some(event => event.kind === 'step-started')).toBe(false);
		expect((await listJobs(worker.remote)).map(jobState)).toEqual(['waiting', 'running', 'done']);
		await letGo(worker, 'j2');
		await letGo(worker, 'j3');
		expect((await worker.ended('j3')).map(told).filter(line => !line.includes(' · one'))).toEqual([
			`job-started · It's "a" job`,
			`job-waiting · Waiting for job j2: It's "a" job`,
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
		await waits(worker, 'j3', 'Waiting for job j');
		await letGo(worker, 'j2');
		await hasLogged(worker, 'j3', 'started');
		await letGo(worker, 'j1');
		await letGo(worker, 'j3');
		await worker.ended('j1');
		await worker.ended('j3');
	});

	test('a waiting job can be cancelled: it has done nothing, and the next one moves up', async () => {
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

	test('a dead predecessor blocks nobody, and is rolled back first', async () => {
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
		const lines = worker.events('j3').map(told);
		expect(lines.filter(line => line.includes('no sign of life'))).toEqual([
			expect.stringMatching(/^log · Job j2, ahead in the queue, shows no sign of life.* It is skipped\.$/u),
			expect.stringMatching(/^log · Job j1 shows no sign of life.* It is being rolled back first\.$/u),
		]);
		await letGo(worker, 'j3');
		expect((await worker.ended('j3')).at(-1)?.outcome).toBe('done');
	});

	test('a job that waits for a stopped one logs that, and what to do; the stopped one is left alone', async () => {
		using worker = localWorker(shell);
		await startQueued(worker, 'j1');
		await hasLogged(worker, 'j1', 'started');
		const pid = runnerPid(worker, 'j1');
		process.kill(pid, 'SIGSTOP');
		await until(() => processState(pid)?.state === 'T', {what: 'the stop'});
		await startQueued(worker, 'j2');
		await waits(worker, 'j2', `Its process ${pid} is stopped: kill -CONT ${pid} on this worker resumes it`);
		process.kill(pid, 'SIGCONT');
		await until(() => worker.events('j2').at(-1)?.text === `Waiting for job j1: It's "a" job`, {
			what: 'it to wait as before',
			seen: () => JSON.stringify(worker.events('j2')),
		});
		await letGo(worker, 'j1');
		expect((await worker.ended('j1')).at(-1)?.outcome).toBe('done');
		await letGo(worker, 'j2');
		expect((await worker.ended('j2')).at(-1)?.outcome).toBe('done');
	});

	test('a job that waits for one of another machine logs that it cannot see whether that is alive', async () => {
		using worker = localWorker(shell);
		await startQueued(worker, 'j1');
		await hasLogged(worker, 'j1', 'started');
		const file = `${worker.jobFolder('j1')}/pid`;
		const kept = readFileSync(file, 'utf8');
		writeFileSync(file, kept.replace(/\S+\n$/u, 'forge-9:0123\n'));
		await startQueued(worker, 'j2');
		await waits(worker, 'j2', 'Waiting for job j1 on forge-9. Whether it is alive cannot be seen from here');
		expect(worker.events('j1').some(event => event.kind === 'undo-started')).toBe(false);
		writeFileSync(file, kept);
		await letGo(worker, 'j1');
		await letGo(worker, 'j2');
		expect((await worker.ended('j2')).at(-1)?.outcome).toBe('done');
	});

	test('a cancel is handled while a dead predecessor is being rolled back', async () => {
		using worker = localWorker(shell);
		const undo = 'echo slow; until [ -e go ]; do sleep 0.05; done';
		await worker.start('j1', [{id: 'one', run: go, undo}], {slots: 1});
		await hasLogged(worker, 'j1', 'started');
		await killRunner(worker, 'j1');
		await startQueued(worker, 'j2');
		await hasLogged(worker, 'j1', 'slow');
		await cancelJob(worker.remote, 'j2', 'alice');
		expect((await worker.ended('j2')).at(-1)?.outcome).toBe('cancelled');
		await letGo(worker, 'j1');
		expect((await worker.ended('j1')).at(-1)?.outcome).toBe('interrupted');
	});

	test.each([
		['its ticket', (worker: LocalWorker) => rmSync(ticketOf(worker, 'j2'))],
		['its file “waiting”', (worker: LocalWorker) => rmSync(`${worker.jobFolder('j2')}/waiting`)],
	])('a waiting job that loses %s keeps waiting, and has its turn', async (_, lose) => {
		using worker = localWorker(shell);
		await threeInLine(worker);
		lose(worker);
		await until(() => existsSync(`${worker.jobFolder('j2')}/waiting`) && ticketOf(worker, 'j2') !== '');
		await letGo(worker, 'j1');
		await letGo(worker, 'j2');
		await letGo(worker, 'j3');
		for (const id of ['j2', 'j3']) expect((await worker.ended(id)).at(-1)?.outcome).toBe('done');
		await until(() => remains(worker).length === 0, {seen: () => remains(worker).join()});
	});

	test.each([
		['a file', (lock: string) => writeFileSync(lock, '')],
		['a folder', (lock: string) => mkdirSync(lock)],
	])(
		'a job fails at once where %s is in the place of a lock, and the reason says what to do',
		async (_, obstruct) => {
			for (const name of ['box', `slot-1@${machine()}`]) {
				using worker = localWorker(shell);
				mkdirSync(`${worker.ingotFolder}/locks`, {recursive: true});
				obstruct(`${worker.ingotFolder}/locks/${name}`);
				await startQueued(worker, 'j1', {locks: ['box']});
				expect((await worker.ended('j1')).map(told).at(-1)).toMatch(
					new RegExp(
						`^job-ended · The lock ${name} cannot be created in .*/locks\\. Free disk space .* failed$`,
						'u',
					),
				);
				expect(remains(worker)).toEqual([name]);
			}
		},
	);

	test('a queue that cannot be created blocks nobody', async () => {
		using worker = localWorker(shell);
		await startQueued(worker, 'j1');
		await hasLogged(worker, 'j1', 'started');
		writeFileSync(`${worker.ingotFolder}/queue`, '');
		await startQueued(worker, 'j2');
		await waits(worker, 'j2', 'j1');
		await letGo(worker, 'j1');
		await letGo(worker, 'j2');
		expect((await worker.ended('j2')).at(-1)?.outcome).toBe('done');
	});

	test('a job for a DevBox with a running job is a conflict at once, not after waiting', async () => {
		using worker = localWorker(shell);
		await startQueued(worker, 'j1', {locks: ['devbox-box']});
		await hasLogged(worker, 'j1', 'started');
		await startQueued(worker, 'j2', {locks: ['other', 'devbox-box']});
		expect((await worker.ended('j2')).map(told).slice(1)).toEqual([
			'job-ended · Another job is using this DevBox: j1. Follow that job, or try again when it has ended. · conflict',
		]);
		await letGo(worker, 'j1');
		await worker.ended('j1');
	});

	test('many jobs that start at once all run, one at a time', async () => {
		using worker = localWorker(shell);
		const run = 'mkdir ../../inside || echo overlap; sleep 0.1; rmdir ../../inside';
		const ids = ['j1', 'j2', 'j3', 'j4', 'j5', 'j6'];
		await Promise.all(ids.map(id => worker.start(id, [{id: 'one', run}], {slots: 1})));
		const all = (await Promise.all(ids.map(id => worker.ended(id)))).flat();
		expect(all.some(event => event.text.includes('overlap'))).toBe(false);
		expect(all.filter(event => event.outcome === 'done')).toHaveLength(ids.length);
	});
});

test.each(['../../etc', '..', 'No job', 'no-such-job'])(
	'a slot that is held by “%s” blocks nobody',
	async target => {
		using worker = localWorker();
		mkdirSync(`${worker.ingotFolder}/locks`, {recursive: true});
		symlinkSync(target, `${worker.ingotFolder}/locks/slot-1@${machine()}`);
		await worker.start('j1', [{id: 'one', run: 'true'}], {slots: 1});
		expect((await worker.ended('j1')).at(-1)?.outcome).toBe('done');
		expect(readdirSync(worker.ingotFolder)).not.toContain('j1');
	},
);

test('garbage in the queue blocks nobody', async () => {
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
