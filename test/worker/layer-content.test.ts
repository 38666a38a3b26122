import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {readLayer} from '../../source/jobs/read-layer.ts';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {source} from '../plan/sources.ts';

let folder: string;
const make = (script: string) => {
	const {status, stderr} = spawnSync('bash', ['-euc', script], {cwd: folder, encoding: 'utf8'});
	expect(stderr).toBe('');
	expect(status).toBe(0);
};
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'ingot-content-'));
	make(`mkdir -p own top base base/etc base/opt/tool base/old top/etc top/opt tools outside/inner
echo 1 >base/etc/motd; echo 1 >base/etc/passwd; echo 1 >base/opt/tool/one; echo 1 >base/opt/tool/two; echo 1 >base/old/file
echo 1 >top/etc/only-top; mknod top/etc/passwd c 0 0; mknod top/old c 0 0; echo 1 >outside/inner/secret; ln -s ../outside base/link
busybox --install -s tools; rm -f tools/sh
cd own; mkdir -p etc opt/tool new/deep 'a b' old link/inner; printf 12345 >etc/motd; printf 1 >etc/passwd; mknod etc/only-top c 0 0
setfattr -n trusted.overlay.opaque -v y opt/tool; printf 22 >opt/tool/two; printf 123 >new/deep/file; ln new/deep/file new/again
ln -s /etc/motd new/link; mkfifo new/pipe; truncate -s 5M new/sparse; printf 1 >$'a b/two\\nlines'; printf 1 >$'a b/\\xff'; printf 1 >'a b/ü'
printf 1 >old/file; printf 1 >link/inner/secret; touch -d @1700000000 etc/motd; mknod new/null c 1 3; printf 1 >'new/back\\slash'`);
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const read = async (shell: Shell, hasGnu: boolean) => {
	const devbox = {
		...source.devbox,
		layer: {
			driver: 'overlay',
			upperDir: path.join(folder, 'own'),
			lowerDirs: ['top', 'base'].map(each => path.join(folder, each)).join(':'),
			isIdMapped: false,
		},
	};
	const run = async (script: string) => {
		const [file = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const env = {PATH: `${hasGnu ? '' : `${folder}/tools:`}${process.env.PATH}`};
		const {stdout, stderr} = spawnSync(file, [...first, '-s'], {input: script, encoding: 'utf8', env});
		return {code: 0, stdout, stderr};
	};
	const remote = {worker: source.worker, run} as unknown as Parameters<typeof readLayer>[0];
	return readLayer(remote, {devbox, facts: source.facts});
};

const expected = [
	'added file /a b/\\0303\\0274 1',
	'added file /a b/\\0377 1',
	'added file /a b/two\\0012lines 1',
	'added file /link/inner/secret 1',
	'added file /new/again 3',
	'added file /new/back\\0134slash 1',
	'added file /new/deep/file 3',
	'added file /new/sparse 5242880',
	'added file /old/file 1',
	'added file /etc/passwd 1',
	'added folder /a b 0',
	'added folder /link/inner 0',
	'added folder /new 0',
	'added folder /new/deep 0',
	'added folder /old 0',
	'added link /new/link 0',
	'added other /new/null 0',
	'added other /new/pipe 0',
	'changed file /etc/motd 5',
	'changed file /opt/tool/two 2',
	'changed folder /etc 0',
	'changed folder /link 0',
	'changed folder /opt 0',
	'changed folder /opt/tool 0',
	'deleted deleted /etc/only-top 0',
	'deleted deleted /opt/tool/one 0',
];

describe.each([
	['dash', true],
	['bash', true],
	['busybox', true],
	['dash', false],
	['busybox', false],
] as const)('under %s, where GNU tools are: %s', (shell, hasGnu) => {
	test('the layer says what is added, changed and deleted, whatever the names are', async () => {
		const records = await read(shell, hasGnu);
		const lines = records.map(({change, type, path: name, sizeBytes}) =>
			[change, type, name, sizeBytes].join(' '),
		);
		// Written as text, the name with ü is UTF-8; beside one that is not, all bytes are escaped.
		const spelled = expected.map(each =>
			each.replace('\\0303\\0274', records.some(({path: name}) => name.includes('ü')) ? 'ü' : '\\0303\\0274'),
		);
		expect(lines.toSorted()).toEqual(spelled.toSorted());
	});

	test('hard links are the same file, and a time is that of the file', async () => {
		const records = await read(shell, hasGnu);
		const links = records.filter(({path: name}) => ['/new/again', '/new/deep/file'].includes(name));
		expect(links.map(each => each.sameAs).toSorted()).toEqual([links[0]?.path, undefined]);
		expect(records.find(({path: name}) => name === '/etc/motd')?.mtime).toBe(1_700_000_000);
	});
});

test('a layer that is gone is said to be so', async () => {
	const at = {...source.devbox, layer: {driver: 'overlay', upperDir: '/nowhere', isIdMapped: false}};
	const run = async (input: string) => ({
		code: 0,
		stdout: spawnSync('sh', ['-s'], {input, encoding: 'utf8'}).stdout,
		stderr: '',
	});
	const remote = {worker: source.worker, run} as unknown as Parameters<typeof readLayer>[0];
	await expect(readLayer(remote, {devbox: at, facts: source.facts})).rejects.toThrow(
		'The files of api could not be listed on forge-1.',
	);
});
