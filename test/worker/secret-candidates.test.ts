import {spawnSync} from 'node:child_process';
import {generateKeyPairSync} from 'node:crypto';
import {linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
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
	put('srv/byte\u0001one', token);
	put(Buffer.from('srv/\xff', 'latin1'), token);
	put('srv/back\\slash', token);
	put('root/.netrc', 'machine a.example login me password Zq8sT1vW4\n');
	put('srv/large.txt', `${'x'.repeat(2_000_000)}\n${token}\n`);
	put('srv/.git/objects/ab', token);
	const {privateKey} = generateKeyPairSync('ed25519');
	put('srv/bare', privateKey.export({type: 'pkcs8', format: 'der'}).toString('base64'));
	const pem = privateKey.export({type: 'pkcs8', format: 'pem'});
	put('srv/cluster', `client-key-data: ${Buffer.from(pem).toString('base64')}\n`);
	put('srv/app.properties.orig', 'db.password=Zq8sT1vW4\n');
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
const scan = (shell: Shell, hasGnu: boolean, fakes = '') => {
	async function* lines(script: string) {
		const [file = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const env = {PATH: `${fakes}${hasGnu ? '' : `${folder}/tools:`}${process.env.PATH}`};
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
	expect(found?.files).toBe(12);
	expect(found?.notes).toEqual([]);
	expect(JSON.stringify(found)).not.toContain(token.slice(4));
	expect(found?.findings.map(({path: at, line, kind}) => `${at} ${line} ${kind}`).toSorted()).toEqual(
		[
			'/root/.netrc 1 netrc password',
			'/srv/back\\0134slash 1 GitHub token',
			'/srv/large.txt undefined text like a token, in a large file',
			'/srv/byte\\0001one 1 GitHub token',
			'/srv/line\\0012break 1 GitHub token',
			'/srv/app.properties.orig 1 password or token in a setting',
			'/srv/bare 1 private key',
			'/srv/cluster 1 private key',
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

const broken: Readonly<Record<string, readonly [program: string, does: string, says: RegExp]>> = {
	'a folder cannot be read': [
		'find',
		'"$real" "$@"; echo "find: ./srv: Permission denied" >&2; exit 1',
		/find: \.\/srv: Permission denied\.$/u,
	],
	'find is killed': ['find', 'kill -9 $$', /find ended with exit code 137/u],
	'grep lacks an option': [
		'grep',
		'case $* in *"-q  /dev/null"*) exit 1 ;; esac; echo "grep: unrecognized option: I" >&2; exit 2',
		/grep: unrecognized option: I/u,
	],
	'grep is killed': ['grep', 'kill -9 $$', /grep/u],
	'grep cannot read a file': [
		'grep',
		'echo "grep: ./srv/plain.txt: Input/output error" >&2; exit 2',
		/Input\/output error/u,
	],
	'sed is killed': ['sed', 'kill -9 $$', /137|ended|Killed/u],
	'awk is killed': ['awk', 'kill -9 $$', /137|ended|Killed/u],
	'base64 is missing': ['base64', 'exit 127', /base64 ended with exit code 127/u],
	'head is killed': ['head', 'kill -9 $$', /head ended with exit code 137/u],
};

// Busybox runs its own programs, whatever is in the PATH, so the script gets an xargs with as few options.
describe.each([
	['dash and GNU', 'dash', true],
	['bash and GNU', 'bash', true],
	['dash and few options', 'dash', false],
] as const)('with %s', (_, shell, hasGnu) => {
	const withFake = (program: string, does: string) => {
		const fakes = path.join(folder, 'fakes');
		mkdirSync(fakes);
		const few = 'case "$1 $2 $3" in *-P) exit 1 ;; esac; exec "$real" "$@"';
		for (const [name, text] of [[program, does], ...(hasGnu ? [] : [['xargs', few]])])
			writeFileSync(path.join(fakes, `${name}`), `#!/bin/sh\nreal=/usr/bin/${name}\n${text}\n`, {
				mode: 0o755,
			});
		return scan(shell, true, `${fakes}:`).finally(() => rmSync(fakes, {recursive: true}));
	};

	test.each(Object.entries(broken))(
		'a DevBox does not count as searched for secrets if %s',
		async (...[, [program, does, says]]) => {
			await expect(withFake(program, does)).rejects.toMatchObject({
				message: expect.stringMatching(
					new RegExp(`The DevBox could not be searched for secrets on .*${says.source}`, 'u'),
				),
				hint: expect.stringContaining('--secrets skip'),
			});
		},
	);

	test('a file that goes away during the search does not end it', async () => {
		const found = await withFake(
			'find',
			'"$real" "$@"; echo "find: ./srv/gone: No such file or directory" >&2; exit 1',
		);
		expect(found?.files).toBe(12);
	});
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

/** A line, or the same one several times. */
type Printed = string | readonly [line: string, times: number];
/** The result of a search on a worker that prints these lines. */
const said = (...printed: readonly Printed[]) => {
	let count = 0;
	const remote = {
		worker: source.worker,
		async *lines() {
			for (const each of printed) {
				const [line, times] = typeof each === 'string' ? [each, 1] : each;
				for (let time = 0; time < times; time += 1, count += 1) yield line;
			}
		},
	} as unknown as Remote;
	const layer = {...from.devbox.layer, upperDir: '/x'};
	return {found: findSecrets(remote, {...from, devbox: {...from.devbox, layer}}), count: () => count};
};
const base64 = (text: string) => Buffer.from(text).toString('base64');
const megabyte = 'QUFB'.repeat(2 ** 18);

test.each<readonly [string, readonly Printed[], number]>([
	['more than a file has', ['file 10 1.5 0 /root/.netrc', [megabyte, 900]], 1],
	['contents of a file that is too large to send', ['large 9000000 1.5 0 /srv/x', [megabyte, 900]], 1],
	['contents of no file', [[megabyte, 900]], 48],
	['file after file', Array.from({length: 100}, () => ['file 786432 1.5 0 /srv/x', megabyte]).flat(), 98],
	['long names without an end', [[`name 7 /${'x'.repeat(1000)}`, 1_000_000]], 50_400],
	['short names without an end', [['name 7 /x', 1_000_000]], 500_000],
])('a worker that sends %s is not heard to the end', async (_, printed, atMost) => {
	const {found, count} = said(...printed);
	await expect(found).rejects.toMatchObject({
		message: expect.stringContaining('sent more than it has to in the search for secrets'),
	});
	expect(count()).toBeLessThanOrEqual(atMost + 1);
});

test.each([
	['was cut meanwhile', [base64('abc')]],
	['could not be read', []],
])('a file that %s counts as one that was not searched, and it is said', async (_, content) => {
	const whole = ['file 3 1.5 0 /root/.netrc', base64('abc')];
	const result = await said(...whole, 'file 9 1.5 0 /root/.pgpass', ...content, 'end 2 0').found;
	expect(result?.searched?.map(line => line.split(' ').at(-1))).toEqual(['/root/.netrc', '/root/.netrc']);
	expect(result?.notes).toEqual([
		'1 file that may hold secrets was not read whole: removed, shortened or unreadable meanwhile.',
	]);
});

test('a file that grows while it is read is searched as far as it was', async () => {
	const own = path.join(folder, 'growing');
	mkdirSync(own);
	const file = path.join(own, '.netrc');
	writeFileSync(file, 'machine a.example login me password Zq8sT1vW4\n');
	// `stat` and `find` say the size; this one grows the file before it is read.
	writeFileSync(path.join(folder, 'head'), `#!/bin/sh\necho more >>'${file}'\nexec /usr/bin/head "$@"\n`, {
		mode: 0o755,
	});
	async function* lines(script: string) {
		const env = {PATH: `${folder}:${process.env.PATH}`};
		yield* spawnSync('/bin/sh', ['-s'], {input: script, encoding: 'utf8', env}).stdout.trimEnd().split('\n');
	}
	const layer = {...from.devbox.layer, upperDir: own};
	const remote = {worker: source.worker, lines} as unknown as Remote;
	const found = await findSecrets(remote, {...from, devbox: {...from.devbox, layer}});
	expect(found?.findings.map(({kind}) => kind)).toEqual(['netrc password']);
	expect(found?.notes).toEqual([]);
});

test('a Windows disk, and a layer that is in no folder, are not searched, and it is said why', () => {
	const windows = {...from.devbox, labels: {...from.devbox.labels, [labels.os]: 'windows'}};
	expect(unscannable({devbox: windows})).toMatch(/Windows/u);
	const layer = {...from.devbox.layer, upperDir: undefined};
	expect(unscannable({devbox: {...from.devbox, layer: {...layer, driver: 'vfs'}}})).toMatch(
		/storage driver/u,
	);
});
