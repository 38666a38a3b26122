import type {ReadStream} from 'node:tty';
import {afterEach, expect, test} from 'vitest';
import {KeyStdin} from '../source/terminal/key-stdin.ts';
import type {MouseEvent} from '../source/terminal/mouse.ts';
import {until} from './driver/until.ts';
import {FakeTty} from './parts/fake-tty.ts';

let stdin: KeyStdin | undefined;
afterEach(() => stdin?.destroy());

/** Reads as Ink does: everything there is, whenever something is readable. */
const open = ({hasMouse = false} = {}) => {
	const tty = new FakeTty();
	const keys: (string | MouseEvent)[] = [];
	const quiet = {held: () => {}, focused: () => {}, pressed: () => {}};
	const events = {...quiet, mouse: (event: MouseEvent) => void keys.push(event)};
	stdin = new KeyStdin(tty as unknown as ReadStream, hasMouse ? events : undefined);
	const read = () => {
		for (let chunk = stdin?.read(); chunk !== null; chunk = stdin?.read()) keys.push(chunk);
	};
	stdin.on('readable', read);
	stdin.setEncoding('utf8');
	stdin.ref();
	return {tty, keys, stdin, read};
};

test('raw mode is on before the first paint', () => {
	expect(open().tty.isRaw).toBe(true);
});

test('each read gives one key, in order', async () => {
	const {tty, keys} = open();
	tty.write('ab\u001B[A語\r');
	await until(() => keys.length === 5);
	expect(keys).toEqual(['a', 'b', '\u001B[A', '語', '\r']);
});

test('characters arrive whole, one byte at a time', async () => {
	const {tty, keys} = open();
	for (const byte of Buffer.from('é語👍\u001B[1;5C!')) tty.write(Buffer.from([byte]));
	await until(() => keys.at(-1) === '!');
	expect(keys).toEqual(['é', '語', '👍', '\u001B[1;5C', '!']);
});

test('the event loop turns between two keys', async () => {
	const {tty, keys} = open();
	const seen: number[] = [];
	let isOver = false;
	const watch = () => {
		seen.push(keys.length);
		if (!isOver) setImmediate(watch);
	};
	watch();
	tty.write('abcdefgh');
	await until(() => keys.length === 8);
	isOver = true;
	expect([...new Set(seen)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].slice(0, new Set(seen).size));
	expect(new Set(seen).size).toBeGreaterThanOrEqual(8);
});

test('keys wait for a reader and are never joined', async () => {
	const {tty, keys, stdin: stream, read} = open();
	stream.off('readable', read);
	tty.write('abc');
	await until(() => tty.readableLength === 0);
	stream.on('readable', read);
	await until(() => keys.length === 3);
	expect(keys).toEqual(['a', 'b', 'c']);
});

test('Escape alone is a key after a moment', async () => {
	const {tty, keys} = open();
	tty.write('\u001B');
	await until(() => keys.length === 1);
	expect(keys).toEqual(['\u001B[27u']);
});

test('Escape twice is two keys', async () => {
	const {tty, keys} = open();
	tty.write('\u001B\u001B');
	await until(() => keys.length === 2);
	expect(keys).toEqual(['\u001B[27u', '\u001B[27u']);
});

test('a large paste in small chunks arrives as one, and so does the next key', async () => {
	const {tty, keys} = open();
	const text = 'a line of text 語\n'.repeat(60_000);
	const bytes = Buffer.from(`\u001B[200~${text}\u001B[201~x`);
	for (let at = 0; at < bytes.length; at += 1024) tty.write(bytes.subarray(at, at + 1024));
	await until(() => keys.length === 2);
	expect(keys).toEqual([`\u001B[200~${text}\u001B[201~`, 'x']);
});

test('a megabyte pasted without brackets is not a million keys', async () => {
	const {tty, keys} = open();
	const text = 'the quick brown fox jumps over the lazy dog '.repeat(25_000);
	tty.write(`${text}\u001B[A`);
	await until(() => keys.at(-1) === '\u001B[A');
	expect(keys.slice(0, -1).join('')).toBe(text);
	expect(keys.length).toBeLessThan(200);
});

test('input stays in the terminal while nothing reads it', async () => {
	const {tty, keys, stdin: stream} = open();
	tty.write('a');
	await until(() => keys.length === 1);
	stream.unref();
	tty.write('for the child');
	expect(tty.isHeld).toBe(false);
	expect(tty.read()?.toString()).toBe('for the child');
	stream.ref();
	tty.write('b');
	await until(() => keys.length === 2);
	expect(keys).toEqual(['a', 'b']);
});

test('the keys end with the terminal, after the last one', async () => {
	const {tty, keys, stdin: stream} = open();
	let isEnded = false;
	stream.on('end', () => {
		isEnded = true;
	});
	tty.end('ab\u001B');
	await until(() => isEnded);
	expect(keys).toEqual(['a', 'b', '\u001B[27u']);
});

test('the terminal is restored once released', () => {
	const {tty, stdin: stream} = open();
	stream.destroy();
	expect([tty.isRaw, tty.listenerCount('data')]).toEqual([false, 0]);
});

const mouse = [
	['\u001B[<0;12;3M', {kind: 'click', column: 11, row: 2}],
	['\u001B[<64;1;1M', {kind: 'wheel-up', column: 0, row: 0}],
	['\u001B[<65;300;100M', {kind: 'wheel-down', column: 299, row: 99}],
] as const;
const otherMouse = [
	['a release', '\u001B[<0;12;3m'],
	['the right button', '\u001B[<2;12;3M'],
	['a click with shift', '\u001B[<4;12;3M'],
	['a movement', '\u001B[<32;12;3M'],
	['a click outside of the screen', '\u001B[<0;0;0M'],
	['a report without numbers', '\u001B[<;;M'],
	['a report of the oldest kind', '\u001B[M qq'],
	['a report of urxvt', '\u001B[32;5;3M'],
] as const;

test.each(mouse)('the mouse sends %j between two keys', async (bytes, event) => {
	const {tty, keys} = open({hasMouse: true});
	tty.write(`a${bytes}b`);
	await until(() => keys.length === 3);
	expect(keys).toEqual(['a', event, 'b']);
});

test('a report of the mouse is read wherever it is cut', async () => {
	const {tty, keys} = open({hasMouse: true});
	const bytes = mouse.map(([each]) => each).join('x');
	for (const byte of bytes) tty.write(byte);
	tty.write('z');
	await until(() => keys.at(-1) === 'z');
	expect(keys).toEqual([mouse[0][1], 'x', mouse[1][1], 'x', mouse[2][1], 'z']);
});

test.each([...mouse, ...otherMouse.map(([_, bytes]) => [bytes, undefined] as const)])(
	'%j is never a key while the mouse is off',
	async bytes => {
		const {tty, keys} = open();
		tty.write(`a${bytes}b`);
		for (const each of bytes) tty.write(each);
		tty.write('c');
		await until(() => keys.at(-1) === 'c');
		expect(keys).toEqual(['a', 'b', 'c']);
	},
);

test.each(otherMouse)('%s does nothing', async (_, bytes) => {
	const {tty, keys} = open({hasMouse: true});
	tty.write(`a${bytes}b`);
	await until(() => keys.at(-1) === 'b');
	expect(keys).toEqual(['a', 'b']);
});

test('escape right before a report of the mouse is still escape', async () => {
	const {tty, keys} = open({hasMouse: true});
	tty.write('\u001B\u001B[<0;12;3Mx');
	await until(() => keys.at(-1) === 'x');
	expect(keys).toEqual(['\u001B[27u', mouse[0][1], 'x']);
});
