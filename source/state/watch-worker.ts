import {Failure, toMessage} from '../model/failure.ts';
import type {FleetEvent} from '../model/fleet.ts';
import type {Worker} from '../model/worker.ts';
import type {Remote} from '../remote/remote.ts';
import {sleep, withJitter} from '../time/sleep.ts';
import {refreshLists} from './refresh-lists.ts';

export type Watch = {
	/** Connects at once when the worker is down, reads all lists again when it is there. */
	refresh(): void;
	/** Reads the jobs again when it is there. */
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
const backoffMs = [1000, 2000, 5000, 10_000, 30_000];
/** A connection that is silent for so long is given up when somebody has asked, or after a sleep. */
const answerMs = 5000;
/** Whoever asks again after so long wants another try: the one that hangs may wait for a link that is back by now. */
const hangingMs = 5000;

/** How to hurry what goes on just now. */
type Hurry = {readonly refresh: () => void; readonly woke: () => void; readonly readJobs: () => void};
const nothing: Hurry = {refresh: () => {}, woke: () => {}, readJobs: () => {}};

/** Keeps one worker in view until the signal: connects, lists, follows changes, connects again when the line is lost. */
export const watchWorker = (worker: Worker, deps: WatchDeps): Watch => {
	let standing = Promise.withResolvers<Remote>();
	let hurry = nothing;
	standing.promise.catch(() => {});
	onWaking(() => hurry.woke(), deps.signal);
	const stay = async () => {
		for (let tries = 0; !deps.signal.aborted; tries += 1) {
			const again = new AbortController();
			const begun = Date.now();
			const refresh = () => {
				if (Date.now() - begun >= hangingMs) again.abort();
			};
			hurry = {...nothing, refresh};
			const failure = await visit(worker, deps, {
				again: again.signal,
				onReady(remote, next) {
					tries = -1;
					hurry = next;
					standing.resolve(remote);
				},
			});
			if (deps.signal.aborted) return;
			standing.reject(failure);
			standing = Promise.withResolvers();
			standing.promise.catch(() => {});
			if (again.signal.aborted) continue;
			sendDown(worker, deps, failure);
			await pause(backoffMs[Math.min(tries + 1, backoffMs.length - 1)] ?? 0, deps.signal, end => {
				hurry = {...nothing, refresh: end, woke: end};
			});
		}
	};
	void stay();
	return {refresh: () => hurry.refresh(), readJobs: () => hurry.readJobs(), remote: () => standing.promise};
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
	try {
		remote = await connect(worker, AbortSignal.any([signal, again]));
		send({type: 'worker-reached', worker: worker.name, reach: {state: 'ready', facts: undefined}});
		void sendFacts(remote, {send, signal});
		const {name} = worker;
		remote.onSessions(most => send({type: 'sessions-learnt', worker: name, most}));
		const check = unlessSilent(remote, () => {
			silence = silent(name);
		});
		const refresh = refreshLists(remote, send, signal);
		onReady(remote, {
			refresh() {
				refresh();
				check();
			},
			woke: check,
			readJobs: () => refresh('jobs'),
		});
		refresh();
		for await (const change of remote.changes(signal)) refresh(change);
		return silence ?? (await remote.ended);
	} catch (thrown) {
		return silence ?? thrown;
	} finally {
		remote?.close();
	}
};

/** Asks whether somebody is there, once at a time; a connection that does not answer is closed. */
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
		hint: 'Jobs keep running there. Ingot reconnects automatically; press r to reconnect now.',
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
		// The lists tell what is wrong.
	}
};

const sendDown = (worker: Worker, {send}: WatchDeps, thrown: unknown): void => {
	const failure = thrown instanceof Failure ? thrown : undefined;
	send({
		type: 'worker-reached',
		worker: worker.name,
		reach: {
			state: 'down',
			reason: thrown === undefined ? 'The connection ended.' : toMessage(thrown),
			hint: failure?.hint ?? 'Ingot retries; press r to try now.',
			failure: failure?.kind ?? 'unreachable',
		},
	});
};

/** Waits, with a fifth of jitter so that a hundred workers do not come back in step; `onWake` gets the way to end it early. */
const pause = (ms: number, signal: AbortSignal, onWake: (again: () => void) => void): Promise<void> => {
	const {promise, resolve} = Promise.withResolvers<void>();
	onWake(resolve);
	return sleep(withJitter(ms), {signal, until: promise});
};

const tickMs = 1000;
/** A busy machine may let us wait for a second or two; longer is a sleep. */
const sleptMs = 5000;

/**
 * Calls back when this process has slept: the laptop, or the process alone. Connections may be dead by then without a
 * word. By the wall clock, since the other one stands still while a machine sleeps; a clock that was set costs a look.
 */
const onWaking = (act: () => void, signal: AbortSignal): void => {
	let last = Date.now();
	const timer = setInterval(() => {
		const now = Date.now();
		const slept = now - last - tickMs;
		last = now;
		if (slept >= sleptMs) act();
	}, tickMs);
	timer.unref();
	signal.addEventListener('abort', () => clearInterval(timer), {once: true});
};
