/** One line of a job's log, ready to be drawn. */
export type LogLine = {
	/** Its place in the log, from 0. */
	readonly number: number;
	readonly text: string;
	/** When it was written: epoch ms, where that is known. */
	readonly at?: number;
	readonly tone: 'plain' | 'step' | 'good' | 'bad' | 'muted';
};

/** Limit for all lines together, so that long lines do not fill our memory. */
const maxLetters = 16 * 1024 * 1024;

/**
 * The last lines of a log: push is O(1), and memory is bounded. Lines are numbered from 0; those before `first` are gone.
 */
export class LogRing {
	readonly capacity: number;
	#lines: (LogLine | undefined)[] = [];
	#first = 0;
	#next = 0;
	#letters = 0;
	readonly #listeners = new Set<() => void>();

	constructor(capacity = 20_000) {
		this.capacity = capacity;
	}

	/** Number of the oldest line kept. */
	get first(): number {
		return this.#first;
	}

	/** How many lines were ever pushed. */
	get length(): number {
		return this.#next;
	}

	push(line: Omit<LogLine, 'number'>): void {
		this.#letters += line.text.length;
		while (
			this.#first < this.#next &&
			(this.length - this.#first >= this.capacity || this.#letters > maxLetters)
		)
			this.#dropFirst();
		this.#lines[this.#next % this.capacity] = {...line, number: this.#next};
		this.#next += 1;
		for (const listener of this.#listeners) listener();
	}

	#dropFirst(): void {
		const at = this.#first % this.capacity;
		this.#letters -= this.#lines[at]?.text.length ?? 0;
		this.#lines[at] = undefined;
		this.#first += 1;
	}

	/** The kept lines among from..to (numbers, `to` excluded). */
	slice(from: number, to: number): readonly LogLine[] {
		const kept: LogLine[] = [];
		for (let at = Math.max(from, this.first); at < Math.min(to, this.#next); at += 1) {
			const line = this.#lines[at % this.capacity];
			if (line !== undefined) kept.push(line);
		}
		return kept;
	}

	/** Calls back on every push: coalesce before drawing. @returns a function that unsubscribes */
	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
}
