import {PassThrough} from 'node:stream';
import type {ReadStream, WriteStream} from 'node:tty';
import {expect, test} from 'vitest';
import {askHidden} from '../../source/terminal/ask-hidden.ts';

const asking = (signal: AbortSignal) => {
	const input = new PassThrough();
	const output = new PassThrough({encoding: 'utf8'});
	const terminal = {input: input as unknown as ReadStream, output: output as unknown as WriteStream};
	return {
		input,
		shown: () => output.read() as string | null,
		answer: askHidden('Password: ', terminal, signal),
	};
};

test.each([
	['Enter ends an answer, which is not shown', 'secret\r', 'secret'],
	['an empty answer is an answer', '\r', ''],
	['Ctrl-C dismisses the question', 'sec\u0003', undefined],
	['Ctrl-D dismisses the question', '\u0004', undefined],
])('%s, and what follows begins on a new line', async (_, typed, expected) => {
	const stop = new AbortController();
	const {input, shown, answer} = asking(stop.signal);
	input.write(typed);
	expect(await answer).toBe(expected);
	expect(shown()).toBe('Password: \n');
	stop.abort();
	expect(shown()).toBeNull();
});

test('a connection that ends dismisses its question', async () => {
	const stop = new AbortController();
	const {shown, answer} = asking(stop.signal);
	stop.abort();
	expect(await answer).toBeUndefined();
	expect(shown()).toBe('Password: \n');
});

test('a connection that ended while its question waited for others is not asked about', async () => {
	const {input, shown, answer} = asking(AbortSignal.abort());
	input.end();
	expect(await answer).toBeUndefined();
	expect(shown()).toBeNull();
});
