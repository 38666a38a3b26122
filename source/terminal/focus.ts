/** Whether somebody looks at this terminal, as far as it tells (DECSET 1004). */
export type Attention = 'here' | 'away' | 'unknown';

/** Somebody who has just pressed a key is still there. */
const afterKeyMs = 10_000;

/** Remembers what the terminal told of its focus, and when a key was last pressed. */
export class Focus {
	#isFocused: boolean | undefined;
	#keyAt = Number.NEGATIVE_INFINITY;
	readonly #now: () => number;

	constructor(now: () => number = () => performance.now()) {
		this.#now = now;
	}

	told(isFocused: boolean): void {
		this.#isFocused = isFocused;
	}

	pressed(): void {
		this.#keyAt = this.#now();
	}

	/** Many terminals never tell, and all of them are silent until their focus changes. */
	get attention(): Attention {
		if (this.#isFocused !== undefined) return this.#isFocused ? 'here' : 'away';
		return this.#now() - this.#keyAt < afterKeyMs ? 'here' : 'unknown';
	}
}
