import {Duplex} from 'node:stream';
import type {Execution} from '../transport.ts';

/** Stdin and stdout of a command on the worker as one stream; when one ends, so does the other. */
export class ExecutionStream extends Duplex {
	/** Not in use at the moment. */
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

	/** Ends the stream if it is idle. @returns whether it was */
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
		// A channel reports its end only after all of it was read.
		this.#execution.stdout.resume();
		done(error);
	}

	/** Also ends a stream without a reader, one that waits to be reused. */
	#ended(): void {
		this.push(null);
		if (this.readableLength === 0) setImmediate(() => this.destroy());
		else this.once('end', () => this.destroy());
	}
}
