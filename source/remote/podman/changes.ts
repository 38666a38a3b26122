import {setTimeout as pause} from 'node:timers/promises';
import {Failure} from '../../model/failure.ts';
import type {Change} from '../remote.ts';
import {wholeLines} from '../shell/lines.ts';
import type {Transport} from '../transport.ts';
import type {PodmanApi} from './podman-api.ts';

const graceMs = 300;
const call = {
	path: '/v4.0.0/libpod/events',
	query: {stream: true, filters: '{"type":["container","image"]}'},
	what: 'send events',
};

/**
 * Container and image events as they arrive. The first event says that the stream is open and none is missed from now on.
 * Ends without an error on abort and on our own close().
 * @throws Failure when the connection is lost or Podman ends the stream
 */
export async function* podmanChanges(
	{transport, api}: {readonly transport: Transport; readonly api: PodmanApi},
	worker: string,
	signal: AbortSignal,
): AsyncGenerator<Change> {
	const over = new AbortController();
	void transport.ended.then(() => over.abort());
	const both = AbortSignal.any([signal, over.signal]);
	let cause: unknown;
	try {
		const stream = await api.stream(call, both);
		yield {subject: 'stream', action: 'open', id: ''};
		for await (const line of wholeLines(stream)) {
			const change = toChange(line);
			if (change !== undefined) yield change;
		}
	} catch (thrown) {
		cause = thrown;
	}
	if (signal.aborted) return;
	// The channel breaks a moment before the connection reports its end.
	const end = await Promise.race([transport.ended.then(lost => ({lost})), pause(graceMs)]);
	if (end !== undefined) {
		if (end.lost !== undefined) throw end.lost;
		return;
	}
	throw cause instanceof Failure ? cause : streamEnded(worker, cause);
}

const streamEnded = (worker: string, cause: unknown): Failure =>
	new Failure(`Podman on ${worker} stopped sending events.`, {
		kind: 'unreachable',
		hint: 'Its service may have been stopped. Ingot reconnects automatically.',
		cause,
	});

/** One line of the stream → a change; undefined for anything else. */
export const toChange = (line: string): Change | undefined => {
	let found: unknown;
	try {
		found = JSON.parse(line);
	} catch {
		return undefined;
	}
	const {Type, Action, Actor} = (found ?? {}) as {Type?: string; Action?: string; Actor?: {ID?: string}};
	if (Type !== 'container' && Type !== 'image') return undefined;
	return {subject: Type, action: String(Action ?? ''), id: String(Actor?.ID ?? '')};
};
