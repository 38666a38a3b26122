import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {readBytes} from '../../source/remote/shell/read-bytes.ts';
import {scriptLines} from '../../source/remote/shell/run-script.ts';
import {sendBytes} from '../../source/remote/shell/send-bytes.ts';
import type {Execution, Transport} from '../../source/remote/transport.ts';

/** A worker whose shell says nothing until it is closed. */
const silent = () => {
	const exited = Promise.withResolvers<number>();
	const opened = Promise.withResolvers<void>();
	const streams = {stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough()};
	const execution: Execution = {
		...streams,
		exited: exited.promise,
		close() {
			streams.stdout.end();
			exited.resolve(255);
		},
	};
	const transport = {
		preamble: '',
		exec: async () => {
			opened.resolve();
			return execution;
		},
	} as unknown as Transport;
	return {transport, opened: opened.promise, exited: exited.promise};
};

const drain = async (all: AsyncIterable<unknown>): Promise<void> => {
	for await (const _ of all);
};
async function* noBytes(): AsyncGenerator<Uint8Array> {}
const ways: Readonly<Record<string, (transport: Transport, signal: AbortSignal) => Promise<unknown>>> = {
	lines: (transport, signal) => drain(scriptLines(transport, ':', {signal})),
	read: (transport, signal) => drain(readBytes(transport, {worker: 'forge', script: ':', signal})),
	send: (transport, signal) => sendBytes(transport, ':', {bytes: noBytes(), signal}),
};

test.each(Object.keys(ways))(
	'whoever leaves at any moment while a shell is handed over leaves none behind: %s',
	async way => {
		for (let moment = 0; moment < 12; moment += 1) {
			const {transport, opened, exited} = silent();
			const leave = new AbortController();
			const ended = ways[way]?.(transport, leave.signal).catch(() => {});
			await opened;
			for (let each = 0; each < moment; each += 1) await undefined;
			leave.abort();
			expect(await exited).toBe(255);
			await ended;
		}
	},
	5000,
);
