import {spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {type KeyName, keyBytes} from './key-bytes.ts';
import {until} from './until.ts';

export type TerminalOptions = {
	readonly columns?: number;
	readonly rows?: number;
	readonly env?: Record<string, string | undefined>;
	readonly cwd?: string;
};

/** node-pty would pass the word `undefined` on. */
const withoutGaps = (env: Record<string, string | undefined>): Record<string, string> =>
	Object.fromEntries(Object.entries(env).filter((each): each is [string, string] => each[1] !== undefined));

/** A program in a real pseudo-terminal with a real terminal emulator, driven by keys. */
export class Terminal {
	readonly emulator: xterm.Terminal;
	readonly exited: Promise<number>;
	exitCode: number | undefined;
	/** Everything that was written, including escape sequences. */
	output = '';
	readonly #pty;
	#written: Promise<void> = Promise.resolve();
	/** The screen before a frame that is still being written; a terminal shows it until the frame ends. */
	#before: readonly string[] | undefined;

	constructor(argv: readonly string[], {columns = 100, rows = 30, env = {}, cwd}: TerminalOptions = {}) {
		this.emulator = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
		for (const final of ['h', 'l'] as const)
			this.emulator.parser.registerCsiHandler({prefix: '?', final}, ([mode]) => {
				if (mode === 2026) this.#before = final === 'h' ? (this.#before ?? this.#drawn()) : undefined;
				return false;
			});
		const [file = 'sh', ...rest] = argv;
		this.#pty = spawn(file, rest, {
			cols: columns,
			rows,
			name: 'xterm-256color',
			...(cwd === undefined ? {} : {cwd}),
			env: withoutGaps({...process.env, CI: undefined, NO_COLOR: undefined, ...env}),
		});
		// A terminal answers questions about itself.
		this.emulator.onData(answer => this.#pty.write(answer));
		this.#pty.onData(data => {
			this.output += data;
			this.#written = new Promise(resolve => this.emulator.write(data, resolve));
		});
		this.exited = new Promise(resolve => {
			this.#pty.onExit(({exitCode}) => {
				this.exitCode = exitCode;
				// The emulator may still be reading the last words.
				void this.#written.then(() => resolve(exitCode));
			});
		});
	}

	get pid(): number {
		return this.#pty.pid;
	}

	/** The screen's lines as a person sees them now, without trailing spaces. */
	lines(): readonly string[] {
		return this.#before ?? this.#drawn();
	}

	#drawn(): readonly string[] {
		const buffer = this.emulator.buffer.active;
		return Array.from({length: this.emulator.rows}, (_, row) =>
			(buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
		);
	}

	screen(): string {
		return this.lines().join('\n');
	}

	/** When the text was first written, as performance.now(); for benchmarks, so without polling. */
	firstOutput(text: string): Promise<number> {
		return new Promise(resolve => {
			let seen = '';
			this.#pty.onData(data => {
				seen += data;
				if (seen.includes(text)) resolve(performance.now());
			});
		});
	}

	/** Every chunk as it is written; for benchmarks, so without polling. @returns a function that stops it */
	watch(onChunk: (chunk: string) => void): () => void {
		const {dispose} = this.#pty.onData(onChunk);
		return dispose;
	}

	/** Types text as it is, in one chunk. */
	type(text: string): this {
		this.#pty.write(text);
		return this;
	}

	/** Presses keys, each in its own chunk. */
	press(...keys: readonly KeyName[]): this {
		for (const key of keys) this.#pty.write(keyBytes[key]);
		return this;
	}

	/** Waits until the screen shows the text. */
	async sees(text: string | RegExp, timeoutMs = 90_000): Promise<this> {
		await until(() => this.#shows(text), {
			what: `the screen to show ${text}`,
			timeoutMs,
			seen: () => `exit code: ${this.exitCode}\n${this.screen()}`,
		});
		return this;
	}

	/** Waits until the screen no longer shows the text. */
	async seesNo(text: string | RegExp, timeoutMs = 90_000): Promise<this> {
		await until(async () => !(await this.#shows(text)), {
			what: `${text} to leave the screen`,
			timeoutMs,
			seen: () => this.screen(),
		});
		return this;
	}

	async #shows(text: string | RegExp): Promise<boolean> {
		await this.#written;
		const screen = this.screen();
		return typeof text === 'string' ? screen.includes(text) : text.test(screen);
	}

	resize(columns: number, rows: number): void {
		this.#pty.resize(columns, rows);
		this.emulator.resize(columns, rows);
	}

	/** Closes the terminal, like closing its window. */
	hangUp(): void {
		this.#pty.kill('SIGHUP');
	}

	/** Ends the program if it is still running. */
	close(): void {
		if (this.exitCode === undefined) this.#pty.kill('SIGKILL');
		this.emulator.dispose();
	}
}
