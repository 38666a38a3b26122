/** A time limit that does not run while something else is waited for, and starts afresh afterwards. */
export class PausableTimeout {
	readonly #ms: number;
	readonly #over = new AbortController();
	readonly #others: readonly AbortSignal[];
	#isExpired = false;
	#timer: NodeJS.Timeout | undefined;
	#pauses = 0;

	/**
	 * @param ms the limit; it starts now
	 * @param others what ends the wait, too. AbortSignal.any would keep a trace of each wait in a signal that lives as long as its
	 *     worker, until the garbage is collected.
	 */
	constructor(ms: number, others: readonly AbortSignal[] = []) {
		this.#ms = ms;
		this.#others = others;
		for (const each of others) each.addEventListener('abort', this.#stop);
		if (others.some(each => each.aborted)) this.#stop();
		this.restart();
	}

	/** Aborts when the time is up, with an Error with the code ETIMEDOUT, or when one of the others aborts, with its reason. */
	get signal(): AbortSignal {
		return this.#over.signal;
	}

	/** Whether the time was up before anything else. */
	get isExpired(): boolean {
		return this.#isExpired;
	}

	/** Gives the full time again from now on. */
	restart(): void {
		clearTimeout(this.#timer);
		if (this.#pauses > 0) return;
		this.#timer = setTimeout(() => {
			this.#isExpired = !this.signal.aborted;
			this.#over.abort(Object.assign(new Error('timed out'), {code: 'ETIMEDOUT'}));
		}, this.#ms);
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

	/** Stops the clock for good, and follows the others no longer. */
	end(): void {
		this.#pauses = Number.POSITIVE_INFINITY;
		clearTimeout(this.#timer);
		for (const each of this.#others) each.removeEventListener('abort', this.#stop);
	}

	readonly #stop = (): void => this.#over.abort(this.#others.find(each => each.aborted)?.reason);
}
