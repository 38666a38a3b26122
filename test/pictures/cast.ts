import type {Terminal} from '../driver/terminal.ts';
import {stillness} from './stillness.ts';

/** Seconds from the start; `o` is output, `m` a marker whose text is its name. */
type CastEvent = readonly [at: number, kind: 'o' | 'm', text: string];
export type Cast = {readonly columns: number; readonly rows: number; readonly events: readonly CastEvent[]};

/** A wait for a worker is cut to this; seconds. */
const maxWait = 0.7;
const letterPause = 0.07;

/** Records a terminal in the format of asciinema (docs.asciinema.org, asciicast v2), with a clock of its own. */
export class CastRecorder {
	readonly #events: CastEvent[] = [];
	readonly #terminal: Terminal;
	/** Of the recording: seconds. */
	#now = 0;
	#lastAt = performance.now();

	constructor(terminal: Terminal) {
		this.#terminal = terminal;
		terminal.watch(chunk => {
			const at = performance.now();
			this.#now += Math.min(maxWait, (at - this.#lastAt) / 1000);
			this.#lastAt = at;
			this.#events.push([this.#now, 'o', chunk]);
		});
	}

	/** Waits until nothing more is drawn, then stands still for some seconds of the recording. */
	async pause(seconds: number): Promise<void> {
		await stillness(this.#terminal);
		this.#now += seconds;
		this.#lastAt = performance.now();
	}

	/** Names what the screen shows now, and stands still. */
	async mark(name: string, seconds: number): Promise<void> {
		await this.pause(0);
		this.#events.push([this.#now, 'm', name]);
		await this.pause(seconds);
	}

	/** Types letter by letter. */
	async types(terminal: Terminal, text: string): Promise<void> {
		for (const [index, letter] of [...text].entries()) {
			terminal.type(letter);
			await terminal.sees(text.slice(0, index + 1));
			this.#now += letterPause;
		}
	}

	get cast(): Cast {
		const {cols, rows} = this.#terminal.emulator;
		return {columns: cols, rows, events: this.#events};
	}
}

export const toCastFile = ({columns, rows, events}: Cast): string =>
	[
		{version: 2, width: columns, height: rows, env: {TERM: 'xterm-256color'}, title: 'Ingot'},
		...events.map(([at, kind, text]) => [Number(at.toFixed(3)), kind, text]),
	]
		.map(line => `${JSON.stringify(line)}\n`)
		.join('');

export const fromCastFile = (text: string): Cast => {
	const [head = '{}', ...lines] = text.trimEnd().split('\n');
	const {width, height} = JSON.parse(head);
	return {columns: width, rows: height, events: lines.map(line => JSON.parse(line))};
};
