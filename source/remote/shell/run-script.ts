import {randomUUID} from 'node:crypto';
import {Failure} from '../../model/failure.ts';
import {orAborted} from '../../time/or-aborted.ts';
import {PausableTimeout} from '../../time/pausable-timeout.ts';
import type {LinesOptions, RunOptions, RunResult} from '../remote.ts';
import type {Execution, Transport} from '../transport.ts';
import {wholeLines} from './lines.ts';
import {openShell, wholeScript} from './open-shell.ts';
import {tooSlow} from './shell-failures.ts';
import {unpackLines} from './unpack-lines.ts';

/** About the output of twenty thousand jobs. */
const maxBytes = 32 * 1024 * 1024;
/** For a script that says nothing else, ms. */
export const defaultTimeoutMs = 20_000;

/** Runs a script to completion. A non-zero exit code is a result. @throws Failure when it takes too long */
export const runScript = async (
	transport: Transport,
	worker: string,
	{script, signal, timeoutMs = defaultTimeoutMs}: RunOptions & {readonly script: string},
): Promise<RunResult> => {
	// Waiting for a session has the same time for itself.
	const limit = new PausableTimeout(timeoutMs, signal && [signal]);
	const over = limit.signal;
	let isQueued = false;
	try {
		const execution = await openShell(transport, {
			signal: over,
			onWait: () => {
				isQueued = true;
			},
			onTurn: () => {
				isQueued = false;
				limit.restart();
			},
		});
		try {
			const mark = randomUUID();
			execution.stdin.end(wholeScript(transport, `echo ${mark} >&2\n${script}`));
			const {stderr, ...said} = await orAborted(resultOf(execution, worker), over);
			return {...said, stderr: after(stderr, `${mark}\n`)};
		} finally {
			execution.close();
		}
	} catch (thrown) {
		signal?.throwIfAborted();
		if (!limit.isExpired) throw thrown;
		throw isQueued ? noTurn(worker, timeoutMs) : tooSlow(worker, timeoutMs);
	} finally {
		limit.end();
	}
};

const noTurn = (worker: string, timeoutMs: number): Failure =>
	new Failure(`No session was free on ${worker} within ${Math.ceil(timeoutMs / 1000)} s.`, {
		hint: 'Try again, or raise MaxSessions in its sshd_config.',
	});

const tooMuch = (worker: string): Failure =>
	new Failure(`${worker} sent more than ${maxBytes / 1024 ** 2} MiB without an end.`, {
		hint: 'Check what its login shell prints, and how many jobs it keeps (keepJobs in the config file).',
	});

const resultOf = async (execution: Execution, worker: string): Promise<RunResult> => {
	let isFlood = false;
	const stop = () => {
		isFlood = true;
		execution.close();
	};
	const [stdout, stderr, code] = await Promise.all([
		collect(execution.stdout, stop),
		collect(execution.stderr, stop),
		execution.exited,
	]);
	if (isFlood) throw tooMuch(worker);
	if (code instanceof Failure) throw code;
	return {code, stdout, stderr};
};

/** Removes what sudo, sshd or the login shell printed before the script started. */
const after = (text: string, mark: string): string => {
	const at = text.indexOf(mark);
	return at === -1 ? text : text.slice(at + mark.length);
};

const collect = async (stream: AsyncIterable<Uint8Array>, onFlood: () => void): Promise<string> => {
	const decoder = new TextDecoder();
	let text = '';
	let bytes = 0;
	try {
		for await (const chunk of stream) {
			bytes += chunk.length;
			if (bytes > maxBytes) {
				onFlood();
				break;
			}
			text += decoder.decode(chunk, {stream: true});
		}
	} catch {
		// The channel was closed meanwhile; the exit code says why.
	}
	return text + decoder.decode();
};

/**
 * Complete lines of a script's stdout. Stdin stays open so that the script can notice when we leave: `cat >/dev/null`.
 * @throws Failure when the connection ends before the script
 */
export async function* scriptLines(
	transport: Transport,
	script: string,
	{signal, onYielded, packedAs}: LinesOptions & {readonly signal: AbortSignal},
): AsyncGenerator<string> {
	if (signal.aborted) return;
	let execution: Execution | undefined;
	let hasYielded = false;
	const stop = () => {
		execution?.stdin.end();
		execution?.close();
	};
	const yieldSession = () => {
		// While the login shell is still starting, the queue asks again later.
		hasYielded = execution !== undefined;
		stop();
		return hasYielded;
	};
	try {
		execution = await openShell(transport, {signal, isLong: true, ...(onYielded && {yieldSession})});
		signal.addEventListener('abort', stop, {once: true});
		// It may have been while the shell was handed over.
		if (signal.aborted) return;
		execution.stdin.write(wholeScript(transport, script));
		execution.stderr.resume();
		for await (const line of unpackLines(wholeLines(execution.stdout), packedAs)) {
			// Discarded output is missing from here on.
			if (hasYielded) break;
			yield line;
		}
		const end = hasYielded ? 0 : await execution.exited;
		if (end instanceof Failure && !hasYielded) throw end;
	} catch (thrown) {
		if (!signal.aborted && !hasYielded) throw thrown;
	} finally {
		signal.removeEventListener('abort', stop);
		stop();
	}
	if (hasYielded) onYielded?.();
}
