import {execFileSync} from 'node:child_process';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {quote} from '../../source/model/shell.ts';
import {homeIn} from '../driver/homes.ts';
import {Terminal} from '../driver/terminal.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;
beforeAll(async () => {
	lab = await holdLab({name: `left${process.pid}`, workers: 1});
	await lab.addWorker('dev', 'rootless');
	const label = 'io.clustercode.launched-by=alice';
	const argv = [
		'--detach',
		'--name',
		'unprivileged',
		'--network',
		'none',
		'--user',
		'1000',
		'--label',
		label,
	];
	const run = quote(['podman', 'run', ...argv, 'localhost/devbase:1', 'sleep', '7000']);
	execFileSync('ssh', ['-F', lab.sshConfig, `${lab.name}-dev`, run]);
});
afterAll(() => lab?.release());

const isGone = async (worker: string, words: string): Promise<boolean> =>
	!(await lab.exec(worker, ['ps', '-eo', 'args'])).stdout.split('\n').includes(words);

const closed = ({pid}: Terminal) => process.kill(pid, 'SIGHUP');
const asked = ({pid}: Terminal) => process.kill(pid, 'SIGTERM');
const cut = ({pid}: Terminal) => execFileSync('pkill', ['-KILL', '-P', String(pid), '-x', 'ssh']);

test.each([
	{when: 'the terminal closes', end: closed, worker: '1', devbox: 'shop'},
	{when: 'Ingot is asked to end', end: asked, worker: '1', devbox: 'shop'},
	{when: 'the connection breaks', end: cut, worker: '1', devbox: 'shop'},
	{when: 'the terminal closes, without root', end: closed, worker: 'dev', devbox: 'etl'},
	{when: 'the connection breaks, of another user', end: cut, worker: 'dev', devbox: 'unprivileged'},
])('a shell in a DevBox ends when $when, and leaves what setsid detached', async ({end, worker, devbox}) => {
	const home = homeIn(lab);
	const terminal = new Terminal(home.argv('shell', devbox, '-w', `${lab.name}-${worker}`), {env: home.env});
	const other = new Terminal(home.argv('shell', devbox, '-w', `${lab.name}-${worker}`), {env: home.env});
	try {
		other.type('echo $((40+2)); exec sleep 7003\r');
		await until(async () => !(await isGone(worker, 'sleep 7003')), {what: 'another shell'});
		terminal.type('setsid sleep 7001 & exec sh -c "sleep 7002; :"\r');
		for (const words of ['sleep 7001', 'sleep 7002'])
			await until(async () => !(await isGone(worker, words)), {what: words, seen: () => terminal.screen()});
		end(terminal);
		for (const words of ['sleep 7002', 'sh -c sleep 7002; :'])
			await until(() => isGone(worker, words), {what: `the end of ${words}`});
		expect(await isGone(worker, 'sleep 7001')).toBe(false);
		expect(await isGone(worker, 'sleep 7003')).toBe(false);
		expect(await terminal.exited).not.toBe(0);
	} finally {
		await lab.exec(worker, ['pkill', '-f', '^sleep 700[13]$']);
		terminal.close();
		await other.exited;
		other.close();
	}
});

test('a shell that ends by itself has its own exit code, and its watcher goes too', async () => {
	const home = homeIn(lab);
	const terminal = new Terminal(home.argv('shell', 'shop', '-w', `${lab.name}-1`), {env: home.env});
	terminal.type('exit 7\r');
	expect(await terminal.exited).toBe(7);
	await until(async () => (await lab.exec('1', ['pgrep', '-f', 'hang_up'])).code !== 0, {
		what: 'the watcher',
	});
	terminal.close();
});
