import {Failure} from '../../model/failure.ts';
import {neutralise} from '../../model/text.ts';
import type {Transport} from '../transport.ts';
import {openShell, wholeScript} from './open-shell.ts';

/** The reason that a script gives is short. */
const maxReason = 4096;

/**
 * The bytes of a script's stdout as they arrive; while nobody takes them, the script waits.
 * @throws Failure when the connection ends before the script, or with the last line of stderr when it fails
 */
export async function* readBytes(
	transport: Transport,
	{worker, script, signal}: {readonly worker: string; readonly script: string; readonly signal: AbortSignal},
): AsyncGenerator<Uint8Array> {
	const execution = await openShell(transport, {signal, isLong: true});
	const stop = () => execution.close();
	signal.addEventListener('abort', stop, {once: true});
	// It may have been while the shell was handed over.
	if (signal.aborted) stop();
	try {
		let said = '';
		execution.stderr.on('data', chunk => {
			said = (said + String(chunk)).slice(-maxReason);
		});
		execution.stdin.end(wholeScript(transport, script));
		yield* execution.stdout as AsyncIterable<Uint8Array>;
		const code = await execution.exited;
		if (code instanceof Failure) throw code;
		if (code === 0) return;
		const why = said.trim().split('\n').at(-1) || `exit code ${code}`;
		// Podman's reasons are no whole sentences.
		const sentence = why.replace(/^Error: /u, '').replace(/(?<![.!?])$/u, '.');
		throw new Failure(`${worker}: ${neutralise(sentence)}`, {hint: 'Fix that on the worker and try again.'});
	} finally {
		signal.removeEventListener('abort', stop);
		stop();
	}
}
