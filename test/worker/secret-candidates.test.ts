import {spawnSync} from 'node:child_process';
import {linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {findSecrets, unscannable} from '../../source/jobs/find-secrets.ts';
import {labels} from '../../source/model/labels.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {source} from '../plan/sources.ts';

let folder: string;
const token = `ghp_${'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7'.repeat(2).slice(0, 36)}`;
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'ingot-secrets-'));
	const put = (name: string | Buffer, text: string) =>
		writeFileSync(Buffer.concat([Buffer.from(`${folder}/own/`), Buffer.from(name)]), text);
	for (const each of ['own/srv/two words', 'own/root', 'own/srv/.git/objects', 'tools'])
		mkdirSync(path.join(folder, each), {recursive: true});
	put('srv/two words/app.js', `\n\nconst t = '${token}';\n`);
	put('srv/line\nbreak', token);
	put(Buffer.from('srv/\xff', 'latin1'), token);
	put('srv/back\\slash', token);
	put('root/.netrc', 'machine a.example login me password Zq8sT1vW4\n');
	put('srv/large.txt', `${'x'.repeat(2_000_000)}\n${token}\n`);
	put('srv/.git/objects/ab', token);
	put('srv/plain.txt', 'nothing\n');
	linkSync(`${folder}/own/root/.netrc`, `${folder}/own/srv/copy of it`);
	spawnSync('busybox', ['--install', '-s', path.join(folder, 'tools')]);
	rmSync(path.join(folder, 'tools/sh'), {force: true});
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const from = {
	...source,
	devbox: {
		...source.devbox,
		layer: {driver: 'overlay', upperDir: '', isIdMapped: false},
	},
};
const scan = (shell: Shell, hasGnu: boolean) => {
	async function* lines(script: string) {
		const [file = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const env = {PATH: `${hasGnu ? '' : `${folder}/tools:`}${process.env.PATH}`};
		const {stdout} = spawnSync(file, [...first, '-s'], {input: script, encoding: 'utf8', env});
		yield* stdout.trimEnd().split('\n');
	}
	const remote = {worker: source.worker, lines} as unknown as Remote;
	const layer = {...from.devbox.layer, upperDir: path.join(folder, 'own')};
	return findSecrets(remote, {...from, devbox: {...from.devbox, layer}});
};

test.each([
	['dash', true],
	['bash', true],
	['busybox', false],
] as const)('the script finds secrets under any name and of any size, with %s', async (shell, hasGnu) => {
	const found = await scan(shell, hasGnu);
	expect(found?.files).toBe(8);
	expect(found?.notes).toEqual([]);
	expect(JSON.stringify(found)).not.toContain(token.slice(4));
	expect(found?.findings.map(({path: at, line, kind}) => `${at} ${line} ${kind}`).toSorted()).toEqual(
		[
			'/root/.netrc 1 netrc password',
			'/srv/back\\0134slash 1 GitHub token',
			'/srv/large.txt undefined text like a token, in a large file',
			'/srv/line\\0012break 1 GitHub token',
			'/srv/two words/app.js 3 GitHub token',
			'/srv/\\0377 1 GitHub token',
		].toSorted(),
	);
	const login = found?.findings.find(({path: at}) => at === '/root/.netrc');
	expect(login?.edits.map(({act, path: at}) => `${act} ${at}`).toSorted()).toEqual([
		'remove /root/.netrc',
		'remove /srv/copy of it',
	]);
});

test('a search that was cut off is no result', async () => {
	const remote = {
		worker: source.worker,
		async *lines() {
			yield 'file 3 /root/.netrc';
		},
	} as unknown as Remote;
	const layer = {...from.devbox.layer, upperDir: '/x'};
	await expect(findSecrets(remote, {...from, devbox: {...from.devbox, layer}})).rejects.toThrow(
		/did not end/u,
	);
});

test('a Windows disk, and a layer that is in no folder, are not searched, and it is said why', () => {
	const windows = {...from.devbox, labels: {...from.devbox.labels, [labels.os]: 'windows'}};
	expect(unscannable({devbox: windows})).toMatch(/Windows/u);
	const layer = {...from.devbox.layer, upperDir: undefined};
	expect(unscannable({devbox: {...from.devbox, layer: {...layer, driver: 'vfs'}}})).toMatch(
		/storage driver/u,
	);
});
