import {Duplex} from 'node:stream';
import type {Execution} from '../transport.ts';

/** Stdin and stdout of a command on the worker as one stream; when one of the two ends, so does the other. */
export class ExecutionStream extends Duplex {
	/** Nobody uses it just now. */
	isIdle = false;
	readonly #execution: Execution;

	constructor(execution: Execution) {
		super();
		this.#execution = execution;
		const {stdout, stderr} = execution;
		stderr.resume();
		stdout.on('data', chunk => {
			if (!this.push(chunk) && !this.destroyed) stdout.pause();
		});
		stdout.once('end', () => this.#ended());
		this.on('error', () => {});
	}

	/** Ends it when nobody uses it. @returns whether it does */
	closeIfIdle(): boolean {
		if (this.isIdle) this.destroy();
		return this.isIdle;
	}

	override _read(): void {
		this.#execution.stdout.resume();
	}

	override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
		this.#execution.stdin.write(chunk, encoding, done);
	}

	override _final(done: () => void): void {
		this.#execution.stdin.end();
		done();
	}

	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		this.#execution.close();
		// A channel tells that it is closed only when all of it was read.
		this.#execution.stdout.resume();
		done(error);
	}

	/** Nobody need be reading just now: one that waits to be used again is over as well. */
	#ended(): void {
		this.push(null);
		if (this.readableLength === 0) setImmediate(() => this.destroy());
		else this.once('end', () => this.destroy());
	}
}
