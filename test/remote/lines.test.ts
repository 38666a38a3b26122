import {expect, test} from 'vitest';
import {wholeLines} from '../../source/remote/shell/lines.ts';

const linesOf = async (chunks: readonly Uint8Array[]): Promise<string[]> => {
	async function* feed() {
		yield* chunks;
	}
	const lines: string[] = [];
	for await (const line of wholeLines(feed())) lines.push(line);
	return lines;
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const oneByOne = (text: string): Uint8Array[] => [...bytes(text)].map(byte => Uint8Array.of(byte));

test.each([
	['', []],
	['one', ['one']],
	['one\n', ['one']],
	['one\ntwo\n', ['one', 'two']],
	['\n\n', ['', '']],
	['één 😀\nzwei', ['één 😀', 'zwei']],
	['keeps its\r\nreturn', ['keeps its\r', 'return']],
	['\u001B[31mred\u0007\n', ['\u001B[31mred\u0007']],
])('%j is read completely, in one piece or byte by byte', async (text, lines) => {
	expect(await linesOf([bytes(text)])).toEqual(lines);
	expect(await linesOf(oneByOne(text))).toEqual(lines);
});

test('invalid UTF-8 does not stop the rest', async () => {
	expect(await linesOf([Uint8Array.of(0xff, 0x0a), bytes('next')])).toEqual(['\uFFFD', 'next']);
});

test('a long line that arrives byte by byte is complete', async () => {
	const text = 'é'.repeat(20_000);
	expect(await linesOf(oneByOne(`${text}\nnext`))).toEqual([text, 'next']);
});

test('an endless line is split, so that it cannot fill our memory', async () => {
	const lines = await linesOf(Array.from({length: 20}, () => bytes('x'.repeat(10_000))));
	expect(lines.map(line => line.length)).toEqual([65_536, 65_536, 65_536, 3392]);
});
