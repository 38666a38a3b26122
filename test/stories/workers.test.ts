import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {holdCommit} from '../driver/hold-step.ts';
import {Home} from '../driver/ingot.ts';
import {Terminal} from '../driver/terminal.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;
const open: {close(): void}[] = [];
const homes: Home[] = [];

beforeAll(async () => {
	lab = await holdLab({name: `kinds${process.pid}`, workers: 1, user: 'alice'});
	await lab.addWorker('nopod', 'no-podman');
	await lab.addWorker('nosock', 'no-socket');
	await lab.addWorker('garbage', 'garbage');
	await lab.addWorker('nokey', 'refuses-key');
	await lab.addWorker('full', 'full', {storageMb: 96});
});
afterAll(() => lab?.release());
afterEach(() => {
	for (const each of open.splice(0)) each.close();
	for (const each of homes.splice(0)) each.release();
});

const home = (config: string): Home => {
	const made = new Home(config);
	homes.push(made);
	return made;
};

const start = (at: Home): Terminal => {
	const terminal = at.open({columns: 120, rows: 32});
	open.push(terminal);
	return terminal;
};

const config = (): string => readFileSync(lab.configFile, 'utf8');

test('load, memory, disk and latency of a worker appear without a key, and the doctor leaves its result', async () => {
	const terminal = start(home(config()));
	await terminal.sees(new RegExp(`${lab.name}-1 +ready +\\d+/\\d+ .*[.\\d]+[MG] free`, 'u'));
	await terminal.sees(/Transport +built-in SSH, \d+ ms/u);
	await terminal.sees(/Memory +[█░]{6} [.\d]+ GB of [.\d]+ GB/u);
	await terminal.sees(/Doctor +not run yet · d runs it/u);
	terminal.type('d');
	await terminal.sees(/✓ socket/u);
	terminal.press('esc');
	await terminal.sees(/Doctor +\d+ of \d+ checks passed, (?:just now|\d+\S+ ago)/u);
});

test('a config file that is changed meanwhile is told over the keys, and in a narrow terminal, too', async () => {
	const at = home(config());
	const terminal = start(at);
	await terminal.sees(new RegExp(`${lab.name}-1 +ready`, 'u'));
	writeFileSync(at.config, `${config()}mouse: true\n`);
	await terminal.sees('The config file has changed. Start Ingot again to use it.');
	terminal.resize(60, 20);
	await terminal.sees(/^ ?The config file has changed\. Start Ingot again to use it\.$/mu);
	writeFileSync(at.config, `${config()}mouse: often\n`);
	await terminal.sees(/mouse \(line \d+\): found "often"/u);
	writeFileSync(at.config, config());
	await terminal.seesNo('The config file has changed');
});

test('a worker is found among others by a label, and its DevBoxes are opened', async () => {
	const name = `${lab.name}-1`;
	const at = home(config().replace(`name: ${name},`, `name: ${name}, labels: [gpu, eu],`));
	const terminal = start(at);
	await terminal.sees(new RegExp(`${name} +ready`, 'u'));
	await terminal.sees(/Labels +gpu eu/u);
	terminal.press('end').type('/');
	await terminal.sees('Keep filter');
	terminal.type('label:gpu');
	await terminal.sees('1 of 6');
	terminal.press('enter');
	await terminal.seesNo('Keep filter');
	terminal.press('enter');
	await terminal.sees(`Workers › ${name} › DevBoxes`);
	await terminal.sees('api');
	const listed = at.run('workers', '--label', 'gpu', '--label', 'eu', '--json');
	expect(listed.code, listed.stderr).toBe(0);
	const {stdout} = await lab.exec(name, ['podman', 'ps', '--quiet']);
	expect(JSON.parse(listed.stdout)).toMatchObject({
		worker: name,
		labels: ['gpu', 'eu'],
		running: stdout.trim().split('\n').length,
	});
	expect(at.run('workers', '--label', 'mars')).toMatchObject({
		code: 2,
		stderr: expect.stringContaining('No worker has the label mars.'),
	});
});

