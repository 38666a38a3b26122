/** A time limit that does not run while something else is waited for, and starts afresh afterwards. */
export class PausableTimeout {
	readonly #ms: number;
	readonly #expired = new AbortController();
	#timer: NodeJS.Timeout | undefined;
	#pauses = 0;

	/** @param ms the limit; it starts now */
	constructor(ms: number) {
		this.#ms = ms;
		this.restart();
	}

	/** Aborts when the time is up; its reason is an Error with the code ETIMEDOUT. */
	get signal(): AbortSignal {
		return this.#expired.signal;
	}

	/** Gives the full time again from now on. */
	restart(): void {
		clearTimeout(this.#timer);
		if (this.#pauses > 0) return;
		this.#timer = setTimeout(
			() => this.#expired.abort(Object.assign(new Error('timed out'), {code: 'ETIMEDOUT'})),
			this.#ms,
		);
	}

	/** Stops the clock while `act` runs. Several may run at once: the time starts afresh after the last of them. */
	async pauseDuring<T>(act: () => Promise<T>): Promise<T> {
		this.#pauses += 1;
		clearTimeout(this.#timer);
		try {
			return await act();
		} finally {
			this.#pauses -= 1;
			this.restart();
		}
	}

	/** Stops the clock for good. */
	end(): void {
		this.#pauses = Number.POSITIVE_INFINITY;
		clearTimeout(this.#timer);
	}
}
