import {type Failure, isRejected} from '../../model/failure.ts';
import {rejectedMs} from '../../time/rejected-times.ts';

/** `name` is the jump host as the failure names it: with the worker that was on its way. */
type Rejection = {readonly failure: Failure; readonly name: string};
type Known = Rejection & {readonly count: number; restsUntil: number};

/** Workers wait with up to 10 % of jitter: the rest is over before the first of them is back. */
const restShare = 0.8;

/**
 * Which jump hosts have rejected us. Every worker behind one would try it again, and its sshd may ban an address for that:
 * until its rest is over, all of them get the reason instead.
 */
export class Rejections {
	/** By who could have answered questions: the doctor, which never asks, must not fail for the user. */
	readonly #known = new Map<unknown, Map<string, Known>>();

	/** Why a jump host is not to be tried yet. */
	resting(route: string, who: unknown): Failure | undefined {
		const known = this.#known.get(who)?.get(route);
		return known !== undefined && Date.now() < known.restsUntil ? known.failure : undefined;
	}

	/** @returns the rejection as the first of all who waited for it has reported it; undefined for what is none of this host */
	failed(
		route: string,
		who: unknown,
		{thrown, name}: {thrown: unknown; name: string},
	): Rejection | undefined {
		if (!isRejected(thrown)) return undefined;
		const routes = this.#known.get(who) ?? new Map<string, Known>();
		this.#known.set(who, routes);
		const isKnown = ({failure}: Known): boolean => failure === thrown || failure === thrown.cause;
		const before = routes.get(route);
		if (before !== undefined && isKnown(before)) return before;
		// Of a jump host before this one.
		if ([...routes.values()].some(isKnown)) return undefined;
		const count = before?.count ?? 0;
		const ms = rejectedMs[Math.min(count, rejectedMs.length - 1)] ?? 0;
		const known = {failure: thrown, name, count: count + 1, restsUntil: Date.now() + ms * restShare};
		routes.set(route, known);
		return known;
	}

	reached(route: string): void {
		for (const routes of this.#known.values()) routes.delete(route);
	}

	/** Somebody wants to know now, or the computer has slept: each may be tried once more. */
	endRests(): void {
		for (const routes of this.#known.values()) for (const known of routes.values()) known.restsUntil = 0;
	}
}
