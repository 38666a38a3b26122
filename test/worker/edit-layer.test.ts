import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {escapePath, type ImageEdit} from '../../source/model/image-edits.ts';
import {editsText} from '../../source/plan/edit-steps.ts';
import {shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'ingot-edit-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const bash = (script: string): string => {
	const {stdout, stderr, status} = spawnSync('bash', ['-euc', script], {cwd: folder, encoding: 'latin1'});
	expect([stderr, status]).toEqual(['', 0]);
	return stdout.trimEnd();
};

const remove = (name: string | Uint8Array, everywhere = false): ImageEdit => ({
	act: 'remove',
	path: escapePath(typeof name === 'string' ? Buffer.from(name) : name),
	...(everywhere && {everywhere}),
});

describe.each(['dash', 'bash', 'busybox'] as const)('under %s', shell => {
	const run = (edits: readonly ImageEdit[], ...argv: readonly string[]) => {
		const [file = 'sh', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const {status, stderr} = spawnSync(file, [...first, scriptPath('edit-layer'), ...argv], {
			cwd: folder,
			input: editsText(edits),
			encoding: 'latin1',
		});
		return [status, stderr.trimEnd()];
	};
	const done = [0, ''];

	test('files and folders with any name are removed, and nothing else', () => {
		bash(`mkdir -p l/a/deep l/-r; : >l/a/deep/file; : >'l/two
lines'; : >'l/ends
'; : >"l/ spa ce\t\\\\"; : >$'l/caf\\xe9'; : >l/-r/-f; : >l/kept; ln -s kept l/link`);
		const edits = [
			remove('/a'),
			remove('/two\nlines'),
			remove('/ends\n'),
			remove('/ spa ce\t\\'),
			remove(Buffer.concat([Buffer.from('/caf'), Buffer.of(0xe9)])),
			remove('/-r/-f'),
			remove('/link'),
			remove('/never/there'),
		];
		const [, said] = run(edits, 'check', 'l');
		expect(said).toBe('This should not be in the image: /a');
		expect(run(edits, 'own', 'l')).toEqual(done);
		expect(bash('cd l && find . | sort')).toBe('.\n./-r\n./kept');
		expect(run(edits, 'check', 'l')).toEqual(done);
	});

	test.skipIf(process.getuid?.() !== 0)('a file of several names that cannot be changed is a failure', () => {
		bash('mkdir -p l base; echo secret >l/one; ln l/one l/two');
		const [file = 'sh', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		for (const edit of [
			{act: 'empty', path: '/one'} as const,
			{act: 'blank', path: '/one', sizeBytes: 7, ranges: [[0, 6]]} as const,
		]) {
			const readOnly = 'mount --bind l l && mount -o remount,ro,bind l && exec "$@"';
			const {status, stderr} = spawnSync(
				'unshare',
				[
					'--mount',
					'sh',
					'-c',
					readOnly,
					'sh',
					file,
					...first,
					scriptPath('edit-layer'),
					'merged',
					'l',
					'base',
				],
				{cwd: folder, input: editsText([edit]), encoding: 'utf8'},
			);
			expect(status).toBe(1);
			expect(stderr).toContain('This file could not be changed: /one');
		}
		expect(
			run([{act: 'blank', path: '/one', sizeBytes: 7, ranges: [[0, 6]]}], 'merged', 'l', 'base'),
		).toEqual(done);
		expect(bash('cat l/one l/two')).toBe('xxxxxx\nxxxxxx');
	});

	test('a link is never followed out of the folder', () => {
		bash('mkdir -p out/sub l; echo mine >out/sub/file; ln -s ../out l/a; ln -s /etc l/b');
		for (const edit of [
			remove('/a/sub'),
			remove('/b/passwd'),
			{act: 'empty', path: '/a/sub/file'} as const,
			{act: 'blank', path: '/a/sub/file', sizeBytes: 5, ranges: [[0, 4]]} as const,
		]) {
			const [status, said] = run([edit], 'own', 'l');
			expect(status).toBe(1);
			expect(said).toMatch(/^A folder became a link meanwhile/u);
		}
		expect(run([remove('/a')], 'own', 'l')).toEqual(done);
		expect(bash('cat out/sub/file; ls l')).toBe('mine\nb');
	});

	test.each(['/a/../../out', '/a/./b', '/', '/a//b'])('the path %s is refused', name => {
		bash('mkdir -p l/a/b out');
		expect(run([remove(name)], 'own', 'l')).toEqual([1, `This path of an edit is not allowed: ${name}`]);
	});

	test('a file is emptied or blanked, with its owner and mode', () => {
		bash("mkdir l; printf 'token=abcdef and more' >l/env; chmod 640 l/env; cp -p l/env l/history");
		const edits: readonly ImageEdit[] = [
			{
				act: 'blank',
				path: '/env',
				sizeBytes: 21,
				ranges: [
					[6, 6],
					[20, 1],
				],
			},
			{act: 'empty', path: '/history'},
		];
		expect(run(edits, 'check', 'l')[0]).toBe(1);
		expect(run(edits, 'own', 'l')).toEqual(done);
		expect(bash('cat l/env; stat -c " %a %s" l/env l/history')).toBe('token=xxxxxx and morx 640 21\n 640 0');
		expect(run(edits, 'check', 'l')).toEqual(done);
	});

	test('a file whose size changed is not blanked', () => {
		bash('mkdir l; echo longer >l/env');
		expect(run([{act: 'blank', path: '/env', sizeBytes: 3, ranges: [[0, 3]]}], 'own', 'l')).toEqual([
			1,
			'This file changed while the image was made: /env. Try again.',
		]);
		expect(bash('cat l/env')).toBe('longer');
	});

	test('what is no file any more is neither emptied nor read', () => {
		bash('mkdir l; mkfifo l/pipe; echo x >target; ln -s ../target l/link');
		for (const name of ['/pipe', '/link']) {
			expect(run([{act: 'empty', path: name}], 'own', 'l')[0]).toBe(1);
			expect(run([{act: 'blank', path: name, sizeBytes: 2, ranges: [[0, 1]]}], 'own', 'l')[0]).toBe(1);
		}
		expect(bash('cat target')).toBe('x');
	});

	test('what the DevBox deleted stays deleted', () => {
		bash('mkdir l; mknod l/gone c 0 0');
		const edits = [remove('/gone'), remove('/gone/deeper'), remove('/gone', true)];
		expect(run(edits, 'own', 'l')).toEqual(done);
		expect(bash('ls l')).toBe('gone');
		expect(run(edits, 'check', 'l')).toEqual(done);
	});

	test('in merged layers, what the base image has at a removed path comes back, unless it may be nowhere', () => {
		bash(`mkdir -p base/d base/e l/d l/e; echo old >base/d/file; echo new >l/d/file; echo more >l/d/own
echo old >base/e/file; echo new >l/e/file; echo only >l/only`);
		const edits = [remove('/d'), remove('/e/file', true), remove('/only')];
		expect(run(edits, 'check', 'l', 'base')[0]).toBe(1);
		expect(run(edits, 'merged', 'l', 'base')).toEqual(done);
		expect(bash('cd l && find . -type f | sort; cat d/file')).toBe('./d/file\nold');
		expect(run(edits, 'check', 'l', 'base')).toEqual(done);
		expect(run(edits, 'absent', 'base')).toEqual([1, 'This should not be in the image: /e/file']);
		expect(run(edits, 'erase', 'base')).toEqual(done);
		expect(run(edits, 'absent', 'base')).toEqual(done);
		expect(bash('cat base/d/file')).toBe('old');
	});

	test('all names of a file in merged layers are blanked', () => {
		bash('mkdir -p l/d base; echo secret >l/d/a; ln l/d/a "l/o ther"; ln l/d/a l/-x');
		expect(
			run([{act: 'blank', path: '/d/a', sizeBytes: 7, ranges: [[0, 6]]}], 'merged', 'l', 'base'),
		).toEqual(done);
		expect(bash('cat l/d/a "l/o ther" l/-x')).toBe('xxxxxx\nxxxxxx\nxxxxxx');
	});
});
