import {spawnSync} from 'node:child_process';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {identityFile} from '../../source/plan/identity.ts';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

let folder: string;
let job: string;
let root: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'renew-'));
	job = path.join(folder, 'a job');
	root = path.join(folder, 'merged');
	for (const each of [job, path.join(folder, 'bundle'), root]) mkdirSync(each);
	for (const name of ['clear-identity', 'renew-identity'])
		copyFileSync(scriptPath(name), path.join(job, `${name}.sh`));
	writeFileSync(path.join(job, 'identity'), identityFile.text);
	writeFileSync(
		path.join(folder, 'bundle/config.json'),
		// As hostile as a variable of the image can be.
		JSON.stringify({
			ociVersion: '1.0.2',
			process: {env: ['X="root":{"path":"/wrong"}']},
			root: {readonly: false, path: root},
			annotations: {root: '"root":{"path":"/wrong"}'},
		}),
	);
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const put = (name: string, text = 'old\n', mode = 0o644) => {
	mkdirSync(path.dirname(path.join(root, name)), {recursive: true});
	writeFileSync(path.join(root, name), text, {mode});
};
const textOf = (name: string) => readFileSync(path.join(root, name), 'utf8');

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	const renew = (...ids: readonly string[]) => {
		const [file = 'sh', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const {status} = spawnSync(file, [...first, path.join(job, 'renew-identity.sh'), job, ...ids], {
			input: `{"id":"x","bundle":"${path.join(folder, 'bundle')}","annotations":{"a":"\\"bundle\\":\\"/wrong\\""}}`,
			env: {},
			encoding: 'utf8',
		});
		const said = (name: string) =>
			existsSync(path.join(job, name)) ? readFileSync(path.join(job, name), 'utf8') : '';
		return {status, log: said('renewed'), notes: said('notes'), reason: said('not-renewed')};
	};

	test('a machine id becomes a new one, which D-Bus shares', () => {
		put('etc/machine-id', '0123456789abcdef0123456789abcdef\n', 0o444);
		put('var/lib/dbus/machine-id');
		expect(renew('machine-id')).toMatchObject({status: 0, log: expect.stringContaining('New machine id.')});
		const first = textOf('etc/machine-id');
		expect(first).toMatch(/^[0-9a-f]{32}\n$/u);
		expect(first).not.toContain('0123456789abcdef');
		expect(statSync(path.join(root, 'etc/machine-id')).mode & 0o777).toBe(0o444);
		expect(readlinkSync(path.join(root, 'var/lib/dbus/machine-id'))).toBe('/etc/machine-id');
		renew('machine-id');
		expect(textOf('etc/machine-id')).not.toBe(first);
	});

	test('host keys that were cleared come back as new ones of the same types', () => {
		put('etc/ssh/ssh_host_ed25519_key.pub', '');
		put('etc/ssh/ssh_host_ecdsa_key');
		expect(renew('ssh-host-keys')).toMatchObject({
			status: 0,
			notes: '',
			log: expect.stringContaining('New SSH host keys: ecdsa ed25519.'),
		});
		for (const type of ['ecdsa', 'ed25519']) {
			const key = path.join(root, `etc/ssh/ssh_host_${type}_key`);
			expect(statSync(key).mode & 0o777).toBe(0o600);
			const {stdout} = spawnSync('ssh-keygen', ['-y', '-f', key], {encoding: 'utf8'});
			expect(stdout.split(' ')[1]).toBe(textOf(`etc/ssh/ssh_host_${type}_key.pub`).split(' ')[1]);
		}
		expect(readdirSync(path.join(root, 'etc/ssh'))).toHaveLength(4);
	});

	test('an image without a machine id or host keys gets none', () => {
		put('etc/ssh/sshd_config');
		expect(renew('machine-id', 'ssh-host-keys')).toEqual({status: 0, log: '', notes: '', reason: ''});
		expect(readdirSync(path.join(root, 'etc'))).toEqual(['ssh']);
		expect(readdirSync(path.join(root, 'etc/ssh'))).toEqual(['sshd_config']);
	});

	test('what the snapshot could not clear is cleared; what was not asked for stays', () => {
		put('run/app.pid');
		put('etc/machine-id');
		expect(renew('locks').log).toBe('Cleared locks: /run/app.pid\n');
		expect(existsSync(path.join(root, 'run/app.pid'))).toBe(false);
		expect(textOf('etc/machine-id')).toBe('old\n');
	});

	test('a link of a hostile image leads nowhere', () => {
		const outside = path.join(folder, 'outside');
		mkdirSync(path.join(outside, 'ssh'), {recursive: true});
		for (const name of ['machine-id', 'ssh/ssh_host_rsa_key'])
			writeFileSync(path.join(outside, name), 'kept');
		symlinkSync(outside, path.join(root, 'etc'));
		expect(renew('machine-id', 'ssh-host-keys')).toMatchObject({status: 0, log: ''});
		rmSync(path.join(root, 'etc'));
		mkdirSync(path.join(root, 'etc'));
		symlinkSync(path.join(outside, 'machine-id'), path.join(root, 'etc/machine-id'));
		symlinkSync(path.join(outside, 'ssh'), path.join(root, 'etc/ssh'));
		expect(renew('machine-id', 'ssh-host-keys')).toMatchObject({status: 0, log: ''});
		for (const name of ['machine-id', 'ssh/ssh_host_rsa_key'])
			expect(readFileSync(path.join(outside, name), 'utf8')).toBe('kept');
		expect(readdirSync(path.join(outside, 'ssh'))).toEqual(['ssh_host_rsa_key']);
	});

	test('a type that cannot be created is asked of the image’s own tool once, then reported', () => {
		const script = readFileSync(path.join(job, 'renew-identity.sh'), 'utf8');
		writeFileSync(path.join(job, 'renew-identity.sh'), script.replace(/^PATH=/mu, `PATH=${folder}/bin:`));
		mkdirSync(path.join(folder, 'bin'));
		writeFileSync(path.join(folder, 'bin/ssh-keygen'), '#!/bin/sh\nexit 1\n', {mode: 0o755});
		put('etc/ssh/ssh_host_rsa_key.pub', '');
		const first = renew('ssh-host-keys');
		expect({...first, needed: readFileSync(path.join(job, 'keys-needed'), 'utf8').trim()}).toMatchObject({
			status: 1,
			needed: 'rsa',
		});
		mkdirSync(path.join(job, 'keys'));
		// The second try is a new container.
		put('etc/ssh/ssh_host_rsa_key.pub', '');
		expect(renew('ssh-host-keys')).toMatchObject({
			status: 0,
			notes: expect.stringContaining('ssh-keygen -A'),
		});
	});

	test('a type that somebody made up is removed and reported, and nothing of the image is run for it', () => {
		put('etc/ssh/ssh_host_bogus_key', 'shared');
		put('etc/ssh/ssh_host_ed25519_key', 'shared');
		expect(renew('ssh-host-keys')).toMatchObject({
			status: 0,
			log: expect.stringMatching(/New SSH host keys: ed25519\.\n$/u),
			notes: expect.stringContaining('no SSH host key of the type bogus'),
		});
		expect(existsSync(path.join(job, 'keys-needed'))).toBe(false);
		expect(existsSync(path.join(root, 'etc/ssh/ssh_host_bogus_key'))).toBe(false);
	});

	test('keys of the image’s own tool are used', () => {
		put('etc/ssh/ssh_host_ecdsa_key.pub', '');
		mkdirSync(path.join(job, 'keys'));
		for (const name of ['ecdsa', 'ecdsa.pub']) writeFileSync(path.join(job, 'keys', name), `new ${name}`);
		expect(renew('ssh-host-keys')).toMatchObject({status: 0, notes: ''});
		expect(textOf('etc/ssh/ssh_host_ecdsa_key')).toBe('new ecdsa');
		expect(statSync(path.join(root, 'etc/ssh/ssh_host_ecdsa_key')).mode & 0o777).toBe(0o600);
		expect(textOf('etc/ssh/ssh_host_ecdsa_key.pub')).toBe('new ecdsa.pub');
	});

	test.each(['ecdsa', 'ecdsa.pub', 'bogus', 'bogus.pub'])('a key that is a link is not read: %s', link => {
		const secret = path.join(folder, 'secret');
		writeFileSync(secret, 'of the worker');
		put(`etc/ssh/ssh_host_${link.split('.')[0]}_key.pub`, '');
		mkdirSync(path.join(job, 'keys'));
		for (const name of [`${link.split('.')[0]}`, `${link.split('.')[0]}.pub`])
			writeFileSync(path.join(job, 'keys', name), 'new');
		rmSync(path.join(job, 'keys', link));
		symlinkSync(secret, path.join(job, 'keys', link));
		expect(renew('ssh-host-keys').status).toBe(0);
		for (const name of readdirSync(path.join(root, 'etc/ssh')))
			expect(textOf(`etc/ssh/${name}`)).not.toContain('of the worker');
	});

	test('without a root folder nothing starts, with the reason', () => {
		writeFileSync(path.join(folder, 'bundle/config.json'), '{}');
		expect(renew('machine-id')).toMatchObject({
			status: 1,
			reason: 'The runtime did not say where the root folder of the DevBox is.\n',
		});
	});
});
