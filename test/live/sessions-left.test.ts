import {setTimeout as pause} from 'node:timers/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {untilMark} from '../../source/remote/shell/until-mark.ts';
import type {Execution, Transport} from '../../source/remote/transport.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {transportTo} from './remote-lab.ts';

let lab: Lab;
let transport: Transport;

beforeAll(async () => {
	lab = await holdLab({name: `left${process.pid}`, workers: 1, user: 'alice'});
	transport = await transportTo(lab, `${lab.name}-1`);
});
afterAll(async () => {
	transport?.close();
	await lab?.release();
});

/** It says more than anyone reads, and ends a while after it was left: until then sshd says nothing. */
const script = "trap '' HUP PIPE; seq 100000; sleep 0.4; seq 5 2>/dev/null";

const started = async (): Promise<Execution> => {
	const execution = await transport.exec('sh -s');
	execution.stdin.end(`{ ${script}\n}; exit\n`);
	return execution;
};

/** A reader with the first chunk. */
const readerOf = async ({stdout}: Execution): Promise<AsyncIterator<Uint8Array>> => {
	const reader = stdout[Symbol.asyncIterator]();
	await reader.next();
	return reader;
};

/** The second time comes before sshd has said that the command has ended. */
const closeTwice = async (execution: Execution): Promise<void> => {
	execution.close();
	await pause(30);
	execution.close();
};

const ways: readonly (readonly [how: string, leave: (execution: Execution) => Promise<void> | void])[] = [
	['unread', execution => execution.close()],
	['unread, twice', closeTwice],
	[
		'in the middle, and once more by its reader',
		async execution => {
			const reader = await readerOf(execution);
			execution.close();
			await pause(30);
			await reader.return?.();
			execution.close();
		},
	],
	[
		'by its reader first',
		async execution => {
			const reader = await readerOf(execution);
			await reader.return?.();
			await pause(30);
			execution.close();
		},
	],
	[
		'with a reader that waits for more',
		async execution => {
			const reader = await readerOf(execution);
			execution.close();
			void reader.next().catch(() => {});
			await pause(30);
			execution.close();
		},
	],
	[
		'with a reader that has paused it',
		async execution => {
			await untilMark(execution.stdout, '7', {maxBytes: 1024 ** 2, timeoutMs: 5000});
			await closeTwice(execution);
		},
	],
	[
		'with a reader that waits for stderr',
		async execution => {
			const reader = execution.stderr[Symbol.asyncIterator]();
			void reader.next().catch(() => {});
			await closeTwice(execution);
		},
	],
];

test.each(ways)('a command that is left %s gives its session back', async (_how, leave) => {
	const execution = await started();
	const left = Promise.resolve(leave(execution)).then(() => execution.exited);
	expect(await Promise.race([left.then(() => 'over'), pause(5000, 'still open')])).toBe('over');
});
