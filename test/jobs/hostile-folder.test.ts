import {execFileSync} from 'node:child_process';
import {
	chownSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {followJob} from '../../source/jobs/follow-job.ts';
import {listJobs} from '../../source/jobs/list-jobs.ts';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import {hasLogged, killRunner, type LocalWorker, localWorker, stepGroup} from './local-worker.ts';

const isRoot = process.getuid?.() === 0;
const follow = async (worker: LocalWorker, id: string) => {
	const remote = async () => worker.remote;
	for await (const _ of followJob({id, after: 0, signal: AbortSignal.timeout(60_000), remote}));
};
/** A job that died in its first step. */
const deadJob = async (worker: LocalWorker) => {
	await worker.start('j1', [{id: 'one', run: 'echo started; sleep 1000', undo: 'echo never'}], ['box']);
	await hasLogged(worker, 'j1', 'started');
	await killRunner(worker, 'j1');
	const folder = worker.jobFolder('j1');
	process.kill(-(await stepGroup(worker, 'j1')));
	return folder;
};
const isNoJob = async (worker: LocalWorker) => {
	await expect(follow(worker, 'j1')).rejects.toMatchObject({kind: 'usage'});
	await expect(cancelJob(worker.remote, 'j1', 'alice')).rejects.toMatchObject({kind: 'usage'});
	await expect(recoverJob(worker.remote, 'j1')).rejects.toThrow('could not be recovered');
	// Nor does the job that wants its lock run what lies in there.
	await worker.start('j2', [{id: 'one', run: 'true'}], ['box']);
	expect((await worker.ended('j2')).at(-1)?.outcome).toBe('done');
};

test.skipIf(!isRoot)(
	'a job folder that somebody else has made is no job: not listed, not followed, not run',
	async () => {
		using worker = localWorker();
		const folder = await deadJob(worker);
		writeFileSync(path.join(folder, 'job-runner.sh'), 'touch ../../pwned\n');
		chownSync(folder, 12_345, 12_345);
		expect(await listJobs(worker.remote)).toEqual([]);
		await isNoJob(worker);
		expect(existsSync(path.join(worker.ingotFolder, 'pwned'))).toBe(false);
	},
);

test('a symbolic link in the place of a job folder is no job', async () => {
	using worker = localWorker();
	const folder = await deadJob(worker);
	renameSync(folder, path.join(worker.ingotFolder, 'moved'));
	symlinkSync('../moved', folder);
	expect(await listJobs(worker.remote)).toEqual([]);
	await isNoJob(worker);
});

test.each(['events.ndjson', 'plan.sh', 'status.json', 'pid'])(
	'a link %s in a job folder leads nowhere: nothing is read or written through it',
	async name => {
		using worker = localWorker();
		const folder = await deadJob(worker);
		const secret = path.join(worker.ingotFolder, 'secret');
		writeFileSync(secret, 'root:$6$secret:1:\n');
		rmSync(path.join(folder, name), {force: true});
		symlinkSync(secret, path.join(folder, name));
		await recoverJob(worker.remote, 'j1').catch(() => {});
		const said: string[] = [];
		const remote = {
			...worker.remote,
			async *lines(script: string, signal: AbortSignal) {
				for await (const line of worker.remote.lines(script, signal)) {
					said.push(line);
					yield line;
				}
			},
		};
		const signal = AbortSignal.timeout(60_000);
		const seen = followJob({id: 'j1', after: 0, signal, remote: async () => remote});
		await expect(
			(async () => {
				for await (const _ of seen);
			})(),
		).rejects.toThrow();
		expect(said.join('\n')).not.toContain('secret');
		expect(readFileSync(secret, 'utf8')).toBe('root:$6$secret:1:\n');
		await worker.start('j2', [{id: 'one', run: 'true'}], ['box2']);
		expect((await worker.ended('j2')).at(-1)?.outcome).toBe('done');
	},
);

/** A file system of its own under the worker's state. */
const mounted = (worker: LocalWorker, options: string) => {
	mkdirSync(worker.ingotFolder, {recursive: true});
	execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', worker.ingotFolder]);
	return {[Symbol.dispose]: () => execFileSync('umount', ['--lazy', worker.ingotFolder])};
};

test.skipIf(!isRoot)(
	'a full state folder: the start says so and what to do, and leaves no half job',
	async () => {
		using worker = localWorker();
		using _ = mounted(worker, 'size=128k');
		const filler = path.join(worker.ingotFolder, 'filler');
		mkdirSync(path.join(worker.ingotFolder, 'jobs'));
		mkdirSync(path.join(worker.ingotFolder, 'locks'));
		execFileSync('sh', ['-c', `head -c 120k /dev/zero >${filler}`]);
		await expect(worker.start('j1', [{id: 'one', run: 'true'}])).rejects.toMatchObject({
			message: expect.stringMatching(/could not be started on here: .*(No space left|I\/O error)/u),
			hint: expect.stringContaining('Free some disk space'),
		});
		expect(readdirSync(path.join(worker.ingotFolder, 'jobs'))).toEqual([]);
		rmSync(filler);
		await worker.start('j1', [{id: 'one', run: 'true'}]);
		expect((await worker.ended('j1')).at(-1)?.outcome).toBe('done');
	},
);

test.skipIf(!isRoot)(
	'a disk that is full at the end of a job still takes its last words and its outcome',
	async () => {
		using worker = localWorker();
		using _ = mounted(worker, 'size=256k');
		await worker.start('j1', [
			{id: 'one', run: 'true', undo: 'echo one back'},
			{id: 'two', run: 'head -c 1m /dev/zero >../../filler; echo full; exit 1'},
		]);
		const all = await worker.ended('j1');
		expect(all.at(-1)?.outcome).toBe('failed');
		expect(all.map(event => event.seq)).toEqual(all.map((_event, index) => index + 1));
		expect((await listJobs(worker.remote))[0]?.outcome).toBe('failed');
	},
);

test.skipIf(!isRoot)('a read-only state folder: the start says so and what to do', async () => {
	using worker = localWorker();
	using _ = mounted(worker, 'ro');
	await expect(worker.start('j1', [{id: 'one', run: 'true'}])).rejects.toMatchObject({
		message: expect.stringContaining('Read-only file system'),
		hint: expect.stringContaining('mounted read-only'),
	});
});
