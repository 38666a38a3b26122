import type {WriteStream} from 'node:tty';
import {exitCodes, Failure, toMessage} from '../model/failure.ts';

/**
 * What happens when stdout can no longer be written to. A closed pipe (`| head`) is no failure, and ends the command; a full disk is
 * one. Work that must reach its end goes on, and the loss counts afterwards.
 */
export class LostOutput {
	#why: Error | undefined;
	#working = 0;

	/** @param end ends the process: with nothing where the pipe was closed, or with the Failure */
	constructor(stdout: Pick<WriteStream, 'on'>, end: (why: Failure | undefined) => void) {
		stdout.on('error', (error: Error) => {
			this.#why ??= error;
			if (this.#working === 0) end(this.#failure());
		});
	}

	/** Runs what goes on without stdout. */
	async untilDone<T>(act: () => Promise<T>): Promise<T> {
		this.#working += 1;
		try {
			return await act();
		} finally {
			this.#working -= 1;
		}
	}

	/** @param code the command's exit code @throws Failure if it is done although what it printed is lost */
	check(code: number): number {
		const failure = this.#failure();
		if (code === exitCodes.done && failure !== undefined) throw failure;
		return code;
	}

	#failure(): Failure | undefined {
		const why = this.#why as NodeJS.ErrnoException | undefined;
		if (why === undefined || why.code === 'EPIPE') return undefined;
		return new Failure(`The output could not be written: ${toMessage(why)}.`, {
			hint: 'Free disk space, or send the output elsewhere; jobs that were started run on.',
			cause: why,
		});
	}
}
