import {type Background, backgroundFrom} from './background.ts';

/**
 * OSC 11 asks for the background, DA1 for the kind of terminal. Every terminal answers DA1, and answers in order, so that
 * its answer means that none for OSC 11 will follow.
 */
export const backgroundQuery = '\u001B]11;?\u001B\\\u001B[c';

const maxAnswerMs = 2000;
/** What came so far of an answer is a key if nothing follows: Escape is felt after this time. */
const maxPauseMs = {escape: 50, answer: 500} as const;

/** Another sequence or control character ends one that was cut. */
const colour =
	/\u001B\]11;([^\u0000-\u001F\u007F]{0,64})(?:\u0007|\u001B\\|(?=\u001B[^\\]|[\u0000-\u001A\u001C-\u001F\u007F]))/gu;
const kind = /\u001B\[\?[\d;]{0,40}c/u;
const start = /\u001B(?:\](?:1(?:1(?:;[^\u0000-\u001F\u007F]{0,64}\u001B?)?)?)?|\[(?:\?[\d;]{0,40})?)?$/u;

/** Takes the terminal's answers out of its input, also late ones or ones that arrive in pieces, so that none is typed. */
export class BackgroundAnswers {
	readonly #onBackground: (background: Background) => void;
	readonly #settled = Promise.withResolvers<void>();
	#askedAt: number | undefined;
	#isDue = false;
	#rest = '';
	#pause: NodeJS.Timeout | undefined;

	constructor(onBackground: (background: Background) => void) {
		this.#onBackground = onBackground;
	}

	/** From now on answers are expected. @returns the bytes that ask */
	ask(): string {
		this.#askedAt = performance.now();
		this.#isDue = true;
		return backgroundQuery;
	}

	/** Whether an answer may still arrive that a shell must not get. */
	get isDue(): boolean {
		return this.#isDue && this.#leftMs > 0;
	}

	/** Waits for the last answer, at most until two seconds after the question. */
	async settled(): Promise<void> {
		if (!this.isDue) return;
		const {promise, resolve} = Promise.withResolvers<void>();
		const timer = setTimeout(resolve, this.#leftMs);
		await Promise.race([promise, this.#settled.promise]);
		clearTimeout(timer);
		// Timers may fire a moment before their time, by another clock.
		this.#isDue = false;
	}

	/** @returns the input without answers. `later` gets what was held back as the start of one, if it was none. */
	take(input: string, later: (input: string) => void): string {
		clearTimeout(this.#pause);
		const text = this.#rest + input;
		this.#rest = '';
		if (!this.#isDue) return text;
		const keys = text
			.replace(colour, (_, answer: string) => {
				const background = backgroundFrom(answer);
				if (background !== undefined) this.#onBackground(background);
				return '';
			})
			.replace(kind, () => {
				this.#isDue = false;
				this.#settled.resolve();
				return '';
			});
		return this.#isDue ? this.#holdBack(keys, later) : keys;
	}

	get #leftMs(): number {
		return (this.#askedAt ?? Number.NEGATIVE_INFINITY) + maxAnswerMs - performance.now();
	}

	#holdBack(keys: string, later: (input: string) => void): string {
		const at = keys.search(start);
		if (at === -1) return keys;
		this.#rest = keys.slice(at);
		const release = () => {
			const held = this.#rest;
			this.#rest = '';
			// Half an answer is no key.
			later(held.startsWith('\u001B]11;') || held.startsWith('\u001B[?') ? '' : held);
		};
		const isEscape = this.#rest === '\u001B';
		this.#pause = setTimeout(release, isEscape ? maxPauseMs.escape : maxPauseMs.answer).unref();
		return keys.slice(0, at);
	}
}
