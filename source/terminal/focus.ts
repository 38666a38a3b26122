/** Whether the user is looking at this terminal, as far as it reports its focus (DECSET 1004). */
export type Attention = 'here' | 'away' | 'unknown';

/** A user who pressed a key this recently is taken to be present. */
const afterKeyMs = 10_000;

/** Keeps the focus that the terminal last reported, and the time of the last key. */
export class Focus {
	#isFocused: boolean | undefined;
	#keyAt = Number.NEGATIVE_INFINITY;
	readonly #now: () => number;

	constructor(now: () => number = () => performance.now()) {
		this.#now = now;
	}

	report(isFocused: boolean): void {
		this.#isFocused = isFocused;
	}

	pressed(): void {
		this.#keyAt = this.#now();
	}

	/** Many terminals never report their focus, and none does before it changes. */
	get attention(): Attention {
		if (this.#isFocused !== undefined) return this.#isFocused ? 'here' : 'away';
		return this.#now() - this.#keyAt < afterKeyMs ? 'here' : 'unknown';
	}
}
