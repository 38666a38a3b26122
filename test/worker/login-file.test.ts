import {spawnSync} from 'node:child_process';
import {
	existsSync,
	lstatSync,
	mkdtempSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {startScript} from '../../source/jobs/start-job.ts';
import {until} from '../driver/until.ts';
import {jobRequest, killRunner, localWorker, type Shell, shells} from '../jobs/local-worker.ts';

const files = [{name: 'auth.json', text: '{"auths":{}}\n'}];
const idOf = (shell: Shell, what: string) => `login-${shell}-${process.pid}-${what}`;

describe.each(Object.keys(shells) as Shell[])('under %s', {concurrent: true}, shell => {
	test('the login of a job is in memory while it runs, for this user only, and gone with its end', async () => {
		using worker = localWorker(shell);
		const id = idOf(shell, 'memory');
		await worker.start(id, [{id: 'one', run: 'cat auth.json; until [ -e go ]; do sleep 0.1; done'}], {files});
		const link = path.join(worker.jobFolder(id), 'auth.json');
		const place = readlinkSync(link);
		expect(place).toBe(`/dev/shm/ingot-${id}.json`);
		expect(statSync(place).mode % 0o1000).toBe(0o600);
		writeFileSync(path.join(worker.jobFolder(id), 'go'), '');
		await worker.ended(id);
		expect([existsSync(place), lstatSync(link, {throwIfNoEntry: false})]).toEqual([false, undefined]);
	});

	test('a file that somebody else has put there is neither used nor removed', async () => {
		using worker = localWorker(shell);
		const id = idOf(shell, 'taken');
		const place = `/dev/shm/ingot-${id}.json`;
		writeFileSync(place, 'theirs');
		try {
			await worker.start(id, [{id: 'one', run: 'until [ -e go ]; do sleep 0.1; done'}], {files});
			const own = path.join(worker.jobFolder(id), 'auth.json');
			expect([lstatSync(own).isFile(), readFileSync(own, 'utf8')]).toEqual([true, files[0]?.text]);
			writeFileSync(path.join(worker.jobFolder(id), 'go'), '');
			await worker.ended(id);
			expect([existsSync(own), readFileSync(place, 'utf8')]).toEqual([false, 'theirs']);
		} finally {
			rmSync(place);
		}
	});

	test.skipIf(process.getuid?.() !== 0)(
		'nothing of it is left in memory that is full; it is in the folder of the job',
		() => {
			const home = mkdtempSync(path.join(tmpdir(), 'ingot-login-'));
			const id = idOf(shell, 'full');
			const plan = {steps: [], locks: [], done: 'Ready.'};
			const script = startScript(jobRequest(id, []), plan, [{name: 'job-runner.sh', text: ':'}, ...files]);
			const full =
				'mount -t tmpfs -o size=4k none /dev/shm; head -c 4096 /dev/zero >/dev/shm/full; "$@"; ls /dev/shm';
			try {
				const {stdout} = spawnSync(
					'unshare',
					['--mount', 'sh', '-c', full, 'sh', shells[shell], ...(shell === 'busybox' ? ['sh'] : []), '-s'],
					{input: script, encoding: 'utf8', env: {HOME: home, PATH: process.env.PATH}},
				);
				expect(stdout.trim().split('\n').slice(-1)).toEqual(['full']);
				const own = path.join(home, '.local/state/ingot/jobs', id, 'auth.json');
				expect([lstatSync(own).isFile(), readFileSync(own, 'utf8')]).toEqual([true, files[0]?.text]);
			} finally {
				rmSync(home, {recursive: true, force: true, maxRetries: 20});
			}
		},
	);

	test('it is removed by the recovery of a job that was killed', async () => {
		using worker = localWorker(shell);
		const id = idOf(shell, 'killed');
		await worker.start(id, [{id: 'one', run: 'sleep 1000'}], {files});
		const place = readlinkSync(path.join(worker.jobFolder(id), 'auth.json'));
		await killRunner(worker, id);
		expect(existsSync(place)).toBe(true);
		await worker.remote.run(`cd '${worker.jobFolder(id)}' && sh ./job-runner.sh recover`);
		await until(() => !existsSync(place), {what: 'the end of the login'});
	});
});
