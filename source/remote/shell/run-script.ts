import {randomUUID} from 'node:crypto';
import {Failure} from '../../model/failure.ts';
import {PausableTimeout} from '../../time/pausable-timeout.ts';
import {orAborted} from '../or-aborted.ts';
import type {LinesOptions, RunOptions, RunResult} from '../remote.ts';
import type {Execution, Transport} from '../transport.ts';
import {wholeLines} from './lines.ts';
import {openShell, wholeScript} from './open-shell.ts';

/** Twenty thousand jobs say about as much. */
const maxBytes = 32 * 1024 * 1024;
const defaultTimeoutMs = 20_000;

/** Runs a script to its end. @throws Failure when it takes too long; a code that is not 0 is a result */
export const runScript = async (
	transport: Transport,
	worker: string,
	{script, signal, timeoutMs = defaultTimeoutMs}: RunOptions & {readonly script: string},
): Promise<RunResult> => {
	// Waiting for a session has the same time for itself.
	const limit = new PausableTimeout(timeoutMs);
	let isQueued = false;
	const over = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]);
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
		if (!limit.signal.aborted) throw thrown;
		throw isQueued ? noTurn(worker, timeoutMs) : tooSlow(worker, timeoutMs);
	} finally {
		limit.end();
	}
};

const tooSlow = (worker: string, timeoutMs: number): Failure =>
	new Failure(`${worker} did not answer within ${Math.ceil(timeoutMs / 1000)} s.`, {
		hint: 'The machine may be overloaded; try again, or look at its load.',
	});

const noTurn = (worker: string, timeoutMs: number): Failure =>
	new Failure(`No session on ${worker} was free within ${Math.ceil(timeoutMs / 1000)} s.`, {
		hint: 'Try again; MaxSessions in the sshd_config there tells how many it opens at once.',
	});

const tooMuch = (worker: string): Failure =>
	new Failure(`${worker} does not end to answer: it has said more than ${maxBytes / 1024 ** 2} MiB.`, {
		hint: 'Look there what its shell prints, or how many jobs it keeps (keepJobs in the config file).',
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

/** What sudo, sshd or a login shell has complained of before is no word of the script. */
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
		// The channel was closed under it; the exit code tells.
	}
	return text + decoder.decode();
};

/**
 * Whole lines of a script's stdout. Stdin stays open, so that the script can notice when we go: `cat >/dev/null`.
 * @throws Failure when the connection ends before the script
 */
export async function* scriptLines(
	transport: Transport,
	script: string,
	{signal, onYielded}: LinesOptions & {readonly signal: AbortSignal},
): AsyncGenerator<string> {
	if (signal.aborted) return;
	let execution: Execution | undefined;
	let hasYielded = false;
	const stop = () => {
		execution?.stdin.end();
		execution?.close();
	};
	const yieldSession = () => {
		// While the login shell is still at work it is asked once more later.
		hasYielded = execution !== undefined;
		stop();
		return hasYielded;
	};
	try {
		execution = await openShell(transport, {signal, isLong: true, ...(onYielded && {yieldSession})});
		signal.addEventListener('abort', stop, {once: true});
		execution.stdin.write(wholeScript(transport, script));
		execution.stderr.resume();
		for await (const line of wholeLines(execution.stdout)) {
			// What was read away is missing from here on.
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
