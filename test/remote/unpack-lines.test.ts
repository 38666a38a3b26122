import {setImmediate} from 'node:timers/promises';
import {gzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {unpackLines} from '../../source/remote/shell/unpack-lines.ts';

const token = 'a-token';
const text = Array.from({length: 5000}, (_, number) => `line ${number} é`);
const packed = (lines: readonly string[]): readonly string[] =>
	gzipSync(`${lines.join('\n')}\n`)
		.toString('base64')
		.match(/.{1,76}/gu) ?? [];
const sent = [`${token} packed`, ...packed(text), `${token} plain`];

async function* from(lines: readonly string[], end?: Error): AsyncGenerator<string> {
	yield* lines;
	if (end !== undefined) throw end;
}
const unpacked = async (lines: readonly string[]) => {
	const seen: string[] = [];
	for await (const line of unpackLines(from(lines), token)) seen.push(line);
	return seen;
};

test.each([
	['nothing packed', ['a', 'b'], ['a', 'b']],
	['lines before and after', ['a', ...sent, 'b'], ['a', ...text, 'b']],
	['two packages', [...sent, 'between', ...sent], [...text, 'between', ...text]],
	['an empty package', [`${token} packed`, ...packed([]), `${token} plain`, 'b'], ['', 'b']],
	[
		'a package under another name',
		['other packed', 'eA==', 'other plain'],
		['other packed', 'eA==', 'other plain'],
	],
])('lines come out as they went in: %s', async (_, lines, expected) => {
	expect(await unpacked(lines)).toEqual(expected);
});

test('a package that ends early yields what had arrived', async () => {
	const seen = await unpacked(sent.slice(0, sent.length / 2));
	expect(seen.length).toBeGreaterThan(1000);
	expect(text.slice(0, seen.length - 1)).toEqual(seen.slice(0, -1));
});

test('a lost connection is reported after the lines that had arrived', async () => {
	const seen: string[] = [];
	const follow = async () => {
		for await (const line of unpackLines(from(sent.slice(0, sent.length / 2), new Error('cut')), token))
			seen.push(line);
	};
	await expect(follow()).rejects.toThrow('cut');
	expect(text.slice(0, seen.length)).toEqual(seen);
});

test.each([
	['no package', [`${token} packed`, 'hello', `${token} plain`]],
	['a changed byte', sent.with(20, 'A'.repeat(76))],
	['a package without its end', [...sent.slice(0, 40), `${token} plain`]],
])('a damaged package is a Failure: %s', async (_, lines) => {
	await expect(unpacked(lines)).rejects.toMatchObject({
		name: 'Failure',
		message: 'A part of the log arrived damaged.',
	});
});

test('a reader that stops ends the lines', async () => {
	let isOver = false;
	const endless = async function* () {
		try {
			yield `${token} packed`;
			yield* packed(text);
			for (;;) yield await setImmediate('');
		} finally {
			isOver = true;
		}
	};
	for await (const line of unpackLines(endless(), token)) if (line === 'line 100 é') break;
	expect(isOver).toBe(true);
});
