import {execFileSync} from 'node:child_process';
import {statSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {EmptyHome} from '../driver/empty-home.ts';
import type {Terminal} from '../driver/terminal.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {addressOf} from '../live/remote-lab.ts';

const secret = 'correct-horse';
const configFile = '.config/ingot/config.yaml';
let lab: Lab;
beforeAll(async () => {
	lab = await holdLab({name: `first${process.pid}`, workers: 1, user: 'alice'});
	await lab.addWorker('bare', 'no-podman');
});
afterAll(() => lab?.release());

/** Somebody who works on two machines by ssh, on one of them in containers, and has a Git server. */
const emptyHome = (strict = 'ask'): EmptyHome => {
	const host = (alias: string, worker: string) => `Host ${alias}\n\tHostName ${addressOf(lab, worker)}\n`;
	const home = new EmptyHome()
		.withSsh(
			`${lab.folder}/key`,
			`Include more\n\n${host('forge', '1')}\tUser root\n\nHost github.com\n\tUser git\n\nHost *\n\tUser root\n\tStrictHostKeyChecking ${strict}\n`,
		)
		.write('.ssh/more', host('bare', 'bare'))
		.write(
			'.docker/contexts/meta/1/meta.json',
			JSON.stringify({Name: 'far', Endpoints: {docker: {Host: 'tcp://10.0.0.9:2376'}}}),
		);
	onTestFinished(() => home.release());
	return home;
};
const open = (home: EmptyHome, ...argv: readonly string[]): Terminal => {
	const terminal = home.open({columns: 100, rows: 32}, argv);
	onTestFinished(() => terminal.close());
	return terminal;
};

test('from an empty home to the first snapshot, with nothing but keys', async () => {
	const home = emptyHome();
	const terminal = open(home);
	await terminal.sees(/\[ \] +forge .*~\/\.ssh\/config:3/u);
	await terminal.sees(/\[ \] +bare .*~\/\.ssh\/more:1/u);
	await terminal.sees(/– +github\.com .*a Git server/u);
	await terminal.sees(/– +far .*docker context far/u);
	await terminal.sees(/– +local .*podman is not installed here/u);
	terminal.type(' ');
	await terminal.sees('Is this forge?');
	terminal.press('down', 'enter');
	await terminal.sees(/\[x\] ✓ forge +Podman [\d.]+, root, .* free/u);
	terminal.press('down').type(' ');
	await terminal.sees('Is this bare?');
	terminal.press('down', 'enter');
	await terminal.sees(/\[x\] ✗ bare +Podman was not found/u);
	await terminal.sees('Install podman there');
	terminal.type(' ');
	await terminal.sees(/\[ \] +bare/u);
	terminal.press('enter');
	await terminal.sees('User id');
	terminal.press('ctrl+u').type('alice');
	await terminal.sees(/User id +alice/u);
	terminal.press('ctrl+s');
	await terminal.sees('- {name: forge, ssh: forge}');
	expect(home.read(configFile)).toBeUndefined();
	terminal.press('enter');
	await terminal.sees('config.yaml is written.');
	await terminal.sees(/● forge +ready/u);
	expect(home.read(configFile)).toContain('account: {user: alice, plan: pro, role: owner}');
	expect(statSync(path.join(home.folder, configFile)).mode & 0o777).toBe(0o600);

	terminal.type('c');
	await terminal.sees('Select a DevBox');
	await terminal.sees('api');
	terminal.type('api');
	await terminal.sees('1 of');
	terminal.press('enter');
	await terminal.sees('Image name');
	terminal.press('ctrl+u').type('first-golden').press('ctrl+s');
	await terminal.sees('localhost/first-golden:latest on');
	await terminal.sees('Interruption');
	terminal.press('enter');
	await terminal.sees(/Done in [\d.]+ s: localhost\/first-golden:latest is ready\./u);
	terminal.type('3');
	await terminal.sees(/first-golden +latest/u);
	terminal.type('q');
	expect(await terminal.exited).toBe(0);

	const again = open(home);
	await again.sees(/forge +ready/u);
	expect(again.output).not.toContain('First run');
	again.type('q');
	await again.exited;
});

test('a passphrase is asked for once, and the file that --config names is the one that is written', async () => {
	const home = emptyHome('accept-new');
	execFileSync('ssh-keygen', [
		'-q',
		'-p',
		'-P',
		'',
		'-N',
		secret,
		'-f',
		path.join(home.folder, '.ssh/id_ed25519'),
	]);
	const terminal = open(home, '--config', '/root/work/other.yaml');
	await terminal.sees('forge');
	terminal.type(' ');
	await terminal.sees('A key for forge has a passphrase');
	terminal.type(secret);
	await terminal.sees('*'.repeat(secret.length));
	terminal.press('enter');
	await terminal.sees('[x] ✓ forge');
	terminal.press('enter');
	await terminal.sees('User id');
	terminal.press('ctrl+s');
	await terminal.sees('/root/work/other.yaml will contain:');
	const asked = terminal.output.length;
	terminal.press('enter');
	await terminal.sees(/● forge +ready/u);
	expect(terminal.output.slice(asked)).not.toContain('passphrase');
	expect(terminal.output).not.toContain(secret);
	expect(home.read('work/other.yaml')).toContain('{name: forge, ssh: forge}');
	expect(home.read(configFile)).toBeUndefined();
});

test('Ctrl-C leaves nothing behind', async () => {
	const home = emptyHome();
	const terminal = open(home);
	await terminal.sees('forge');
	terminal.press('ctrl+c');
	expect(await terminal.exited).toBe(0);
	expect(home.read(configFile)).toBeUndefined();
});

test('`ingot init` writes the config without a screen, with those that answer', async () => {
	const home = emptyHome('accept-new');
	const dry = home.run('init', '--dry-run', '--json');
	expect(dry.code, dry.stderr).toBe(0);
	const rows = dry.stdout
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));
	const of = (name: string) => rows.find(each => each.name === name);
	expect(of('forge')).toMatchObject({state: 'ok', ssh: 'forge', rootless: false, from: ['~/.ssh/config:3']});
	expect(of('bare')).toMatchObject({state: 'failed', reason: 'Podman was not found on bare.'});
	expect(of('far')).toMatchObject({state: 'refused'});
	expect(rows.at(-1)).toMatchObject({type: 'config', written: false});
	expect(home.read(configFile)).toBeUndefined();

	const argv = ['init', '--worker', 'one=forge', '--user', 'alice', '--role', 'member'] as const;
	const made = home.run(...argv);
	expect(made.code, made.stderr).toBe(0);
	expect(made.stdout).toMatch(/^ok +one +forge +typed +Podman [\d.]+, root/mu);
	expect(home.read(configFile)).toContain('account: {user: alice, plan: pro, role: member}\n');
	expect(home.run('devboxes', '--json').stdout).toContain('"worker":"one","name":"api"');

	const twice = home.run(...argv);
	expect(twice).toMatchObject({code: 2, stderr: expect.stringContaining('--force')});
	expect(home.run(...argv, '--force').code).toBe(0);
	expect(home.read(`${configFile}.old`)).toBe(home.read(configFile));
});

test('`ingot init` writes nothing when a worker that was named does not answer, unless somebody says so', () => {
	const home = emptyHome();
	const unknown = home.run('init', '--worker', 'forge');
	expect(unknown.code).toBe(4);
	expect(unknown.stdout).toContain('host key');
	const argv = ['init', '--worker', 'dead=root@127.0.0.1:9'];
	const named = home.run(...argv);
	expect(named).toMatchObject({code: 4, stderr: expect.stringContaining('--all')});
	expect(home.run('init', '--worker', '-oProxyCommand=x').code).toBe(2);
	expect(home.run(...argv, '--user', 'a b').code).toBe(2);
	expect(home.read(configFile)).toBeUndefined();
	expect(home.run(...argv, '--all').code).toBe(0);
	expect(home.read(configFile)).toContain('{name: dead, ssh: root@127.0.0.1:9}');
});
