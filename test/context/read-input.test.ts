import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {beforeEach, describe, expect, test} from 'vitest';
import {readBuild} from '../../source/jobs/build-image.ts';

let folder: string;
const {signal} = new AbortController();
const at = (name: string): string => path.join(folder, name);
const write = (name: string, content: string | Buffer = 'x'): void => {
	mkdirSync(path.dirname(at(name)), {recursive: true});
	writeFileSync(at(name), content);
};
const read = (place: {context?: string; file?: string} = {}) =>
	readBuild({context: folder, ...place}, signal);
const sent = async () => (await read()).context.entries.map(each => each.path);

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'build-'));
	write('Containerfile', 'FROM a\n');
});

describe('what cannot be read is named before a job begins', () => {
	test.each([
		['a context that is missing', {context: '/nowhere/at/all'}, 'cannot be read: it does not exist.'],
		[
			'a Containerfile that is missing',
			{file: '/nowhere/Containerfile'},
			'cannot be read: it does not exist.',
		],
		['a Containerfile that is a folder', {file: '/'}, 'is a folder.'],
		['a Containerfile that is a device', {file: '/dev/null'}, 'is not a regular file.'],
		['a context that is a file', {context: '/etc/hostname'}, 'is not a folder.'],
	])('%s', async (_, place, message) => {
		await expect(read(place)).rejects.toThrow(message);
	});

	test.each([
		['is empty', '\n', 'is empty.'],
		['is not UTF-8', Buffer.from([0x46, 0xff]), 'is not UTF-8 text.'],
		['has a syntax error', 'FROM a\n\nRUNN x\n', 'Containerfile:3: RUNN is not an instruction.'],
		['is very large', '#'.repeat(1024 ** 2 + 1), 'is larger than 1 MiB.'],
	])('a Containerfile that %s', async (_, content, message) => {
		write('Containerfile', content);
		await expect(read()).rejects.toThrow(message);
	});

	test('a name that is not UTF-8, escaped', async () => {
		execFileSync('sh', ['-c', 'mkdir "$1/d" && : >"$1/d/caf$(printf "\\351")"', 'sh', folder]);
		await expect(read()).rejects.toThrow(String.raw`The context has a name that is not UTF-8: d/caf\xe9`);
		write('.containerignore', 'd\n');
		expect(await sent()).toEqual(['.containerignore', 'Containerfile']);
	});

	test('a pattern that is not valid, with its line', async () => {
		write('.dockerignore', 'a\n[b\n');
		await expect(read()).rejects.toThrow('.dockerignore:2: the pattern [b is not valid.');
	});
});

test('without a Containerfile, the Dockerfile is used', async () => {
	execFileSync('mv', [at('Containerfile'), at('Dockerfile')]);
	expect((await read()).file.path).toBe(at('Dockerfile'));
	execFileSync('rm', [at('Dockerfile')]);
	// Of a relative folder, too: `.` before the full stop would read as the folder above.
	const context = path.relative(process.cwd(), folder);
	await expect(read({context})).rejects.toThrow(
		`There is no Containerfile and no Dockerfile in ${realpathSync(folder)}.`,
	);
});

test('the ignore file of the Containerfile wins, then .containerignore', async () => {
	write('.dockerignore', 'x\n');
	expect((await read()).context.ignore?.path).toBe(at('.dockerignore'));
	write('.containerignore', 'x\n');
	expect((await read()).context.ignore?.path).toBe(at('.containerignore'));
	write('Containerfile.containerignore', 'x\n');
	expect((await read()).context.ignore?.path).toBe(at('Containerfile.containerignore'));
});

test('patterns that look like regular expressions mean themselves', async () => {
	write('.containerignore', 'c++\na(b\nx|y\nd.t\n*.o\n!keep.o\nf/**\n!f/g/h\n');
	for (const name of ['c++', 'cc', 'a(b', 'ab', 'x|y', 'x', 'd.t', 'dot', '1.o', 'keep.o', 'f/g/h', 'f/i'])
		write(name);
	expect(await sent()).toEqual([
		'.containerignore',
		'Containerfile',
		'ab',
		'cc',
		'dot',
		'f',
		'f/g',
		'f/g/h',
		'keep.o',
		'x',
	]);
});

test('a link out of the context is sent as a link, and said', async () => {
	symlinkSync('/etc', at('out'));
	write('d/a');
	symlinkSync('../Containerfile', at('d/in'));
	const {context} = await read();
	expect(context.entries).toContainEqual({path: 'out', kind: 'link', size: 0});
	expect(context.notes).toEqual([expect.stringContaining('These links point out of the context: out.')]);
});