test('a worker that is dead, closed or without Podman tells why and hides nothing of the others', async () => {
	const dead = `  - {name: dead, ssh: root@127.0.0.1:9}\n`;
	const at = home(config() + dead);
	const terminal = start(at);
	await terminal.sees(new RegExp(`${lab.name}-1 +ready`, 'u'));
	await terminal.sees(/-nosock +ready/u);
	await terminal.sees(/-nopod +down/u);
	await terminal.sees(/-garbage +down/u);
	await terminal.sees(/-nokey +down/u);
	await terminal.sees(/dead +down/u);
	terminal.press('end');
	await terminal.sees(/dead \(127\.0\.0\.1 port 9\) refuses/u);
	await terminal.sees('Check that sshd is running there');
	const listed = at.run('devboxes', '--json');
	expect(listed.code).toBe(4);
	const names = listed.stdout
		.trim()
		.split('\n')
		.map(line => JSON.parse(line).name);
	expect(names).toContain('api');
	expect(names).toContain('etl');
	expect(listed.stderr).toMatch(/nopod: Podman was not found/u);
	expect(listed.stderr).toMatch(/nokey.*rejected user root/u);
	expect(listed.stderr).toMatch(/garbage: /u);
	expect(listed.stderr).not.toContain('bug');
});

test('without room a snapshot is refused before anything is made, and nothing is left behind', async () => {
	const worker = `${lab.name}-full`;
	const at = home(config());
	await lab.exec(worker, [
		'podman',
		'exec',
		'--user',
		'root',
		'api',
		'sh',
		'-c',
		'head -c 30000000 /dev/urandom >/root/big',
	]);
	const before = (await lab.exec(worker, ['sh', '-c', 'podman images -a -q; podman ps -a -q; ls /var/tmp']))
		.stdout;
	const made = at.run('create', '--worker', worker, '--from', 'api', '--name', 'no-room');
	expect(made.stdout + made.stderr).toMatch(/room/u);
	expect(made.code).toBe(1);
	expect(
		(await lab.exec(worker, ['sh', '-c', 'podman images -a -q; podman ps -a -q; ls /var/tmp'])).stdout,
	).toBe(before);
	expect(
		(await lab.exec(worker, ['podman', 'inspect', '--format', '{{.State.Status}}', 'api'])).stdout.trim(),
	).toBe('running');
});

test('a new host key is trusted as somebody says: not, once, always; a changed one is refused', async () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'ingot-keys-'));
	const known = path.join(folder, 'known_hosts');
	const sshConfig = path.join(folder, 'ssh_config');
	const own = readFileSync(lab.sshConfig, 'utf8')
		.replaceAll(/UserKnownHostsFile .*/gu, `UserKnownHostsFile ${known}`)
		.replaceAll('StrictHostKeyChecking yes', 'StrictHostKeyChecking ask');
	writeFileSync(sshConfig, own);
	const at = home(
		`account: {user: alice, plan: pro, role: member}\nsshConfig: ${sshConfig}\nworkers: [{name: w, ssh: ${lab.name}-1}]\n`,
	);
	const terminal = start(at);
	await terminal.sees('Is this w?');
	await terminal.sees(/SHA256:[A-Za-z0-9+/]{43}/u);
	await terminal.sees(`Always: save it to ${known}.`);
	terminal.press('enter');
	await terminal.sees(/w +down/u);
	await terminal.sees('was not accepted');
	terminal.type('r');
	await terminal.sees('Is this w?');
	terminal.press('down', 'down', 'enter');
	await terminal.sees(/w +ready/u);
	terminal.type('q');
	await terminal.exited;
	expect(existsSync(known)).toBe(false);

	const inTerminal = () => {
		const command = new Terminal(at.argv('devboxes'), {env: at.env, columns: 120});
		open.push(command);
		return command;
	};
	const left = await inTerminal().sees('Trust it? [No/always/once]');
	left.press('ctrl+c');
	await left.sees('was not accepted');
	expect(await left.exited).toBe(4);
	const command = inTerminal();
	await command.sees('w (');
	await command.sees('Trust it? [No/always/once]');
	command.type('always\r');
	await command.sees('WORKER');
	expect(await command.exited).toBe(0);
	expect(readFileSync(known, 'utf8').trim().split('\n')).toHaveLength(1);

	const again = start(at);
	await again.sees(/w +ready/u);
	expect(again.output).not.toContain('Is this w?');
	again.type('q');
	await again.exited;

	const other = readFileSync(path.join(lab.folder, 'key.pub'), 'utf8').split(' ');
	writeFileSync(known, readFileSync(known, 'utf8').replace(/(ssh-\S+) (\S+)/u, `$1 ${other[1]}`));
	const refused = at.run('devboxes');
	expect(refused.code).toBe(4);
	expect(refused.stderr).toContain('has changed');
	expect(refused.stderr).toContain('ssh-keygen -R');
	rmSync(folder, {recursive: true, force: true});
});

