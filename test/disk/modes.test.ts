import {mkdtempSync, readdirSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {writeCache} from '../../source/disk/cache.ts';
import {reportCrash} from '../../source/disk/crash-file.ts';
import {addKnownHost} from '../../source/disk/known-hosts-file.ts';
import {writeConfig} from '../../source/disk/write-config.ts';

let home: string;
let before: number;
beforeEach(() => {
	home = mkdtempSync(path.join(tmpdir(), 'ingot-modes-'));
	before = process.umask();
});
afterEach(() => {
	process.umask(before);
	rmSync(home, {recursive: true, force: true});
});

/** Every created file and folder: `cache/ingot/fleet.json 600`. */
const made = (): readonly string[] =>
	readdirSync(home, {recursive: true, encoding: 'utf8'})
		.map(name => `${name.replace(/\d{8}T\d{9}Z-\d+/u, 'REPORT')} ${mode(path.join(home, name))}`)
		.sort();
const mode = (file: string): string => (statSync(file).mode & 0o7777).toString(8);

test.each([0o000, 0o022, 0o077])('written files are private to their user, under umask %o', async umask => {
	process.umask(umask);
	const account = {user: 'alice', plan: 'pro', role: 'member'} as const;
	await writeCache(path.join(home, 'cache/ingot/fleet.json'), {
		version: '1',
		stamp: '1',
		settings: {account, sshConfig: undefined, workers: []},
		fleet: {},
	});
	const place = {screens: [], size: undefined, events: []};
	const facts = {...place, version: '1', platform: 'x', at: new Date(), home, secrets: []};
	reportCrash(new Error('x'), facts, path.join(home, 'crashes'));
	await writeConfig(path.join(home, 'config/ingot/config.yaml'), 'workers: []\n');
	await addKnownHost(path.join(home, '.ssh/known_hosts'), 'forge ssh-ed25519 AAAA');
	expect(made()).toEqual([
		'.ssh 700',
		'.ssh/known_hosts 600',
		'cache 700',
		'cache/ingot 700',
		'cache/ingot/fleet.json 600',
		'config 700',
		'config/ingot 700',
		'config/ingot/config.yaml 600',
		'crashes 700',
		'crashes/REPORT.txt 600',
	]);
});
