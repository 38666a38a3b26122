/** A time limit that stands still while a person is asked something. */
export class PatientLimit {
	/** Rejects with ETIMEDOUT when the time is up. */
	readonly passed: Promise<never>;
	readonly #ms: number;
	readonly #reject: (reason: Error) => void;
	#timer: NodeJS.Timeout | undefined;
	#asking = 0;

	constructor(ms: number) {
		const {promise, reject} = Promise.withResolvers<never>();
		this.passed = promise;
		this.passed.catch(() => {});
		this.#reject = reject;
		this.#ms = ms;
		this.#go();
	}

	/** The time begins anew when the person has answered: their answer has yet to be sent. */
	async whileAsking<T>(ask: () => Promise<T>): Promise<T> {
		this.#asking += 1;
		clearTimeout(this.#timer);
		try {
			return await ask();
		} finally {
			this.#asking -= 1;
			if (this.#asking === 0) this.#go();
		}
	}

	end(): void {
		this.#asking = Number.POSITIVE_INFINITY;
		clearTimeout(this.#timer);
	}

	#go(): void {
		this.#timer = setTimeout(
			() => this.#reject(Object.assign(new Error('timed out'), {code: 'ETIMEDOUT'})),
			this.#ms,
		);
	}
}
