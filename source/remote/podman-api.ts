import {Agent} from 'node:http';
import type {Duplex} from 'node:stream';
import Docker from 'dockerode';
import {Failure, toMessage} from '../model/failure.ts';
import type {RunOptions} from './remote.ts';

export type ApiCall = {
	/** Without a query. */
	readonly path: string;
	readonly query?: Readonly<Record<string, string | boolean>>;
	/** For messages: `list the DevBoxes`. */
	readonly what: string;
};

/** Podman's API on one worker, through dockerode. */
export type PodmanApi = {
	/** JSON of a GET. @throws Failure when it fails or is too slow */
	get(call: ApiCall, options?: RunOptions): Promise<unknown>;
	/** The response as a stream. */
	stream(call: ApiCall, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
	close(): void;
};

const defaultTimeoutMs = 20_000;

class SocketAgent extends Agent {
	readonly #open: () => Promise<Duplex>;

	constructor(open: () => Promise<Duplex>) {
		// A list that waits for a lock must not hold up the others.
		super({keepAlive: true, maxSockets: 8, maxFreeSockets: 4, timeout: 0});
		this.#open = open;
	}

	override createConnection(
		_options: unknown,
		done?: (error: Error | null, stream: Duplex) => void,
	): undefined {
		this.#open().then(
			stream => done?.(null, stream),
			(error: Error) => done?.(error, undefined as unknown as Duplex),
		);
		return undefined;
	}
}

/** @param open makes a stream to the API's socket */
export const podmanApi = (worker: string, open: () => Promise<Duplex>): PodmanApi => {
	const agent = new SocketAgent(open);
	const docker = new Docker({protocol: 'http', host: 'podman', port: 80, agent} as Docker.DockerOptions);
	const dial = ({path, query}: ApiCall, isStream: boolean, signal: AbortSignal): Promise<unknown> =>
		new Promise((resolve, reject) => {
			// The modem cuts the last character where a query is empty, so a path ends with `?` only when there is one.
			const target = query === undefined ? {path} : {path: `${path}?`, options: query};
			docker.modem.dial(
				{...target, method: 'GET', abortSignal: signal, isStream, statusCodes: {200: true}},
				(error: unknown, found: unknown) => (error ? reject(error) : resolve(found)),
			);
		});
	return {
		async get(call, {signal, timeoutMs = defaultTimeoutMs} = {}) {
			const limit = AbortSignal.timeout(timeoutMs);
			try {
				return await dial(call, false, signal === undefined ? limit : AbortSignal.any([signal, limit]));
			} catch (thrown) {
				signal?.throwIfAborted();
				throw limit.aborted ? overdue(worker, call.what, timeoutMs) : refused(worker, call.what, thrown);
			}
		},
		stream: async (call, signal) => (await dial(call, true, signal)) as AsyncIterable<Uint8Array>,
		close: () => agent.destroy(),
	};
};

const overdue = (worker: string, what: string, timeoutMs: number): Failure =>
	new Failure(
		`${worker} did not ${what} within ${Math.round(timeoutMs / 1000)} s: something holds Podman's lock.`,
		{
			hint: 'A commit may be running there; try again when it has ended.',
		},
	);

const refused = (worker: string, what: string, thrown: unknown): Failure => {
	const {statusCode, json} = (thrown ?? {}) as {
		statusCode?: number;
		json?: {message?: string; cause?: string} | null;
	};
	if (
		statusCode === undefined &&
		!(thrown instanceof SyntaxError) &&
		!/parse|HPE_/iu.test(toMessage(thrown))
	) {
		return new Failure(`${worker} could not ${what}: ${toMessage(thrown)}`, {
			kind: 'unreachable',
			hint: 'Press r to try again; `podman info` on the worker tells more.',
			cause: thrown,
		});
	}
	if (statusCode === undefined) return notPodman(worker, thrown);
	return new Failure(
		`${worker} could not ${what}: ${json?.message ?? json?.cause ?? `status ${statusCode}`}`,
		{
			hint:
				statusCode === 404
					? 'It is gone; the list is read again.'
					: '`podman info` on the worker tells more.',
			cause: thrown,
		},
	);
};

/** For answers that are not what Podman says. */
export const notPodman = (worker: string, cause?: unknown): Failure =>
	new Failure(`What answers on ${worker} is not Podman's API.`, {
		kind: 'unreachable',
		hint: 'Name the right socket with socket: in the config file, or mend Podman there.',
		cause,
	});
