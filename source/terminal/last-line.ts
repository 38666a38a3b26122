import type {WriteStream} from 'node:tty';

type Stream = {readonly write: (bytes: string) => unknown; readonly isTTY?: boolean};

/** Redrawn at most so often: more would only flicker, and cost a slow line its bytes. */
const frameMs = 100;
/** Never upwards: whether a terminal that was made narrower has wrapped the line depends on the terminal. */
const eraseLine = '\r\u001B[J';
/** Times in a line are right to a second. */
const tickMs = 1000;

/**
 * The last line of a terminal, which is drawn anew below everything that is printed. What is printed while it shows is written
 * together with it, so that neither flickers.
 */
export class LastLine {
	readonly #terminal: Pick<WriteStream, 'write' | 'columns'>;
	#draw: ((columns: number) => string) | undefined;
	#printed = '';
	#shown = '';
	#drawnAt = Number.NEGATIVE_INFINITY;
	#timer: NodeJS.Timeout | undefined;
	#isPaused = false;

	constructor(terminal: Pick<WriteStream, 'write' | 'columns'>) {
		this.#terminal = terminal;
	}

	/** @param draw the line for so many columns, with its colours; undefined removes it */
	show(draw: ((columns: number) => string) | undefined): void {
		this.#draw = draw;
		if (draw === undefined) this.#redraw();
		else this.#redrawSoon();
	}

	/** Prints above the line, or at once where none is shown. Another terminal than ours gets it at once. */
	print(text: string, to: Stream = this.#terminal): void {
		if (this.#draw === undefined || (to !== this.#terminal && to.isTTY !== true)) {
			to.write(text);
			return;
		}
		this.#printed += text;
		this.#redrawSoon();
	}

	/** Removes the line while somebody is asked something. */
	async without<T>(ask: () => Promise<T>): Promise<T> {
		this.#isPaused = true;
		this.#redraw();
		try {
			return await ask();
		} finally {
			this.#isPaused = false;
			if (this.#draw !== undefined) this.#redrawSoon();
		}
	}

	#redrawSoon(): void {
		if (this.#isPaused) return;
		const due = this.#drawnAt + frameMs - performance.now();
		if (due <= 0) this.#redraw();
		else this.#redrawIn(due);
	}

	#redrawIn(ms: number): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#redraw(), ms);
		// A line that is shown keeps nothing running.
		this.#timer.unref();
	}

	#redraw(): void {
		clearTimeout(this.#timer);
		const columns = this.#terminal.columns || 80;
		const line = this.#isPaused ? '' : (this.#draw?.(columns) ?? '');
		const bytes = `${this.#shown === '' ? '' : eraseLine}${this.#printed}${line}`;
		if (bytes !== '') this.#terminal.write(bytes);
		this.#printed = '';
		this.#shown = line;
		this.#drawnAt = performance.now();
		if (line !== '') this.#redrawIn(tickMs);
	}
}
