import {type Failure, isRejected} from '../model/failure.ts';
import type {Remote} from '../remote/remote.ts';
import {rejectedMs} from '../time/rejected-times.ts';
import {sleep, withJitter} from '../time/sleep.ts';

const backoffMs = [1000, 2000, 5000, 10_000, 30_000];

/**
 * Of hundreds of workers that are down, so many are tried in a moment: an attempt starts a process for `ssh -G`, reads files and draws
 * its outcome, and a key waits for all that is under way. Those that are late begin together, so that one shell asks for them.
 */
const momentMs = 1000;
const maxPerMoment = 25;
const taken = new Map<number, number>();

/** How long to wait for a moment that has a place, in ms. */
const untilFree = (ms: number): number => {
	const now = Date.now();
	for (const moment of taken.keys()) if ((moment + 1) * momentMs < now) taken.delete(moment);
	let moment = Math.floor((now + ms) / momentMs);
	while ((taken.get(moment) ?? 0) >= maxPerMoment) moment += 1;
	taken.set(moment, (taken.get(moment) ?? 0) + 1);
	return Math.max(ms, moment * momentMs - now);
};

/** Who needs a worker that has rejected us does not wait for the next attempt, which may be half an hour away. */
const patienceMs = 30_000;

/** The connection if it is there soon. @throws Failure otherwise */
export const soonOr = async (
	standing: Promise<Remote>,
	failure: Failure,
	signal: AbortSignal,
): Promise<Remote> => {
	const late = Symbol('late');
	const first = await Promise.race([standing, sleep(patienceMs, {signal, until: standing}).then(() => late)]);
	if (typeof first === 'symbol') throw failure;
	return first;
};

type RetryTimes = {
	/** How long to wait after this failure, in ms. With jitter, so that a hundred workers do not reconnect in step. */
	after(thrown: unknown): number;
	/** The worker was reached: waits begin with the shortest again. */
	reached(): void;
};

/** When a worker is tried again. */
export const retryTimes = (): RetryTimes => {
	// A worker that was never reached waits longer than one whose connection was lost.
	let failures = 1;
	let rejected = 0;
	return {
		after(thrown) {
			const times = isRejected(thrown) ? rejectedMs : backoffMs;
			const count = isRejected(thrown) ? rejected++ : failures++;
			return untilFree(withJitter(times[Math.min(count, times.length - 1)] ?? 0));
		},
		reached() {
			failures = 0;
			rejected = 0;
		},
	};
};
