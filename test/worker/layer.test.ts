import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'ingot-layer-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

/** Makes files with the tools of this machine; root only, as in the lab. */
const make = (script: string) => {
	const {status, stderr} = spawnSync('bash', ['-euc', script], {cwd: folder, encoding: 'utf8'});
	expect(stderr).toBe('');
	expect(status).toBe(0);
};

/** One of everything that a layer can hold. */
const everything = `
mkdir a; echo text >a/file; ln a/file a/second; ln -s 'no where' 'a/li nk'; mkfifo a/pipe; mknod a/gone c 0 0
mknod a/null c 1 3; printf x >"a/two
lines"; : >'a/ tab	and blank '; chmod 4751 a/file; chmod 1777 a; chown 12:34 a/pipe; truncate -s 5M a/sparse`;

const runIn =
	(shell: Shell) =>
	(script: string, ...argv: readonly string[]) => {
		const [file = 'sh', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		return spawnSync(file, [...first, scriptPath(script), ...argv], {encoding: 'latin1'});
	};

describe.each(['dash', 'bash'] as const)('under %s', shell => {
	const run = runIn(shell);
	const records = () =>
		run('layer-list', 'list', folder)
			.stdout.split('\0')
			.filter(each => each !== '');

	test('a layer is listed completely, in records that can hold any name', () => {
		make(everything);
		expect(records()).toEqual([
			'c 644 0:0 1:3 1 ./a/null',
			'd 1777 0:0 - - ./a',
			'deleted ./a/gone',
			'f 4751 0:0 5 2 ./a/file',
			'f 4751 0:0 5 2 ./a/second',
			'f 644 0:0 0 1 ./a/ tab\tand blank ',
			'f 644 0:0 1 1 ./a/two\nlines',
			'f 644 0:0 5242880 1 ./a/sparse',
			'l - 0:0 - 1 ./a/li nk -> no where',
			'p 644 12:34 - 1 ./a/pipe',
		]);
	});

	test('in a merged tree the names that are there are counted, not the links of a lower layer', () => {
		make(`${everything}; ln a/sparse 'a/sparse
# 3'; ln a/null a/zero; ln a/pipe outside; ln 'a/li nk' soft`);
		const merged = () =>
			run('layer-list', 'merged', path.join(folder, 'a'))
				.stdout.split('\0')
				.filter(each => each !== '');
		const listed = run('layer-list', 'list', path.join(folder, 'a')).stdout.split('\0');
		const found = merged();
		expect(found).toContain('p 644 12:34 - 1 ./pipe');
		expect(found).toContain('l - 0:0 - 1 ./li nk -> no where');
		const counted = new Set(['./pipe', './li nk -> no where']);
		const others = (all: readonly string[]) =>
			all.filter(each => each !== '' && ![...counted].some(name => each.endsWith(name)));
		expect(others(found)).toEqual(others(listed));
		expect(others(found)).toContain('f 644 0:0 5242880 2 ./sparse\n# 3');
	});

	test.each([
		['another mode', 'chmod 600 a/file'],
		['another owner', 'chown 1 a/pipe'],
		['another group', 'chgrp 1 a/pipe'],
		['another size', 'echo more >>a/file'],
		['a link less', 'rm a/second'],
		['another target', "ln -sfn elsewhere 'a/li nk'"],
		['another type', 'rm a/pipe; : >a/pipe; chown 12:34 a/pipe'],
		['a name less', 'rm a/sparse'],
		['a name more', ': >b'],
		['nothing deleted any more', 'rm a/gone'],
		['another device', 'rm a/null; mknod a/null c 1 5'],
	])('%s is seen', (_, change) => {
		make(everything);
		const before = records();
		make(change);
		expect(records()).not.toEqual(before);
	});

	test('the folder itself is described apart, because no image can carry it', () => {
		make('chown 12:34 .; chmod 750 .; setfattr -n user.of -v "x y" .');
		expect(records()).toEqual([]);
		expect(run('layer-list', 'attributes', folder).stdout).toBe('');
		expect(run('layer-list', 'root', folder).stdout).toBe('750 12:34 user.of\n');
	});

	test('a path that is too long for Podman’s archives is found', () => {
		make('name=$(printf %0200d 1); for each in $(seq 25); do mkdir $name; cd $name; done; : >deep');
		expect(run('layer-list', 'long', folder).stdout).toContain(`${folder}/000`);
		make('cd 0*; rm -rf -- *');
		expect(run('layer-list', 'long', folder).stdout).toBe('');
	});

	const map = ['0:100000:1000,1000:5000:10', '0:100000:1000,1000:5000:10'];

	test('owners become those inside a DevBox with mapped ids, and modes stay', () => {
		make(`echo x >suid; mkdir d; ln -s nowhere link; : >user; : >'two
lines'; chown -h 100000:100000 suid d link . 'two
lines'; chown 5003:100007 user; chmod 6755 suid; chmod 3775 d`);
		const {status, stderr} = run('owner-map', folder, ...map);
		expect(stderr).toBe('');
		expect(status).toBe(0);
		expect(records()).toEqual([
			'd 3775 0:0 - - ./d',
			'f 644 0:0 0 1 ./two\nlines',
			'f 644 1003:7 0 1 ./user',
			'f 6755 0:0 2 1 ./suid',
			'l - 0:0 - 1 ./link -> nowhere',
		]);
	});

	test('an owner that equals the new owner of another file is not changed twice', () => {
		make(': >a; : >b; chown 100000:100000 . ; chown 105000:100000 a; chown 100050:100000 b');
		const {status} = run('owner-map', folder, '0:100000:65536', '0:100000:65536');
		expect(status).toBe(0);
		const again = run('owner-map', folder, '0:0:4000,7000:5000:10,50:50:1', '0:0:65536');
		expect(again.status).toBe(0);
		expect(records()).toContain('f 644 7000:0 0 1 ./a');
		expect(records()).toContain('f 644 50:0 0 1 ./b');
	});

	test('an owner outside of the map is an error before anything was changed', () => {
		make(': >a; chown 100000:100000 . ; chown 42:100000 a');
		const before = records();
		const {status, stderr} = run('owner-map', folder, ...map);
		expect(status).toBe(4);
		expect(stderr).toContain('The owner 42 is outside');
		expect(records()).toEqual(before);
	});
});

test.each([
	['another mode', 'chmod 600 a/file'],
	['another owner', 'chown 1 a/pipe'],
	['another size', 'echo more >>a/file'],
	['a link less', 'rm a/second'],
	['another target', "ln -sfn elsewhere 'a/li nk'"],
	['a name less', 'rm a/sparse'],
])('where find and comm know no records that end with NUL (busybox), %s is seen in lines', (_, change) => {
	const list = () => runIn('busybox')('layer-list', 'list', folder).stdout;
	make(everything);
	const before = list();
	expect(before).not.toContain('\0');
	expect(before.split('\n').filter(line => line.includes('sparse'))).toHaveLength(1);
	expect(list()).toBe(before);
	make(change);
	expect(list()).not.toBe(before);
});

test('busybox counts the names that are there in a merged tree', () => {
	make(`${everything}; rm 'a/two
lines'; ln a/pipe outside`);
	const of = (verb: string) => runIn('busybox')('layer-list', verb, path.join(folder, 'a')).stdout;
	expect(of('merged')).toBe(of('list').replace(/ 2 (.*\.\/pipe)/u, ' 1 $1'));
});
