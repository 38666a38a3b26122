import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process';
import {readFile, rm} from 'node:fs/promises';
import path from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import type {Failure} from '../../model/failure.ts';
import {neutralise} from '../../model/text.ts';
import {buffered, exitOf} from '../child.ts';
import {type Execution, SessionRefused} from '../transport.ts';
import type {Master} from './ssh-master.ts';

let count = 0;

const firstPauseMs = 4;
const maxPauseMs = 50;

/**
 * Runs a command over a master. Settles when the worker has opened a session for it.
 * @param lost makes the Failure for a command whose exit was not reported
 * @throws SessionRefused when the worker opened no session
 */
export const executeOverMaster = async (
	master: Master,
	command: string,
	lost: () => Promise<Failure | undefined>,
): Promise<Execution> => {
	count += 1;
	// Keeps ssh's own output apart from the command's.
	const log = path.join(master.folder, `log-${count}`);
	const [ssh = '', ...words] = master.through('-T', '-v', '-E', log, 'master', command);
	const child = spawn(ssh, words, {stdio: 'pipe', detached: true});
	for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {});
	const [stdout, stderr] = [buffered(child.stdout), buffered(child.stderr)];
	const ended = exitOf(child, 255);
	try {
		await untilOpen(log, ended);
	} catch (thrown) {
		close(child);
		throw thrown;
	} finally {
		// ssh continues to write to the open file.
		await rm(log, {force: true});
	}
	let isClosed = false;
	return {
		stdin: child.stdin,
		stdout,
		stderr,
		// ssh exits with 255 when it was disconnected, but so may a command.
		exited: ended.then(async code => (code === 255 && !isClosed ? ((await lost()) ?? code) : code)),
		close() {
			isClosed = true;
			close(child);
			stdout.destroy();
			stderr.destroy();
		},
	};
};

/** Waits until the session is open; only ssh's log says so. */
const untilOpen = async (log: string, ended: Promise<number>): Promise<void> => {
	let isOver = false;
	const over = ended.then(() => {
		isOver = true;
	});
	for (let waitMs = firstPauseMs; ; waitMs = Math.min(waitMs * 1.5, maxPauseMs)) {
		const wasOver = isOver;
		const text = await readFile(log, 'utf8').catch(() => '');
		if (/master session id: \d+/u.test(text)) return;
		if (wasOver) {
			const why = /session request failed: (.*)/u.exec(text)?.[1];
			throw why === undefined
				? new Error('the connection is closed')
				: new SessionRefused(neutralise(why.trim()));
		}
		await Promise.race([pause(waitMs), over]);
	}
};

const close = (child: ChildProcessWithoutNullStreams): void => {
	child.kill('SIGTERM');
	for (const stream of child.stdio) stream?.destroy();
};
