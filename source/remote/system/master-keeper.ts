import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process';
import {rm} from 'node:fs/promises';
import {sleep} from '../../time/sleep.ts';
import keepMaster from './keep-master.sh';

const maxMessageLength = 8000;
const timeoutMs = 500;

/** The process that holds an ssh connection and its folder (keep-master.sh). */
export class MasterKeeper {
	/** Settles when ssh has logged in. */
	readonly up: Promise<void>;
	/** Settles with ssh's output when it has ended. */
	readonly ended: Promise<string>;
	readonly #child: ChildProcessWithoutNullStreams;
	readonly #folder: string;

	/** @param mode join: the connection belongs to someone else */
	constructor(folder: string, mode: 'lead' | 'join', ssh: readonly string[]) {
		// A session of its own: without a terminal ssh asks by askpass, and Ctrl-C here does not end it.
		const child = spawn('sh', ['-c', keepMaster, 'keep', folder, mode, ...ssh], {
			stdio: 'pipe',
			detached: true,
		});
		let said = '';
		child.stdin.on('error', () => {});
		child.stderr.on('data', chunk => {
			said = (said + String(chunk)).slice(-maxMessageLength);
		});
		this.up = new Promise(resolve => child.stdout.once('data', () => resolve()));
		this.ended = new Promise(resolve => {
			child.on('error', error => resolve(error.message));
			const closed = new Promise<void>(done => child.on('close', () => done()));
			// A process that the route left running may hold the pipes open.
			child.on('exit', async () => {
				await sleep(timeoutMs, {until: closed});
				// A busy process may find that the time is up before it has read what ssh wrote.
				setImmediate(() => setImmediate(() => resolve(said)));
			});
		});
		this.#child = child;
		this.#folder = folder;
		void this.ended.then(() => {
			child.stdin.destroy();
			return rm(folder, {recursive: true, force: true});
		});
	}

	end(): void {
		this.#child.stdin.end();
		// Ends one that hangs.
		const late = setTimeout(() => this.#kill(), 4 * timeoutMs).unref();
		void this.ended.then(() => clearTimeout(late));
	}

	#kill(): void {
		try {
			process.kill(-(this.#child.pid ?? 0), 'SIGKILL');
		} catch {
			// Already gone.
		}
		void rm(this.#folder, {recursive: true, force: true});
	}
}
