import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {Failure} from '../../model/failure.ts';
import type {Transport} from '../transport.ts';
import {wholeLines} from './lines.ts';
import {openShell, wholeScript} from './open-shell.ts';

/**
 * Runs a script that prints `go` when it is ready, and then gets these bytes on stdin. Until then none is sent: some shells read
 * ahead. What the script prints otherwise is discarded.
 * @returns its exit code; it may have ended early, and then not all bytes were sent
 * @throws Failure when the connection ends; what the bytes throw
 */
export const sendBytes = async (
	transport: Transport,
	script: string,
	{bytes, signal}: {readonly bytes: AsyncIterable<Uint8Array>; readonly signal: AbortSignal},
): Promise<number> => {
	const execution = await openShell(transport, {signal, isLong: true});
	const stop = () => execution.close();
	signal.addEventListener('abort', stop, {once: true});
	// It may have been while the shell was handed over.
	if (signal.aborted) stop();
	try {
		execution.stderr.resume();
		execution.stdin.write(wholeScript(transport, script));
		let sending: Promise<unknown> | undefined;
		let problem: unknown;
		for await (const line of wholeLines(execution.stdout)) {
			if (line !== 'go' || sending !== undefined) continue;
			sending = pipeline(Readable.from(bytes, {objectMode: false}), execution.stdin).catch(
				(thrown: unknown) => {
					problem = thrown;
					// The script would wait for the rest. Its own end breaks the pipe, too, and then nothing more is to be done.
					execution.close();
				},
			);
		}
		const code = await execution.exited;
		await sending;
		if (isOwn(problem)) throw problem;
		if (code instanceof Failure) throw code;
		return code;
	} finally {
		signal.removeEventListener('abort', stop);
		stop();
	}
};

/** Whether the bytes could not be made; a broken pipe is the end of the script. */
const isOwn = (problem: unknown): boolean => problem instanceof Failure;
