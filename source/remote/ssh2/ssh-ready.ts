import type {Client, ConnectConfig} from 'ssh2';
import {orAborted} from '../or-aborted.ts';
import type {PatientLimit} from './patient-limit.ts';

/**
 * Connects.
 * @throws what ssh2 says, ETIMEDOUT when the limit has passed, or the signal's reason
 */
export const untilReady = async (
	client: Client,
	config: ConnectConfig,
	{limit, signal}: {readonly limit: PatientLimit; readonly signal: AbortSignal},
): Promise<void> => {
	const over = Promise.withResolvers<void>();
	client.on('error', (error: Error & {level?: string}) => {
		// An agent that fails is no end: the key files come next.
		if (error.level !== 'agent') over.reject(error);
	});
	client.once('ready', over.resolve);
	client.once('close', () => over.reject(new Error('the connection was closed')));
	signal.throwIfAborted();
	client.connect(config);
	await orAborted(Promise.race([over.promise, limit.passed]), signal);
};
