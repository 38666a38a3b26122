import {Failure, toMessage} from '../model/failure.ts';
import type {Trial} from '../model/setup.ts';
import type {Remote} from '../remote/remote.ts';

export type Tried = {
	readonly trial: Exclude<Trial, {state: 'testing'}>;
	/** The open connection, if any; the caller closes it. */
	readonly remote?: Remote;
};

/** A running commit delays the facts; by then it is known that Podman is reachable. */
const factsMs = 8000;

/** Connects and reads Podman's facts. Never throws: failures are part of the result. */
export const tryWorker = async (connecting: Promise<Remote>, signal: AbortSignal): Promise<Tried> => {
	try {
		const remote = await connecting;
		const facts = await remote.facts({signal, timeoutMs: factsMs}).catch(() => undefined);
		return {trial: {state: 'ok', facts}, remote};
	} catch (thrown) {
		const hint = thrown instanceof Failure ? thrown.hint : 'Try `ssh` to the same address.';
		return {trial: {state: 'failed', reason: toMessage(thrown), hint}};
	}
};