test('without a terminal nothing draws a screen', async () => {
	const {code, stdout, stderr} = home(config()).run();
	expect(code).toBe(2);
	expect(stdout).toBe('');
	expect(stderr).toContain('needs a terminal');
});

test('commands say what is wrong with their input', async () => {
	const at = home(config());
	const worker = `${lab.name}-1`;
	expect(at.run('create', '--worker', worker, '--from', 'api', '--name', 'a..b')).toMatchObject({
		code: 2,
		stderr: expect.stringContaining('Separate letters and digits'),
	});
	expect(at.run('create', '--worker', worker, '--from', 'bobs-box', '--name', 'ok')).toMatchObject({
		code: 3,
		stderr: expect.stringContaining("bob's"),
	});
	expect(at.run('create', '--worker', worker, '--from', 'nobody', '--name', 'ok')).toMatchObject({code: 2});
	expect(
		at.run('create', '--worker', worker, '--from', 'api', '--name', 'node-base', '--tag', '22'),
	).toMatchObject({code: 5, stderr: expect.stringContaining('already exists')});
	expect(at.run('create', '--worker', 'nowhere', '--from', 'api', '--name', 'ok')).toMatchObject({
		code: 2,
		stderr: expect.stringContaining('Configured workers:'),
	});
	expect(at.run('attach', '20200101-000000-abcd', '--worker', worker)).toMatchObject({code: 2});
	expect(at.run('nonsense')).toMatchObject({code: 2});
	const dry = at.run('create', '--worker', worker, '--from', 'api', '--name', 'dry', '--dry-run', '--json');
	expect(JSON.parse(dry.stdout)).toMatchObject({name: 'localhost/dry:latest', method: 'staging'});
	expect((await lab.exec(worker, ['podman', 'image', 'exists', 'localhost/dry:latest'])).code).toBe(1);
});

test('Ctrl-C cancels what `ingot create` has begun', async () => {
	const worker = `${lab.name}-1`;
	await lab.exec(worker, [
		'podman',
		'exec',
		'--user',
		'root',
		'api',
		'sh',
		'-c',
		'head -c 200000000 /dev/urandom >/root/big',
	]);
	const at = home(config());
	const isHeld = holdCommit(lab, worker);
	const child = spawn(
		process.execPath,
		[
			path.resolve('dist/ingot.js'),
			'--config',
			at.config,
			'create',
			'-w',
			worker,
			'-f',
			'api',
			'-n',
			'stopped',
			'--json',
		],
		{env: {...process.env, ...at.env}},
	);
	const events: {kind: string; step: string; outcome?: string}[] = [];
	let rest = '';
	child.stdout.on('data', (chunk: Buffer) => {
		const lines = (rest + chunk).split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) events.push(JSON.parse(line));
	});
	const closed = new Promise(resolve => child.on('close', resolve));
	await isHeld;
	await until(() => events.some(event => event.step === 'commit'), {what: 'the step in the output'});
	child.kill('SIGINT');
	const code = await closed;
	expect(code).toBe(130);
	expect(events.at(-1)).toMatchObject({kind: 'job-ended', outcome: 'cancelled'});
	expect(
		(await lab.exec(worker, ['podman', 'inspect', '--format', '{{.State.Status}}', 'api'])).stdout.trim(),
	).toBe('running');
});
