import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process';
import {Duplex} from 'node:stream';

/**
 * Stdin and stdout of a command as one stream. When the command fails, so does the stream, with the last line of its stderr.
 * When the stream ends, so do the command and its child processes.
 */
export class CommandStream extends Duplex {
	readonly #child: ChildProcessWithoutNullStreams;
	#said = '';

	constructor(command: string) {
		super();
		const child = spawn('sh', ['-c', `exec ${command}`], {stdio: 'pipe', detached: true});
		this.#child = child;
		child.stdin.on('error', () => {});
		child.stdout.on('data', chunk => {
			if (!this.push(chunk)) child.stdout.pause();
		});
		child.stderr.on('data', chunk => {
			this.#said = (this.#said + String(chunk)).slice(-1000);
		});
		child.on('error', error => this.destroy(error));
		child.on('close', code => this.#ended(code));
		// It may fail before there is a listener; a later user finds it destroyed.
		this.on('error', () => {});
	}

	override _read(): void {
		this.#child.stdout.resume();
	}

	override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
		// A command that stopped reading is about to end, and its end says why; the broken pipe does not.
		this.#child.stdin.write(chunk, encoding, error => {
			if (error == null) done();
		});
	}

	override _final(done: () => void): void {
		this.#child.stdin.end(done);
	}

	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		const {pid, exitCode, signalCode} = this.#child;
		if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGTERM');
		done(error);
	}

	#ended(code: number | null): void {
		if (code === 0) {
			this.push(null);
			return;
		}
		const why = this.#said.trim().split('\n').at(-1);
		this.destroy(new Error(`the ProxyCommand ended: ${why || `exit code ${code}`}`));
	}
}
