import type {ChildProcess} from 'node:child_process';
import {constants} from 'node:os';
import {PassThrough, type Readable} from 'node:stream';

/** Node throws away what nobody has begun to read when a process ends, and a command may end before anybody knows of it. */
export const kept = (stream: Readable): Readable => stream.pipe(new PassThrough()).on('error', () => {});

/** The exit code, 128 + n where a signal ended it. @param notStarted the code where there was nothing to start */
export const exitOf = (child: ChildProcess, notStarted: number): Promise<number> =>
	new Promise(resolve => {
		child.on('error', () => resolve(notStarted));
		child.on('close', (code, signal) =>
			resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
		);
	});
