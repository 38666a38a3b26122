import {spawnSync} from 'node:child_process';
import {
	existsSync,
	linkSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {identityKinds} from '../../source/model/identity.ts';
import {defaultIdentity} from '../../source/model/identity-choice.ts';
import {identityFile} from '../../source/plan/identity.ts';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

let folder: string;
let root: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'identity-'));
	root = path.join(folder, 'tree with space');
	mkdirSync(root);
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const at = (name: string) => path.join(root, name);
const put = (name: string, text = 'x\n', mode = 0o644) => {
	mkdirSync(path.dirname(at(name)), {recursive: true});
	writeFileSync(at(name), text, {mode});
};
const textOf = (name: string) => readFileSync(at(name), 'utf8');
const all = identityKinds.map(each => each.id);

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	const clear = (ids: readonly string[] = defaultIdentity) => {
		const [file = 'sh', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const {status, stdout, stderr} = spawnSync(file, [...first, scriptPath('clear-identity'), root, ...ids], {
			input: identityFile.text,
			encoding: 'utf8',
		});
		return {status, said: stdout.trim().split('\n').filter(Boolean), stderr};
	};

	test('ids, keys, leases, seeds and locks are cleared, and it says what', () => {
		put('etc/machine-id', '0123456789abcdef0123456789abcdef\n', 0o444);
		put('var/lib/dbus/machine-id');
		for (const type of ['rsa', 'ed25519']) {
			put(`etc/ssh/ssh_host_${type}_key`, 'secret', 0o600);
			put(`etc/ssh/ssh_host_${type}_key.pub`, 'public');
		}
		put('etc/ssh/sshd_config', 'Port 22');
		put('var/lib/dhcp/dhclient.eth0.leases');
		put('var/lib/cloud/instances/i-1/user-data.txt');
		put('run/nginx.pid');
		put('run/lock/app.lock');
		put('tmp/.X1-lock');
		expect(clear()).toEqual({
			status: 0,
			stderr: '',
			said: [
				'Cleared machine-id: /var/lib/dbus/machine-id',
				'Cleared machine-id: /etc/machine-id',
				...[
					'Cleared ssh-host-keys: /etc/ssh/ssh_host_ed25519_key',
					'Cleared ssh-host-keys: /etc/ssh/ssh_host_rsa_key',
				],
				...['Cleared ssh-host-keys: /etc/ssh/ssh_host_ed25519_key.pub', 'Cleared ssh-host-keys: 1 more'],
				'Cleared dhcp-leases: /var/lib/dhcp/dhclient.eth0.leases',
				'Cleared cloud-agents: /var/lib/cloud/instances/',
				...[
					'Cleared locks: /run/nginx.pid',
					'Cleared locks: /run/lock/app.lock',
					'Cleared locks: /tmp/.X1-lock',
				],
			],
		});
		expect(textOf('etc/machine-id')).toBe('');
		expect(statSync(at('etc/machine-id')).mode & 0o777).toBe(0o444);
		expect(readdirSync(at('etc/ssh')).sort()).toEqual([
			...['ssh_host_ed25519_key.pub', 'ssh_host_rsa_key.pub', 'sshd_config'],
		]);
		expect(textOf('etc/ssh/ssh_host_rsa_key.pub')).toBe('');
		expect(textOf('etc/ssh/sshd_config')).toBe('Port 22');
		expect(existsSync(at('var/lib/cloud/instances'))).toBe(false);
		expect(clear()).toEqual({status: 0, said: [], stderr: ''});
	});

	test('asked whether anything is to clear, it changes nothing', () => {
		expect(clear(['--any', ...defaultIdentity])).toEqual({status: 4, said: [], stderr: ''});
		put('run/a.pid');
		put('etc/machine-id');
		expect(clear(['--any', 'hostname'])).toEqual({status: 4, said: [], stderr: ''});
		for (const id of ['locks', 'machine-id'])
			expect(clear(['--any', id])).toEqual({status: 0, said: [], stderr: ''});
		expect(textOf('etc/machine-id') + textOf('run/a.pid')).toBe('x\nx\n');
	});

	test('logs, histories, mail and temporary files stay, unless they are chosen', () => {
		const work = [
			...['var/log/app/app.log', 'var/log/syslog.1', 'root/.bash_history', 'home/a b/.python_history'],
			...['var/mail/root', 'tmp/work/notes', 'tmp/.hidden', 'var/crash/core.1'],
		];
		for (const name of work) put(name);
		expect(clear()).toEqual({status: 0, said: [], stderr: ''});
		for (const name of work) expect(textOf(name)).toBe('x\n');
		expect(clear(all).status).toBe(0);
		expect(work.filter(each => existsSync(at(each)))).toEqual(['var/log/app/app.log', 'var/mail/root']);
		expect(textOf('var/log/app/app.log')).toBe('');
		expect(textOf('var/mail/root')).toBe('');
		expect(readdirSync(at('tmp'))).toEqual([]);
	});

	test('no link leads out of the tree', () => {
		const outside = path.join(folder, 'outside');
		mkdirSync(path.join(outside, 'lock/sub'), {recursive: true});
		for (const name of ['machine-id', 'a.pid', 'lock/b', 'lock/sub/c', 'hostname'])
			writeFileSync(path.join(outside, name), 'kept');
		mkdirSync(at('var/lib'), {recursive: true});
		for (const [link, target] of [
			['etc', outside],
			['run', outside],
			['var/run', '../../outside'],
			['var/lock', path.join(outside, 'lock')],
			['var/lib/waagent', outside],
			['var/lib/tailscale', outside],
			['tmp', outside],
		] as const)
			symlinkSync(target, at(link));
		expect(clear(all)).toEqual({status: 0, said: [], stderr: ''});
		expect(readdirSync(outside, {recursive: true}).sort()).toEqual(
			['a.pid', 'hostname', 'lock', 'lock/b', 'lock/sub', 'lock/sub/c', 'machine-id'].sort(),
		);
		for (const name of ['machine-id', 'a.pid', 'lock/b', 'hostname'])
			expect(readFileSync(path.join(outside, name), 'utf8')).toBe('kept');
		expect(lstatSync(at('etc')).isSymbolicLink()).toBe(true);
	});

	test('a link where a file is expected is removed or left, and its target stays', () => {
		const target = path.join(folder, 'target');
		writeFileSync(target, 'kept');
		mkdirSync(at('etc/ssh'), {recursive: true});
		for (const name of ['machine-id', 'hostname', 'ssh/ssh_host_rsa_key', 'ssh/ssh_host_rsa_key.pub'])
			symlinkSync(target, at(`etc/${name}`));
		expect(clear().said).toEqual(['Cleared ssh-host-keys: /etc/ssh/ssh_host_rsa_key']);
		expect(readFileSync(target, 'utf8')).toBe('kept');
		expect(lstatSync(at('etc/machine-id')).isSymbolicLink()).toBe(true);
	});

	test('names with spaces and line breaks are whole names', () => {
		put('var/log/a b.log');
		put('var/log/c\nd.log');
		put('var/log/*');
		put('srv/b.log');
		clear(['logs']);
		for (const name of ['a b.log', 'c\nd.log', '*']) expect(textOf(`var/log/${name}`)).toBe('');
		expect(textOf('srv/b.log')).toBe('x\n');
	});

	test('another name of an emptied file keeps its content', () => {
		put('srv/precious', 'work');
		mkdirSync(at('var/log'), {recursive: true});
		linkSync(at('srv/precious'), at('var/log/precious'));
		symlinkSync(at('srv/precious'), at('var/log/precious.ingot-new'));
		clear(['logs']);
		expect(textOf('srv/precious')).toBe('work');
		expect(textOf('var/log/precious')).toBe('');
	});

	test.runIf(process.getuid?.() === 0)('overlay’s mark of a deleted file stays', () => {
		mkdirSync(at('run'), {recursive: true});
		for (const name of ['etc-machine', 'run/app.pid']) spawnSync('mknod', [at(name), 'c', '0', '0']);
		mkdirSync(at('etc'));
		spawnSync('mknod', [at('etc/machine-id'), 'c', '0', '0']);
		expect(clear()).toEqual({status: 0, said: [], stderr: ''});
		expect(lstatSync(at('run/app.pid')).isCharacterDevice()).toBe(true);
		expect(lstatSync(at('etc/machine-id')).isCharacterDevice()).toBe(true);
	});

	test('a tree that does not exist is a failure', () => {
		root = path.join(folder, 'missing');
		expect(clear().status).not.toBe(0);
	});
});
