import type {ChildProcess} from 'node:child_process';
import {PassThrough, type Readable} from 'node:stream';
import {signalCode} from '../model/signal-code.ts';

/** Keeps output until it is read: Node discards unread output when a process ends, and a command may end before its reader is attached. */
export const buffered = (stream: Readable): Readable => stream.pipe(new PassThrough()).on('error', () => {});

/** The exit code, 128 + n where a signal ended it. @param notStarted the code to report when the process could not start */
export const exitOf = (child: ChildProcess, notStarted: number): Promise<number> =>
	new Promise(resolve => {
		child.on('error', () => resolve(notStarted));
		child.on('close', (code, signal) => resolve(code ?? signalCode(signal)));
	});
