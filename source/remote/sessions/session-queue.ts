import {sleep} from '../../time/sleep.ts';
import type {Use} from '../transport.ts';

/** One session, from the moment when it may be opened until the other end has closed it. */
export type Slot = {readonly use: Use; readonly beganAt: number; isOpen: boolean; isAsked: boolean};

type Turn = {readonly use: Use; readonly sinceAt: number; readonly begin: (slot: Slot) => void};

/** More at once would only make the worker slower. */
const maxShort = 4;
/** A follower has told something before it gives way: to short ones at once, to its like in turns. */
const minMs = {short: 250, long: 2000} as const;
/** Short ones go first, but not for ever. */
const timeoutMs = 3000;
/** A session that we have closed may be counted there until its command has ended, so what was learnt is tried again. */
const freshMs = 30_000;
const settledMs = 1000;

/**
 * Who has a session, and who waits for one: first come, first served, short ones before long ones. It is not known how many
 * there are until one is refused.
 */
export class SessionQueue {
	readonly #slots = new Set<Slot>();
	readonly #waiting = {short: [] as Turn[], long: [] as Turn[]};
	readonly #freed = new Set<() => void>();
	readonly #told = new Set<(most: number | undefined) => void>();
	#learnt: {readonly most: number; readonly at: number} | undefined;
	#timer: NodeJS.Timeout | undefined;
	#endedAt = 0;

	/** Tells how many there are, now and when it is learnt anew; undefined while nobody knows. */
	onLimit(tell: (most: number | undefined) => void): void {
		this.#told.add(tell);
		if (this.#learnt !== undefined) tell(this.#learnt.most);
	}

	/** How many the other end has opened. */
	get open(): number {
		return [...this.#slots].filter(each => each.isOpen).length;
	}

	/** For how long none has ended. */
	get idleMs(): number {
		return Date.now() - this.#endedAt;
	}

	/** Waits for its turn. @param isFirst had one already, in vain @throws the signal's reason */
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

	/** Whether more have been open for so long than there should be; one that ends is counted for a moment longer here than there. */
	#isBeyond(ms: number): boolean {
		const sure = [...this.#slots].filter(each => each.isOpen && Date.now() - each.beganAt >= ms);
		return this.#learnt !== undefined && sure.length > this.#learnt.most;
	}

	/** The other end opens no more than it has. */
	refused(): void {
		this.#learn(this.open);
	}

	leave(slot: Slot): void {
		if (!this.#slots.delete(slot)) return;
		if (slot.isOpen) this.#endedAt = Date.now();
		for (const wake of this.#freed) wake();
		this.#advance();
	}

	/** Waits until a session is free, and no longer than this. */
	async untilFreed(ms: number): Promise<void> {
		const {promise, resolve} = Promise.withResolvers<void>();
		this.#freed.add(resolve);
		await sleep(ms, {until: promise});
		this.#freed.delete(resolve);
	}

	/** There is nothing to wait for any more: all begin, and find that out. */
	end(): void {
		clearTimeout(this.#timer);
		for (const queue of Object.values(this.#waiting)) for (const turn of queue.splice(0)) this.#begin(turn);
	}

	#learn(most: number | undefined): void {
		const before = this.#learnt?.most;
		this.#learnt = most === undefined ? undefined : {most, at: Date.now()};
		if (before !== most) for (const tell of this.#told) tell(most);
	}

	#advance(): void {
		for (let next = this.#next(); next !== undefined; next = this.#next()) this.#begin(next);
		this.#requestYields();
	}

	#begin({use, begin}: Turn): void {
		const slot = {use, beganAt: Date.now(), isOpen: false, isAsked: false};
		this.#slots.add(slot);
		begin(slot);
	}

	#next(): Turn | undefined {
		if (this.#isFull()) return undefined;
		const {short, long} = this.#waiting;
		const shorts = [...this.#slots].filter(each => each.use.isLong !== true).length;
		const hasWaited = long[0] !== undefined && Date.now() - long[0].sinceAt >= timeoutMs;
		if (short.length === 0 || shorts >= maxShort || hasWaited) return long.shift();
		return short.shift();
	}

	#isFull(): boolean {
		const learnt = this.#learnt;
		return learnt !== undefined && Date.now() - learnt.at < freshMs && this.#slots.size >= learnt.most;
	}

	/** Asks as many as are waited for, the maxLength first, each not before it has had its time. */
	#requestYields(): void {
		clearTimeout(this.#timer);
		const {short, long} = this.#waiting;
		const slots = [...this.#slots];
		let lacking = short.length + long.length - slots.filter(each => each.isAsked).length;
		if (!this.#isFull() || short.length + long.length === 0) return;
		const turnMs = minMs[short.length > 0 ? 'short' : 'long'];
		let againMs: number = freshMs;
		for (const slot of slots) {
			const {beganAt, isOpen, isAsked, use} = slot;
			if (lacking <= 0 || !isOpen || isAsked || use.yieldSession === undefined) continue;
			const leftMs = beganAt + turnMs - Date.now();
			slot.isAsked = leftMs <= 0 && use.yieldSession();
			if (slot.isAsked) lacking -= 1;
			else againMs = Math.min(againMs, Math.max(leftMs, minMs.short));
		}
		this.#timer = setTimeout(() => this.#advance(), againMs).unref();
	}
}
