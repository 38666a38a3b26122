import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {adoptedScript} from '../../source/jobs/list-devboxes.ts';
import {readSavedExcludes, saveExcludes} from '../../source/jobs/saved-excludes.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {type Shell, shells} from '../jobs/local-worker.ts';

const isRoot = process.getuid?.() === 0;
let home: string;
beforeEach(() => {
	home = mkdtempSync(path.join(tmpdir(), 'ingot-records-'));
	// Each machine has containers of its own: files in a folder with its name.
	writeFileSync(
		path.join(home, 'podman'),
		`#!/bin/sh\nread -r host </proc/sys/kernel/hostname\n[ "$*" = "container exists $3" ] || shift\n[ -e '${home}'/"$host/$3" ]\n`,
		{mode: 0o755},
	);
});
afterEach(() => rmSync(home, {recursive: true, force: true}));

const [api, web, gone] = ['a', 'b', 'c'].map(each => each.repeat(64)) as [string, string, string];
const has = (machine: string, ...containers: readonly string[]) => {
	mkdirSync(path.join(home, machine), {recursive: true});
	for (const each of containers) writeFileSync(path.join(home, machine, each), '');
};
const loses = (machine: string, container: string) => rmSync(path.join(home, machine, container));
const records = (folder: string): readonly string[] => {
	const at = path.join(home, '.local/state/ingot', folder);
	return existsSync(at) ? readdirSync(at).filter(name => !name.startsWith('.')) : [];
};
/** A machine with a name of its own, and the home that all share. */
const machine = (name: string, shell: Shell) => {
	const argv = shell === 'busybox' ? [shells.busybox, 'sh', '-s'] : [shells[shell], '-s'];
	const run = async (script: string) => {
		const {status, stdout, stderr} = spawnSync(
			'unshare',
			['--uts', 'sh', '-c', 'hostname "$0"; exec "$@"', name, ...argv],
			{input: script, encoding: 'utf8', env: {HOME: home, PATH: `${home}:${process.env.PATH}`}},
		);
		return {code: status ?? 255, stdout, stderr};
	};
	return {worker: {name, kind: 'self-hosted'}, run} as unknown as Remote;
};
const adopting = async (on: Remote, id: string) =>
	expect((await on.run(adoptedScript(['adopt', id, 'alice', 'linux']))).code).toBe(0);
const saving = (on: Remote, id: string) => saveExcludes(on, id, ['*.log']);

describe.skipIf(!isRoot).each([
	['adopted', adopting],
	['excludes', saving],
] as const)('on two machines with one home, the records in %s', (folder, record) => {
	test.each(['dash', 'bash', 'busybox'] as const)(
		'of one survive what the other does, under %s',
		async shell => {
			const [forge, mate] = [machine('forge', shell), machine('mate', shell)];
			has('forge', api);
			has('mate', web);
			await record(forge, api);
			await record(mate, web);
			expect(records(folder)).toEqual([api, web]);
			loses('forge', api);
			await record(mate, web).catch(() => {});
			await (folder === 'adopted' ? mate.run(adoptedScript(['release', web])) : saveExcludes(mate, web, []));
			expect(records(folder)).toEqual([api]);
			has('forge', gone);
			await record(forge, gone);
			expect(records(folder)).toEqual([gone]);
		},
	);

	test('by an older version, without a machine, stay until their container is found', async () => {
		const [forge, mate] = [machine('forge', 'dash'), machine('mate', 'dash')];
		has('forge', api, gone);
		has('mate', web);
		await record(forge, api);
		rmSync(path.join(home, '.local/state/ingot', folder, `.machine-${api}`));
		await record(mate, web);
		expect(records(folder)).toEqual([api, web]);
		await record(forge, gone);
		loses('forge', api);
		loses('forge', gone);
		has('forge', 'd'.repeat(64));
		await record(forge, 'd'.repeat(64));
		expect(records(folder)).toEqual([web, 'd'.repeat(64)]);
	});
});

test.skipIf(!isRoot)('patterns of a DevBox are read as they were saved', async () => {
	const forge = machine('forge', 'dash');
	has('forge', api);
	await saving(forge, api);
	expect(await readSavedExcludes(forge, api)).toEqual([expect.objectContaining({text: '*.log'})]);
});
