import {Failure, isRejected, toMessage} from '../model/failure.ts';
import type {FleetEvent} from '../model/fleet.ts';
import type {Worker} from '../model/worker.ts';
import type {Remote} from '../remote/remote.ts';
import {sleep} from '../time/sleep.ts';
import {firstTurn, type Turn} from './first-reads.ts';
import {onWaking} from './on-waking.ts';
import {refreshLists} from './refresh-lists.ts';
import {retryTimes, soonOr} from './retry-times.ts';

export type Watch = {
	/** Connects at once when the worker is down; otherwise refreshes all lists. */
	refresh(): void;
	/** Refreshes the jobs when the worker is connected. */
	readJobs(): void;
	/** The standing connection; waits while it is being made. @throws the Failure that keeps the worker down */
	remote(): Promise<Remote>;
};

export type WatchDeps = {
	readonly connect: (worker: Worker, signal: AbortSignal) => Promise<Remote>;
	readonly send: (event: FleetEvent) => void;
	readonly signal: AbortSignal;
};

const factsTimeoutMs = 600_000;
/** After a refresh or a sleep, a connection that is silent for this long is closed. */
const answerMs = 5000;
/** A refresh after this time starts another attempt: the hanging one may wait for a link that is back. */
const hangingMs = 5000;

/** How to speed up the current phase. */
type Hurry = {readonly refresh: () => void; readonly woke: () => void; readonly readJobs: () => void};
const nothing: Hurry = {refresh: () => {}, woke: () => {}, readJobs: () => {}};

/** Watches one worker until the signal aborts: connects, lists, follows changes, reconnects. */
export const watchWorker = (worker: Worker, deps: WatchDeps): Watch => {
	let standing = Promise.withResolvers<Remote>();
	let hurry = nothing;
	let seenAt: number | undefined;
	let rejection: Failure | undefined;
	const times = retryTimes();
	standing.promise.catch(() => {});
	onWaking(() => hurry.woke(), deps.signal);
	const stay = async () => {
		while (!deps.signal.aborted) {
			const again = new AbortController();
			const begun = Date.now();
			const refresh = () => {
				if (Date.now() - begun >= hangingMs) again.abort();
			};
			hurry = {...nothing, refresh};
			let isReached = false;
			const failure = await visit(worker, deps, {
				again: again.signal,
				onReady(remote, next) {
					times.reached();
					isReached = true;
					hurry = next;
					standing.resolve(remote);
				},
			});
			if (deps.signal.aborted) return;
			standing.reject(failure);
			standing = Promise.withResolvers();
			standing.promise.catch(() => {});
			if (isReached) seenAt = Date.now();
			if (again.signal.aborted) continue;
			rejection = isRejected(failure) ? failure : undefined;
			const ms = times.after(failure);
			sendDown(worker, deps, {thrown: failure, seenAt, nextAt: Date.now() + ms});
			await pause(ms, deps.signal, end => {
				hurry = {...nothing, refresh: end, woke: end};
			});
			rejection = undefined;
		}
	};
	void stay();
	return {
		refresh: () => hurry.refresh(),
		readJobs: () => hurry.readJobs(),
		remote: () =>
			rejection === undefined ? standing.promise : soonOr(standing.promise, rejection, deps.signal),
	};
};

type Visit = {
	/** Ends an attempt to connect. */
	readonly again: AbortSignal;
	readonly onReady: (remote: Remote, hurry: Hurry) => void;
};

const visit = async (
	worker: Worker,
	{connect, send, signal}: WatchDeps,
	{again, onReady}: Visit,
): Promise<unknown> => {
	send({type: 'worker-reached', worker: worker.name, reach: {state: 'connecting', sinceAt: Date.now()}});
	let remote: Remote | undefined;
	let silence: Failure | undefined;
	let turn: Turn | undefined;
	try {
		remote = await connect(worker, AbortSignal.any([signal, again]));
		send({type: 'worker-reached', worker: worker.name, reach: {state: 'ready', facts: undefined}});
		const {name} = worker;
		remote.onSessions(max => send({type: 'sessions-learnt', worker: name, max}));
		const check = unlessSilent(remote, () => {
			silence = silent(name);
		});
		const note = (event: FleetEvent) => {
			send(event);
			turn?.note(event);
		};
		const refresh = refreshLists(remote, note, signal);
		onReady(remote, {
			refresh() {
				refresh();
				check();
			},
			woke: check,
			readJobs: () => refresh('jobs'),
		});
		turn = await firstTurn(Promise.race([remote.ended, aborted(signal)]));
		void sendFacts(remote, {send, signal});
		refresh();
		for await (const change of remote.changes(signal)) refresh(change);
		return silence ?? (await remote.ended);
	} catch (thrown) {
		return silence ?? thrown;
	} finally {
		turn?.end();
		remote?.close();
	}
};

const aborted = (signal: AbortSignal): Promise<void> =>
	new Promise(resolve => {
		if (signal.aborted) resolve();
		signal.addEventListener('abort', () => resolve(), {once: true});
	});

/** Pings the worker, one ping at a time; closes a connection that does not respond. */
const unlessSilent = (remote: Remote, onSilence: () => void): (() => void) => {
	let isAsking = false;
	const ask = async () => {
		isAsking = true;
		if (!(await remote.answers(answerMs))) {
			onSilence();
			remote.close();
		}
		isAsking = false;
	};
	return () => {
		if (!isAsking) void ask();
	};
};

const silent = (worker: string): Failure =>
	new Failure(`Lost the connection to ${worker}.`, {
		kind: 'unreachable',
		hint: 'This does not stop jobs. Ingot reconnects automatically; use Refresh to reconnect now.',
	});

/** In the background: while a commit runs this takes as long as the commit. */
const sendFacts = async (
	remote: Remote,
	{send, signal}: Pick<WatchDeps, 'send' | 'signal'>,
): Promise<void> => {
	try {
		const facts = await remote.facts({signal, timeoutMs: factsTimeoutMs});
		send({type: 'worker-reached', worker: remote.worker.name, reach: {state: 'ready', facts}});
	} catch {
		// The lists report what is wrong.
	}
};

type Down = {readonly thrown: unknown; readonly seenAt: number | undefined; readonly nextAt: number};

const sendDown = (worker: Worker, {send}: WatchDeps, {thrown, seenAt, nextAt}: Down): void => {
	const failure = thrown instanceof Failure ? thrown : undefined;
	send({
		type: 'worker-reached',
		worker: worker.name,
		reach: {
			state: 'down',
			reason: thrown === undefined ? 'The connection ended.' : toMessage(thrown),
			hint: failure?.hint ?? 'Ingot retries; use Refresh to try now.',
			failure: failure?.kind ?? 'unreachable',
			seenAt,
			nextAt,
		},
	});
};

/** Waits; `onWake` gets a function that ends it early. */
const pause = (ms: number, signal: AbortSignal, onWake: (again: () => void) => void): Promise<void> => {
	const {promise, resolve} = Promise.withResolvers<void>();
	onWake(resolve);
	return sleep(ms, {signal, until: promise});
};
