import type {IncomingMessage} from 'node:http';
import type {Duplex} from 'node:stream';
import Docker from 'dockerode';
import pLimit from 'p-limit';
import {Failure} from '../../model/failure.ts';
import {orAborted} from '../../time/or-aborted.ts';
import {PausableTimeout} from '../../time/pausable-timeout.ts';
import type {RunOptions} from '../remote.ts';
import {notPodman, overdue, toApiFailure} from './api-failures.ts';
import {anyStatus, refusalIn} from './api-refusal.ts';
import {isClosed, SocketAgent} from './socket-agent.ts';

export type ApiCall = {
	/** Without a query. */
	readonly path: string;
	/** A list is the same key several times. */
	readonly query?: Readonly<Record<string, string | boolean | readonly string[]>>;
	/** The action, for messages: `list the DevBoxes`. */
	readonly what: string;
};

/** Podman's API on one worker, through dockerode. */
export type PodmanApi = {
	/** The JSON of a GET. @throws Failure when it fails or is too slow */
	get(call: ApiCall, options?: RunOptions): Promise<unknown>;
	/** The body of a GET. @throws Failure when it fails or is too slow */
	text(call: ApiCall, options?: RunOptions): Promise<string>;
	/**
	 * Sends a GET that will be wanted in a moment: the first `get` or `text` of its path takes the answer, until `forget`. If it has
	 * failed, that one asks again.
	 */
	ahead(call: ApiCall): void;
	/** Drops what was asked ahead of time, because something may have changed. */
	forget(): void;
	/** The response as a stream. @throws Failure when the request fails */
	stream(call: ApiCall, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
	close(): void;
};

type Dial = (call: ApiCall, signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>;

const defaultTimeoutMs = 20_000;
/** A worker with ten thousand images sends about half of this. */
const maxBytes = 32 * 1024 * 1024;

/** A list that waits for a lock must not block the others. */
const maxStreams = 8;

export type ApiOptions = {
	/** Aborts with the connection, with the reason for its end: an idle stream may not notice. */
	readonly gone?: AbortSignal;
	/** The maximum number of streams at once. */
	readonly max?: number;
};

/** @param open opens a stream to the API's socket */
export const podmanApi = (
	worker: string,
	open: () => Promise<Duplex>,
	{gone = new AbortController().signal, max = maxStreams}: ApiOptions = {},
): PodmanApi => {
	const agent = new SocketAgent(open, max);
	// The agent counts a stream only once it is open, so many requests at once would open more. One is reserved for events.
	const throttle = pLimit(max - 1);
	const dial = dialer(agent);
	// Node does not give up a request whose stream is still being opened, and the place of one that never opens would be lost.
	const read = (call: ApiCall, over: AbortSignal) =>
		throttle(() => orAborted(readBody(dial, call, over), over));
	const asked = new Map<string, Promise<string>>();
	const take = (call: ApiCall, over: AbortSignal): Promise<string> => {
		const answer = asked.get(call.path);
		asked.delete(call.path);
		return answer?.catch(() => read(call, over)) ?? read(call, over);
	};
	const text = async (call: ApiCall, {signal, timeoutMs = defaultTimeoutMs}: RunOptions = {}) => {
		const limit = new PausableTimeout(timeoutMs, signal === undefined ? [gone] : [signal, gone]);
		try {
			return await orAborted(take(call, limit.signal), limit.signal);
		} catch (thrown) {
			signal?.throwIfAborted();
			if (gone.reason instanceof Failure) throw gone.reason;
			throw limit.isExpired ? overdue(worker, call.what, timeoutMs) : toApiFailure(worker, call.what, thrown);
		} finally {
			limit.end();
		}
	};
	return {
		text,
		ahead(call) {
			const answer = read(call, gone);
			answer.catch(() => {});
			asked.set(call.path, answer);
		},
		forget: () => asked.clear(),
		async get(call, options) {
			const body = await text(call, options);
			try {
				return parseAnswer(body);
			} catch (thrown) {
				throw notPodman(worker, thrown);
			}
		},
		async stream(call, signal) {
			try {
				return await orAborted(dial(call, signal), AbortSignal.any([signal, gone]));
			} catch (thrown) {
				signal.throwIfAborted();
				if (gone.reason instanceof Failure) throw gone.reason;
				throw toApiFailure(worker, call.what, thrown);
			}
		},
		close: () => agent.destroy(),
	};
};

const dialer = (agent: SocketAgent): Dial => {
	const docker = new Docker({protocol: 'http', host: 'podman', port: 80, agent} as Docker.DockerOptions);
	return async ({path, query}, signal) => {
		const answer = await new Promise<IncomingMessage>((resolve, reject) => {
			docker.modem.dial(
				{
					path: withQuery(path, query),
					method: 'GET',
					abortSignal: signal,
					isStream: true,
					statusCodes: anyStatus,
				},
				(error: unknown, found: unknown) => (error ? reject(error) : resolve(found as IncomingMessage)),
			);
		});
		if (answer.statusCode === 200) return answer;
		throw await refusalIn(answer);
	};
};

/** The modem writes lists as JSON, so the query is written here; it also removes the last character of a path with a query. */
const withQuery = (path: string, query: ApiCall['query']): string => {
	if (query === undefined) return path;
	const words = new URLSearchParams();
	for (const [key, value] of Object.entries(query))
		for (const each of [value].flat()) words.append(key, String(each));
	return `${path}?${words}&`;
};

/** Reads the body. The modem never calls back when the connection breaks in the middle of an answer. */
const readBody = async (dial: Dial, call: ApiCall, signal: AbortSignal): Promise<string> => {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of await dialed(dial, call, signal)) {
		bytes += chunk.length;
		if (bytes > maxBytes) throw new Error('the response is too large');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
};

/** Retries once, since Podman may have closed an idle connection at the moment when it was reused. */
const dialed: (dial: Dial, call: ApiCall, signal: AbortSignal) => ReturnType<Dial> = async (
	dial,
	call,
	signal,
) => {
	try {
		return await dial(call, signal);
	} catch (thrown) {
		if (signal.aborted || !isClosed(thrown)) throw thrown;
		return dial(call, signal);
	}
};

/** Ten thousand containers have about a tenth of this. */
const maxOpenings = 1_000_000;

/**
 * Parses JSON from a worker.
 * @throws SyntaxError also when it has so many parts, or is nested so deep, that it would take fifty times the memory of its text
 */
const parseAnswer = (text: string): unknown => {
	let openings = 0;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code === 0x5b || code === 0x7b) openings += 1;
	}
	if (openings > maxOpenings) throw new SyntaxError('too many objects and arrays');
	return JSON.parse(text);
};
