import {Failure, toMessage} from '../model/failure.ts';
import type {Trial} from '../model/setup.ts';
import type {Remote} from '../remote/remote.ts';

export type Tried = {
	readonly trial: Exclude<Trial, {state: 'testing'}>;
	/** The connection, where it stands: whoever gets it closes it. */
	readonly remote?: Remote;
};

/** What a worker says of itself waits for a commit that goes on there; that Podman answers is known before. */
const factsMs = 8000;

/** Connects and asks Podman about itself. Nothing is thrown: what fails is what came of it. */
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
