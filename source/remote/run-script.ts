import {Failure} from '../model/failure.ts';
import {wholeLines} from './lines.ts';
import {orAborted} from './or-aborted.ts';
import type {RunOptions, RunResult} from './remote.ts';
import type {Execution, Transport} from './transport.ts';

/** Every login shell reads this alike; the script itself comes on stdin and is never parsed by it. */
const shell = 'sh -s';
const mostBytes = 8 * 1024 * 1024;
const defaultTimeoutMs = 20_000;

/** In braces, so that the shell has read all of it before anything in it can read stdin, and ends when it has ended. */
const whole = (script: string): string => `{ :\n${script}\n}; exit $?\n`;

/** Runs a script to its end. @throws Failure when it takes too long; a code that is not 0 is a result */
export const runScript = async (
	transport: Transport,
	worker: string,
	{script, signal, timeoutMs = defaultTimeoutMs}: RunOptions & {readonly script: string},
): Promise<RunResult> => {
	const limit = AbortSignal.timeout(timeoutMs);
	const over = signal === undefined ? limit : AbortSignal.any([signal, limit]);
	try {
		const execution = await openShell(transport, over);
		try {
			execution.stdin.end(whole(script));
			return await orAborted(resultOf(execution), over);
		} finally {
			execution.close();
		}
	} catch (thrown) {
		signal?.throwIfAborted();
		throw limit.aborted ? tooSlow(worker, timeoutMs) : thrown;
	}
};

const tooSlow = (worker: string, timeoutMs: number): Failure =>
	new Failure(`${worker} did not answer within ${Math.ceil(timeoutMs / 1000)} s.`, {
		hint: 'The machine may be overloaded; try again, or look at its load.',
	});

/** A shell that opens after we have given up is closed at once. */
const openShell = async (transport: Transport, signal: AbortSignal): Promise<Execution> => {
	signal.throwIfAborted();
	const opening = transport.exec(shell);
	try {
		return await orAborted(opening, signal);
	} catch (thrown) {
		opening.then(
			late => late.close(),
			() => {},
		);
		signal.throwIfAborted();
		throw thrown;
	}
};

const resultOf = async (execution: Execution): Promise<RunResult> => {
	const [stdout, stderr, code] = await Promise.all([
		collect(execution.stdout),
		collect(execution.stderr),
		execution.exited,
	]);
	if (code instanceof Failure) throw code;
	return {code, stdout, stderr};
};

const collect = async (stream: AsyncIterable<Uint8Array>): Promise<string> => {
	const decoder = new TextDecoder();
	let text = '';
	let bytes = 0;
	try {
		for await (const chunk of stream) {
			bytes += chunk.length;
			if (bytes <= mostBytes) text += decoder.decode(chunk, {stream: true});
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
	signal: AbortSignal,
): AsyncGenerator<string> {
	if (signal.aborted) return;
	let execution: Execution | undefined;
	const stop = () => {
		execution?.stdin.end();
		execution?.close();
	};
	try {
		execution = await openShell(transport, signal);
		signal.addEventListener('abort', stop, {once: true});
		execution.stdin.write(whole(script));
		execution.stderr.resume();
		yield* wholeLines(execution.stdout);
		const end = await execution.exited;
		if (end instanceof Failure) throw end;
	} catch (thrown) {
		if (!signal.aborted) throw thrown;
	} finally {
		signal.removeEventListener('abort', stop);
		stop();
	}
}
