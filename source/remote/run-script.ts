import {Failure} from '../model/failure.ts';
import {wholeLines} from './lines.ts';
import type {RunOptions, RunResult} from './remote.ts';
import type {Execution, Transport} from './transport.ts';

/** Every login shell reads this alike; the script itself comes on stdin and is never parsed by it. */
const shell = 'sh -s';
const mostBytes = 8 * 1024 * 1024;
const defaultTimeoutMs = 20_000;

/** Runs a script to its end. @throws Failure when it takes too long; a code that is not 0 is a result */
export const runScript = async (
	transport: Transport,
	worker: string,
	{script, signal, timeoutMs = defaultTimeoutMs}: RunOptions & {readonly script: string},
): Promise<RunResult> => {
	const execution = await transport.exec(shell);
	const limit = AbortSignal.timeout(timeoutMs);
	const stop = () => execution.close();
	const both = signal === undefined ? limit : AbortSignal.any([signal, limit]);
	both.addEventListener('abort', stop, {once: true});
	if (both.aborted) stop();
	execution.stdin.end(script);
	try {
		const [stdout, stderr, code] = await Promise.all([
			collect(execution.stdout),
			collect(execution.stderr),
			execution.exited,
		]);
		if (limit.aborted) throw tooSlow(worker, timeoutMs);
		signal?.throwIfAborted();
		return {code, stdout, stderr};
	} finally {
		both.removeEventListener('abort', stop);
	}
};

const tooSlow = (worker: string, timeoutMs: number): Failure =>
	new Failure(`${worker} did not answer within ${Math.round(timeoutMs / 1000)} s.`, {
		hint: 'The machine may be overloaded; try again, or look at its load.',
	});

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

/** Whole lines of a script's stdout. Stdin stays open, so that the script can notice when we go: `cat >/dev/null`. */
export async function* scriptLines(
	transport: Transport,
	script: string,
	signal: AbortSignal,
): AsyncGenerator<string> {
	const execution: Execution = await transport.exec(shell);
	const stop = () => {
		execution.stdin.end();
		execution.close();
	};
	signal.addEventListener('abort', stop, {once: true});
	// In braces, so that the shell has read all of it before the script itself reads stdin.
	execution.stdin.write(`{\n${script}\n}\n`);
	execution.stderr.resume();
	try {
		if (!signal.aborted) yield* wholeLines(execution.stdout);
	} catch (thrown) {
		if (!signal.aborted) throw thrown;
	} finally {
		signal.removeEventListener('abort', stop);
		stop();
	}
}
