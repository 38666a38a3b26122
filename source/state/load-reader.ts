import {readLoad} from '../jobs/read-load.ts';
import type {Remote} from '../remote/remote.ts';
import {sleep} from '../time/sleep.ts';
import type {AppStore} from './app-state.ts';

type Deps = {readonly store: AppStore; readonly remoteOf: (worker: string) => Promise<Remote>};

/** A row is on the screen this long before its worker is asked: a scrolled list asks nobody. */
const restMs = 200;
const timeoutMs = 10_000;
/** A younger reading is fresh. */
const freshMs = 4000;
/** Where sshd refuses more sessions, a reading takes one from a follower, which then starts over. */
const scarceMs = 30_000;
/** A hung disk keeps its `df`: each failure doubles the time until the next one. */
const maxPauseMs = 300_000;

/** The last reading of a worker: when it ended (monotonic), and how many failed in a row. */
type Last = {readonly at: number; readonly failures: number};

/**
 * Returns a function that reads how busy a worker is, into the state: when it is connected, nothing is fresh, and no other
 * reading of it runs. It never rejects; an aborted reading leaves nothing.
 */
export const loadReader = ({
	store,
	remoteOf,
}: Deps): ((worker: string, signal: AbortSignal) => Promise<void>) => {
	const lasts = new Map<string, Last>();
	const reading = new Set<string>();
	const read = async (worker: string, signal: AbortSignal): Promise<void> => {
		const reach = store.get().fleet[worker]?.reach;
		const graphRoot = reach?.state === 'ready' ? reach.facts?.graphRoot : undefined;
		const failures = lasts.get(worker)?.failures ?? 0;
		try {
			const content = await readLoad(await remoteOf(worker), graphRoot, {signal, timeoutMs});
			if (signal.aborted) return;
			lasts.set(worker, {at: performance.now(), failures: 0});
			store.batch({type: 'load-read', worker, content, at: Date.now()});
		} catch {
			// The last figures stay, and are shown as old.
			if (!signal.aborted) lasts.set(worker, {at: performance.now(), failures: failures + 1});
		}
	};
	const isDue = (worker: string): boolean => {
		const view = store.get().fleet[worker];
		if (view?.reach.state !== 'ready' || reading.has(worker)) return false;
		const last = lasts.get(worker);
		return last === undefined || performance.now() - last.at >= pauseAfter(last, view.sessions !== undefined);
	};
	return async (worker, signal) => {
		await sleep(restMs, {signal});
		if (signal.aborted || !isDue(worker)) return;
		reading.add(worker);
		await read(worker, signal);
		reading.delete(worker);
	};
};

const pauseAfter = ({failures}: Last, isScarce: boolean): number =>
	Math.min(maxPauseMs, (isScarce ? scarceMs : freshMs) * 2 ** failures);
