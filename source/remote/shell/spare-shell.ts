import {randomUUID} from 'node:crypto';
import type {RunOptions} from '../remote.ts';
import type {Execution, Transport, Use} from '../transport.ts';
import {openShell, shellCommand} from './open-shell.ts';
import {defaultTimeoutMs, runScript} from './run-script.ts';
import {tooSlow} from './shell-failures.ts';
import {untilMark} from './until-mark.ts';

/** A short script reads on within this time, or nobody does. */
const spareMs = 3000;
/** A user who is about to submit something reads a summary first. */
const preparedMs = 60_000;
/** What reads a few small files is over in some milliseconds, or waits for a disk that hangs. */
const aheadMs = 1000;
const maxBytes = 64 * 1024;

type First = RunOptions & {
	readonly script: string;
	/** Runs behind the script, without a round trip of its own. */
	readonly ahead?: string | undefined;
};

/**
 * Runs a first script, and keeps its shell for the next one: that costs one round trip in place of three. The shell holds a
 * session for at most three seconds, and yields it to others.
 * @returns what the script printed; what the one behind it printed, unless it failed or took longer than a second; and the transport,
 * which gives the shell to the first short script
 * @throws Failure as `runScript` does
 */
export const runAndKeep = async (
	transport: Transport,
	worker: string,
	{script, ahead = ':', signal = new AbortController().signal, timeoutMs = defaultTimeoutMs}: First,
): Promise<{
	readonly stdout: string;
	readonly ahead: string | undefined;
	readonly transport: Transport;
}> => {
	const spare = new SpareShell();
	const shell = await openShell(transport, {signal, yieldSession: () => spare.drop()});
	const stop = () => shell.close();
	signal.addEventListener('abort', stop, {once: true});
	const [mark, lastMark] = [randomUUID(), randomUUID()];
	// Each in a shell of its own, so that the next script finds no variable of this one.
	const inShell = (text: string) => `(\n${transport.preamble}${text}\n) </dev/null`;
	shell.stdin.write(`${inShell(script)}\necho ${mark}\n${inShell(ahead)}\necho $?${lastMark}\n`);
	const {text: stdout, end} = await untilMark(shell.stdout, mark, {maxBytes, timeoutMs});
	const last =
		end === 'found'
			? await untilMark(shell.stdout, `0${lastMark}`, {maxBytes, timeoutMs: aheadMs})
			: undefined;
	signal.removeEventListener('abort', stop);
	if (last?.end === 'found') {
		spare.keep(shell);
		return {stdout, ahead: last.text, transport: {...transport, exec: spare.before(transport)}};
	}
	shell.close();
	if (last !== undefined) return {stdout, ahead: undefined, transport};
	if (end === 'late') throw tooSlow(worker, timeoutMs);
	// It says what is wrong.
	const again = await runScript(transport, worker, {script, signal, timeoutMs});
	return {stdout: again.stdout, ahead: undefined, transport};
};

/**
 * A shell that is opened before somebody submits something, so that the submitted script starts without the round trips
 * of a new session. It yields its session to others, and ends after a minute.
 */
export class PreparedShell {
	readonly #transport: Transport;
	readonly #spare = new SpareShell();
	#isOpening = false;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Opens one, unless there is one. A shell that cannot be opened is missed by nobody. */
	async open(): Promise<void> {
		if (this.#isOpening || this.#spare.isKept) return;
		this.#isOpening = true;
		try {
			const signal = AbortSignal.timeout(spareMs);
			const shell = await openShell(this.#transport, {signal, yieldSession: () => this.#spare.drop()});
			this.#spare.keep(shell, preparedMs);
		} catch {
			// The submitted script opens its own, and reports why it cannot.
		} finally {
			this.#isOpening = false;
		}
	}

	/** The transport whose first short script gets that shell. */
	transport(): Transport {
		return {...this.#transport, exec: this.#spare.before(this.#transport)};
	}
}

/** At most one shell that nobody uses. */
class SpareShell {
	#shell: Execution | undefined;

	get isKept(): boolean {
		return this.#shell !== undefined;
	}

	keep(shell: Execution, forMs = spareMs): void {
		this.#shell = shell;
		const isStill = () => this.#shell === shell;
		setTimeout(() => isStill() && this.drop(), forMs).unref();
		void shell.exited.then(() => isStill() && this.#take());
	}

	/** Ends it. @returns whether there was one */
	drop(): boolean {
		const shell = this.#take();
		shell?.stdin.end();
		shell?.close();
		return shell !== undefined;
	}

	/** The `exec` of a transport; the first short script gets the spare shell. */
	before(transport: Transport): Transport['exec'] {
		return async (command: string, use?: Use) => {
			const shell = command === shellCommand && use?.isLong !== true ? this.#take() : undefined;
			return shell ?? transport.exec(command, use);
		};
	}

	#take(): Execution | undefined {
		const shell = this.#shell;
		this.#shell = undefined;
		return shell;
	}
}
