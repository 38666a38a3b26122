import {sleep} from '../../time/sleep.ts';
import type {Use} from '../transport.ts';

/** One session, from the moment when it may be opened until the server has closed it. */
export type Slot = {readonly use: Use; readonly beganAt: number; isOpen: boolean; isYielding: boolean};

type Turn = {readonly use: Use; readonly sinceAt: number; readonly begin: (slot: Slot) => void};

/** More would only slow down the worker. */
const maxShort = 4;
/** How long a follower keeps its session before it yields: briefly to short commands, longer to other followers. */
const minMs = {short: 250, long: 2000} as const;
/** Short commands go first, but long ones do not wait longer than this. */
const longWaitMs = 3000;
/** The server may count a closed session until its command has ended, so a learnt limit is tested again after this. */
const freshMs = 30_000;
const settledMs = 1000;

/**
 * Shares sessions between commands: first come, first served, short ones before long ones. The limit is unknown until the
 * server refuses a session.
 */
export class SessionQueue {
	readonly #slots = new Set<Slot>();
	readonly #waiting = {short: [] as Turn[], long: [] as Turn[]};
	readonly #freed = new Set<() => void>();
	readonly #listeners = new Set<(max: number | undefined) => void>();
	#learnt: {readonly max: number; readonly at: number} | undefined;
	#timer: NodeJS.Timeout | undefined;
	#endedAt = 0;

	/** Reports the limit, now and on every change; undefined while unknown. */
	onLimit(notify: (max: number | undefined) => void): void {
		this.#listeners.add(notify);
		if (this.#learnt !== undefined) notify(this.#learnt.max);
	}

	/** How many the server has opened. */
	get open(): number {
		return [...this.#slots].filter(each => each.isOpen).length;
	}

	/** Time since the last session ended, ms. */
	get idleMs(): number {
		return Date.now() - this.#endedAt;
	}

	/** Waits for a session. @param isFirst goes before all others: it had its turn and was refused @throws the signal's reason */
	take(use: Use, isFirst: boolean): Promise<Slot> {
		const {promise, resolve, reject} = Promise.withResolvers<Slot>();
		use.signal?.throwIfAborted();
		const queue = this.#waiting[use.isLong === true ? 'long' : 'short'];
		const leave = () => {
			queue.splice(queue.indexOf(turn), 1);
			reject(use.signal?.reason);
		};
		let state: 'new' | 'waiting' | 'begun' = 'new';
		const begin = (slot: Slot) => {
			use.signal?.removeEventListener('abort', leave);
			if (state === 'waiting') use.onTurn?.();
			state = 'begun';
			resolve(slot);
		};
		const turn = {use, sinceAt: Date.now(), begin};
		use.signal?.addEventListener('abort', leave, {once: true});
		if (isFirst) queue.unshift(turn);
		else queue.push(turn);
		this.#advance();
		if (state === 'new') {
			state = 'waiting';
			use.onWait?.();
		}
		return promise;
	}

	opened(slot: Slot): void {
		slot.isOpen = true;
		if (this.#isBeyond(0))
			setTimeout(() => this.#isBeyond(settledMs) && this.#learn(undefined), settledMs).unref();
		this.#requestYields();
	}

	/** Whether more sessions than the limit have been open for so long. An ending session counts here a moment longer than on the server. */
	#isBeyond(ms: number): boolean {
		const sure = [...this.#slots].filter(each => each.isOpen && Date.now() - each.beganAt >= ms);
		return this.#learnt !== undefined && sure.length > this.#learnt.max;
	}

	/** The server opens no more than are open now. */
	refused(): void {
		this.#learn(this.open);
	}

	leave(slot: Slot): void {
		if (!this.#slots.delete(slot)) return;
		if (slot.isOpen) this.#endedAt = Date.now();
		for (const wake of this.#freed) wake();
		this.#advance();
	}

	/** Waits until a session is free, or for this time. */
	async untilFreed(ms: number): Promise<void> {
		const {promise, resolve} = Promise.withResolvers<void>();
		this.#freed.add(resolve);
		await sleep(ms, {until: promise});
		this.#freed.delete(resolve);
	}

	/** The connection has ended: all waiting commands start, and fail on their own. */
	end(): void {
		clearTimeout(this.#timer);
		for (const queue of Object.values(this.#waiting)) for (const turn of queue.splice(0)) this.#begin(turn);
	}

	#learn(max: number | undefined): void {
		const before = this.#learnt?.max;
		this.#learnt = max === undefined ? undefined : {max, at: Date.now()};
		if (before !== max) for (const notify of this.#listeners) notify(max);
	}

	#advance(): void {
		for (let next = this.#next(); next !== undefined; next = this.#next()) this.#begin(next);
		this.#requestYields();
	}

	#begin({use, begin}: Turn): void {
		const slot = {use, beganAt: Date.now(), isOpen: false, isYielding: false};
		this.#slots.add(slot);
		begin(slot);
	}

	#next(): Turn | undefined {
		if (this.#isFull()) return undefined;
		const {short, long} = this.#waiting;
		const shorts = [...this.#slots].filter(each => each.use.isLong !== true).length;
		const hasWaited = long[0] !== undefined && Date.now() - long[0].sinceAt >= longWaitMs;
		if (short.length === 0 || shorts >= maxShort || hasWaited) return long.shift();
		return short.shift();
	}

	#isFull(): boolean {
		const learnt = this.#learnt;
		return learnt !== undefined && Date.now() - learnt.at < freshMs && this.#slots.size >= learnt.max;
	}

	/** Asks as many to yield as commands wait, the oldest first, each after its minimum time. */
	#requestYields(): void {
		clearTimeout(this.#timer);
		const {short, long} = this.#waiting;
		const slots = [...this.#slots];
		let lacking = short.length + long.length - slots.filter(each => each.isYielding).length;
		if (!this.#isFull() || short.length + long.length === 0) return;
		const turnMs = minMs[short.length > 0 ? 'short' : 'long'];
		let againMs: number = freshMs;
		for (const slot of slots) {
			const {beganAt, isOpen, isYielding, use} = slot;
			if (lacking <= 0 || !isOpen || isYielding || use.yieldSession === undefined) continue;
			const leftMs = beganAt + turnMs - Date.now();
			slot.isYielding = leftMs <= 0 && use.yieldSession();
			if (slot.isYielding) lacking -= 1;
			else againMs = Math.min(againMs, Math.max(leftMs, minMs.short));
		}
		this.#timer = setTimeout(() => this.#advance(), againMs).unref();
	}
}
