import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import type {Check} from '../../source/model/doctor.ts';
import {homeIn, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {halve} from './half-image.ts';

let lab: Lab;
beforeAll(async () => {
	lab = await holdLab({name: `doctor${process.pid}`, workers: 1});
	for (const kind of ['no-podman', 'no-socket', 'refuses-key', 'rootless', 'garbage'] as const)
		await lab.addWorker(kind, kind);
});
afterAll(() => lab?.release());

const sh = async (worker: string, script: string): Promise<void> => {
	const {code, stderr} = await lab.exec(worker, ['sh', '-euc', script]);
	expect(code, stderr).toBe(0);
};
/** The exit code, and the checks by id. */
const examine = (worker: string, change?: (config: string) => string) => {
	const {code, stdout} = homeIn(lab, undefined, change).run(
		'doctor',
		'-w',
		`${lab.name}-${worker}`,
		'--json',
	);
	const rows = stdout
		.trim()
		.split('\n')
		.map(line => JSON.parse(line) as Check);
	return {code, of: (id: string) => rows.find(each => each.id === id), rows};
};

test('a complete worker passes, and each row says what was found', () => {
	const {code, rows, of} = examine('1');
	expect(code, JSON.stringify(rows)).toBe(0);
	expect(rows.filter(each => each.state === 'failed')).toEqual([]);
	expect(of('podman')?.said).toMatch(/^podman version \d+\.\d+.*as root$/u);
	expect(of('socket')?.state).toBe('ok');
	expect(of('storage')?.said).toMatch(/^\w+ in \//u);
	expect(of('timers')?.said).toBe('cron runs the schedules');
	expect(of('host-key')?.state).toBe('ok');
	expect(of('clock')?.state).toBe('ok');
});

test('without Podman the other checks are reported anyway, with the command that installs it', () => {
	const {code, of} = examine('no-podman');
	expect(code).toBe(1);
	expect(of('podman')).toMatchObject({
		state: 'failed',
		said: 'Podman is not installed',
		mend: 'sudo apt install podman',
	});
	expect(of('socket')?.state).toBe('failed');
	expect(of('state')?.state).toBe('ok');
});

test('a podman that prints nonsense is reported, and nothing of it reaches the terminal raw', () => {
	const {code, of} = examine('garbage');
	expect(code).toBe(1);
	expect(of('podman')?.state).toBe('failed');
	const table = homeIn(lab).run('doctor', '-w', `${lab.name}-garbage`).stdout;
	expect(table).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/u);
});

test('half an image makes Podman list none; that is reported, with the command that repairs it', async () => {
	const list = 'podman manifest create localhost/half:1 | tail -n 1';
	await sh('1', `${halve} halve "$(${list})"; ! podman images --all`);
	const {code, of} = examine('1');
	expect(code).toBe(1);
	const {state, said, mend = ''} = of('images') ?? {};
	expect([state, said]).toEqual([
		'failed',
		expect.stringContaining('it was killed while it wrote the image'),
	]);
	await sh('1', mend);
	expect(examine('1').of('images')).toEqual(expect.objectContaining({state: 'ok'}));
	await sh('1', 'podman images --all');
});

test('a missing Podman service is started, and the check passes', () => {
	expect(examine('no-socket').of('socket')?.state).toBe('ok');
});

test('a key that is not accepted is a failed login: reached, the right machine, not logged in', () => {
	const {code, rows} = examine('refuses-key');
	expect(code).toBe(4);
	expect(rows.map(({id, state}) => [id, state])).toEqual([
		['reach', 'ok'],
		['host-key', 'ok'],
		['login', 'failed'],
	]);
	expect(rows.at(-1)?.mend).toContain('authorized_keys');
});

test('an unknown host key is reported, not asked about, and not written', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'ingot-unknown-'));
	onTestFinished(() => rmSync(folder, {recursive: true}));
	const config = path.join(folder, 'ssh_config');
	const known = path.join(folder, 'known_hosts');
	writeFileSync(
		config,
		readFileSync(lab.sshConfig, 'utf8').replace(/UserKnownHostsFile.*/u, `UserKnownHostsFile ${known}`),
	);
	const {code, rows} = examine('1', text => text.replace(/^sshConfig:.*$/mu, `sshConfig: ${config}`));
	expect(code).toBe(4);
	expect(rows.map(({id, state}) => [id, state])).toEqual([
		['reach', 'ok'],
		['host-key', 'failed'],
	]);
	expect(existsSync(known)).toBe(false);
});

test('a worker that is off cannot be reached', async () => {
	await lab.killWorker('no-socket');
	const {code, rows} = examine('no-socket');
	expect(code).toBe(4);
	expect(rows).toMatchObject([{id: 'reach', state: 'failed'}]);
	await lab.bootWorker('no-socket');
});

test('a user without root gets the rows that concern it', () => {
	const {of} = examine('rootless');
	expect(of('podman')?.said).toContain('rootless, as dev');
	expect(of('subuid')).toBeDefined();
	expect(of('cgroups')).toBeDefined();
});

test('an unwritable state folder, a noisy shell and the leftovers of a job are reported', async () => {
	await sh('1', 'mkdir -p /var/tmp/ingot-20261101-000000-aaaa; echo "echo Welcome to forge" >/root/.bashrc');
	await sh('1', 'mount -t tmpfs -o ro none /root/.local');
	try {
		const {of} = examine('1');
		expect(of('leftovers')).toMatchObject({state: 'warning', mend: 'ingot recover'});
		expect(of('shell')?.said).toContain('Welcome to forge');
		expect(of('state')?.state).toBe('failed');
	} finally {
		await sh('1', 'umount /root/.local; rm -r /root/.bashrc /var/tmp/ingot-20261101-000000-aaaa');
	}
});

test('all workers at once: a readable table, and the worst check counts', () => {
	const {code, stdout} = homeIn(lab).run('doctor');
	expect(code).toBe(4);
	expect(stdout).toContain('→ sudo apt install podman');
	expect(stdout).toMatch(/^FAIL {2}login/mu);
	ok(homeIn(lab).run('doctor', '--help'));
});
