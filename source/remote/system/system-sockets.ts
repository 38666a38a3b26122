import {execFile} from 'node:child_process';
import {connect, type Socket} from 'node:net';
import path from 'node:path';
import type {Master} from './ssh-master.ts';

/** Streams to unix sockets on a worker: ssh listens here for each, and brings over what comes. */
export class SystemSockets {
	readonly #master: Master;
	readonly #roundTrip: () => Promise<void>;
	readonly #local = new Map<string, Promise<string>>();
	/** Where somebody has answered once. */
	readonly #answering = new Set<string>();

	/** @param roundTrip settles when the worker has answered something that was asked now */
	constructor(master: Master, roundTrip: () => Promise<void>) {
		this.#master = master;
		this.#roundTrip = roundTrip;
	}

	/** @throws Error where nobody listens */
	async open(remote: string): Promise<Socket> {
		const socket = await connected(await this.#forward(remote));
		if (this.#answering.has(remote)) return socket;
		const closed = new Promise<void>(resolve => socket.once('close', resolve));
		// ssh takes every stream, and closes it when the worker refuses. The worker answers in the order in which it is asked.
		await this.#roundTrip();
		await Promise.race([closed, new Promise(resolve => setImmediate(resolve))]);
		if (socket.destroyed || socket.readableEnded) throw new Error('open failed');
		this.#answering.add(remote);
		return socket;
	}

	async #forward(remote: string): Promise<string> {
		if (remote.includes('${')) throw new Error('open failed');
		const known = this.#local.get(remote);
		if (known !== undefined) return known;
		const local = path.join(this.#master.folder, `s${this.#local.size}`);
		const forward = `${word(local)}:${word(remote)}`;
		const made = this.#ask(forward).then(() => local);
		this.#local.set(remote, made);
		made.catch(() => this.#local.delete(remote));
		return made;
	}

	async #ask(forward: string): Promise<void> {
		await this.#master.noteForward(forward);
		const [ssh = '', ...words] = this.#master.through('-O', 'forward', '-L', forward, 'master');
		await new Promise<void>((resolve, reject) => {
			execFile(ssh, words, error => (error === null ? resolve() : reject(error)));
		});
	}
}

/**
 * A colon parts the two, and ssh fills in what begins with a per cent sign. It would also fill in variables of this
 * machine, and a worker that says where its socket is could have itself told any: such a path is refused.
 */
const word = (file: string): string => file.replaceAll(/[\\:]/gu, String.raw`\$&`).replaceAll('%', '%%');

const connected = (file: string): Promise<Socket> =>
	new Promise((resolve, reject) => {
		const socket = connect(file);
		socket.once('connect', () => {
			socket.off('error', reject);
			socket.on('error', () => {});
			resolve(socket);
		});
		socket.once('error', reject);
	});
