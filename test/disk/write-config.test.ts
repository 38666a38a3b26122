import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {setupTools} from '../../source/disk/setup-tools.ts';
import {writeConfig} from '../../source/disk/write-config.ts';
import type {Worker} from '../../source/model/worker.ts';

const folder = (): string => {
	const made = mkdtempSync(path.join(tmpdir(), 'ingot-write-'));
	onTestFinished(() => rmSync(made, {recursive: true}));
	return made;
};
const account = {user: 'alice', plan: 'pro', role: 'owner'} as const;
const toolsFor = (file: string) =>
	setupTools({file, login: 'alice', sshHome: '/none', home: '/none', docker: undefined});

test('the file looks hand-written, and is read back with the same meaning', async () => {
	const workers: readonly Worker[] = [
		{name: 'forge-1', kind: 'self-hosted', ssh: 'forge-1'},
		{
			name: 'core',
			kind: 'self-hosted',
			ssh: 'core@[::1]:22',
			identityFile: '/k: #"\'\\{}',
			socket: '/s, ]: x.sock',
		},
		{name: 'on', kind: 'self-hosted', ssh: '12:34'},
		{name: 'here', kind: 'self-hosted'},
	];
	const {text, settings} = await toolsFor('/none').draft({account, workers});
	expect(text.split('\n').slice(0, 4)).toEqual([
		'# Ingot; all fields: ingot config schema',
		'',
		'account: {user: alice, plan: pro, role: owner}',
		'workers:',
	]);
	expect(text).toContain('  - {name: forge-1, ssh: forge-1}\n');
	expect(text).toContain('  - {name: here, local: true}\n');
	expect(settings).toMatchObject({account, workers});
});

test('it is private to its user, folders are created, and no other file is left', async () => {
	const file = path.join(folder(), 'a/b/config.yaml');
	await writeConfig(file, 'x');
	expect(readFileSync(file, 'utf8')).toBe('x');
	expect(statSync(file).mode & 0o777).toBe(0o600);
	expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
	expect(readdirSync(path.dirname(file))).toEqual(['config.yaml']);
});

test('an existing file stays, also a dangling link; forced, a copy stays', async () => {
	const file = path.join(folder(), 'config.yaml');
	writeFileSync(file, 'mine');
	await expect(writeConfig(file, 'x')).rejects.toMatchObject({kind: 'usage'});
	await expect(toolsFor(file).refuseExisting()).rejects.toMatchObject({kind: 'usage'});
	expect(readFileSync(file, 'utf8')).toBe('mine');
	await writeConfig(file, 'x', true);
	expect(readFileSync(file, 'utf8')).toBe('x');
	expect(readFileSync(`${file}.old`, 'utf8')).toBe('mine');
	const link = path.join(folder(), 'config.yaml');
	symlinkSync('/none/there', link);
	await expect(writeConfig(link, 'x')).rejects.toMatchObject({kind: 'usage'});
	await expect(toolsFor(link).refuseExisting()).rejects.toMatchObject({kind: 'usage'});
});

test('of two simultaneous writers one wins completely', async () => {
	const file = path.join(folder(), 'config.yaml');
	const results = await Promise.allSettled([
		writeConfig(file, 'a'.repeat(9)),
		writeConfig(file, 'b'.repeat(9)),
	]);
	expect(results.filter(each => each.status === 'fulfilled')).toHaveLength(1);
	expect(readFileSync(file, 'utf8')).toMatch(/^(a{9}|b{9})$/u);
});

test('an unwritable file is reported', async () => {
	const file = path.join(folder(), 'config.yaml');
	writeFileSync(file, '');
	await expect(writeConfig(path.join(file, 'config.yaml'), 'x')).rejects.toThrow('cannot be written');
});
