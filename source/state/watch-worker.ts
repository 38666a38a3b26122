import {Failure, toMessage} from '../model/failure.ts';
import type {FleetEvent} from '../model/fleet.ts';
import type {Worker} from '../model/worker.ts';
import type {Remote} from '../remote/remote.ts';
import {refreshLists} from './refresh-lists.ts';

export type Watch = {
	/** Connects at once when the worker is down, reads all lists again when it is there. */
	refresh(): void;
	/** The standing connection; waits while it is being made. @throws the Failure that keeps the worker down */
	remote(): Promise<Remote>;
};

export type WatchWorld = {
	readonly connect: (worker: Worker, signal: AbortSignal) => Promise<Remote>;
	readonly send: (event: FleetEvent) => void;
	readonly signal: AbortSignal;
};

const factsTimeoutMs = 600_000;
const backoffMs = [1000, 2000, 5000, 10_000, 30_000];

/** Keeps one worker in view until the signal: connects, lists, follows changes, connects again when the line is lost. */
export const watchWorker = (worker: Worker, world: WatchWorld): Watch => {
	let standing = Promise.withResolvers<Remote>();
	let wake = () => {};
	standing.promise.catch(() => {});
	const stay = async () => {
		for (let tries = 0; !world.signal.aborted; tries += 1) {
			const failure = await visit(worker, world, {
				onReady(remote, refresh) {
					tries = -1;
					wake = refresh;
					standing.resolve(remote);
				},
			});
			if (world.signal.aborted) return;
			standing.reject(failure);
			standing = Promise.withResolvers();
			standing.promise.catch(() => {});
			tell(worker, world, failure);
			await pause(backoffMs[Math.min(tries + 1, backoffMs.length - 1)] ?? 0, world.signal, again => {
				wake = again;
			});
		}
	};
	void stay();
	return {refresh: () => wake(), remote: () => standing.promise};
};

const visit = async (
	worker: Worker,
	{connect, send, signal}: WatchWorld,
	{onReady}: {onReady: (remote: Remote, refresh: () => void) => void},
): Promise<unknown> => {
	send({type: 'worker-reached', worker: worker.name, reach: {state: 'connecting', sinceAt: Date.now()}});
	let remote: Remote | undefined;
	try {
		remote = await connect(worker, signal);
		send({type: 'worker-reached', worker: worker.name, reach: {state: 'ready', facts: undefined}});
		void tellFacts(remote, {send, signal});
		const refresh = refreshLists(remote, send, signal);
		onReady(remote, refresh);
		refresh();
		for await (const change of remote.changes(signal)) refresh(change);
		return await remote.ended;
	} catch (thrown) {
		return thrown;
	} finally {
		remote?.close();
	}
};

/** In the background: while a commit runs this takes as long as the commit. */
const tellFacts = async (
	remote: Remote,
	{send, signal}: Pick<WatchWorld, 'send' | 'signal'>,
): Promise<void> => {
	try {
		const facts = await remote.facts({signal, timeoutMs: factsTimeoutMs});
		send({type: 'worker-reached', worker: remote.worker.name, reach: {state: 'ready', facts}});
	} catch {
		// The lists tell what is wrong.
	}
};

const tell = (worker: Worker, {send}: WatchWorld, thrown: unknown): void => {
	const failure = thrown instanceof Failure ? thrown : undefined;
	send({
		type: 'worker-reached',
		worker: worker.name,
		reach: {
			state: 'down',
			reason: thrown === undefined ? 'The connection ended.' : toMessage(thrown),
			hint: failure?.hint ?? 'Ingot tries again by itself; press r to try now.',
			failure: failure?.kind ?? 'unreachable',
		},
	});
};

/** Waits, with a fifth of jitter so that a hundred workers do not come back in step; `onWake` gets the way to end it early. */
const pause = (ms: number, signal: AbortSignal, onWake: (again: () => void) => void): Promise<void> =>
	new Promise(resolve => {
		const end = () => {
			clearTimeout(timer);
			signal.removeEventListener('abort', end);
			resolve();
		};
		const timer = setTimeout(end, ms * (0.9 + Math.random() * 0.2));
		signal.addEventListener('abort', end);
		onWake(end);
	});
