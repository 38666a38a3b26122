import type {Client, ConnectConfig} from 'ssh2';
import {orAborted} from './or-aborted.ts';

const readyTimeoutMs = 15_000;

/**
 * Connects. Silence counts as an answer after the time limit, which stands still while a person looks at the host's key.
 * @throws what ssh2 says, ETIMEDOUT, or the signal's reason
 */
export const untilReady = async (
	client: Client,
	config: ConnectConfig,
	signal: AbortSignal,
): Promise<void> => {
	const over = Promise.withResolvers<void>();
	let timer: NodeJS.Timeout | undefined;
	const limit = () => {
		timer = setTimeout(() => over.reject(timedOut()), readyTimeoutMs);
	};
	let isOver = false;
	const verify = config.hostVerifier as (key: Buffer, done: (isGood: boolean) => void) => void;
	const hostVerifier = (key: Buffer, done: (isGood: boolean) => void) => {
		clearTimeout(timer);
		verify(key, isGood => {
			if (!isOver) limit();
			done(isGood);
		});
	};
	client.on('error', (error: Error & {level?: string}) => {
		// An agent that fails is no end: the key files come next.
		if (error.level !== 'agent') over.reject(error);
	});
	client.once('ready', over.resolve);
	client.once('close', () => over.reject(new Error('the connection was closed')));
	try {
		signal.throwIfAborted();
		limit();
		client.connect({...config, hostVerifier});
		await orAborted(over.promise, signal);
	} finally {
		isOver = true;
		clearTimeout(timer);
	}
};

const timedOut = (): Error => Object.assign(new Error('timed out'), {code: 'ETIMEDOUT'});
