/** A time limit for work; the waiting in line before it has the same time for itself. */
export class TurnLimit {
	readonly #ms: number;
	readonly #over = new AbortController();
	#timer: NodeJS.Timeout;
	#isWaiting = false;

	constructor(ms: number) {
		this.#ms = ms;
		this.#timer = this.#start();
	}

	/** Aborted when the time is up. */
	get signal(): AbortSignal {
		return this.#over.signal;
	}

	get isWaiting(): boolean {
		return this.#isWaiting;
	}

	wait(): void {
		this.#isWaiting = true;
	}

	begin(): void {
		this.#isWaiting = false;
		this.end();
		this.#timer = this.#start();
	}

	end(): void {
		clearTimeout(this.#timer);
	}

	#start(): NodeJS.Timeout {
		return setTimeout(() => this.#over.abort(), this.#ms);
	}
}
