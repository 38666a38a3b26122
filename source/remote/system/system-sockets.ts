import {execFile} from 'node:child_process';
import {connect, type Socket} from 'node:net';
import path from 'node:path';
import type {Master} from './ssh-master.ts';

/** Streams to unix sockets on a worker: ssh listens on a local socket for each, and forwards it. */
export class SystemSockets {
	readonly #master: Master;
	readonly #roundTrip: () => Promise<void>;
	readonly #local = new Map<string, Promise<string>>();
	/** Sockets that have answered once. */
	readonly #answering = new Set<string>();

	/** @param roundTrip settles when the worker has answered a new request */
	constructor(master: Master, roundTrip: () => Promise<void>) {
		this.#master = master;
		this.#roundTrip = roundTrip;
	}

	/** @throws Error when nothing listens */
	async open(remote: string): Promise<Socket> {
		const socket = await connected(await this.#forward(remote));
		if (this.#answering.has(remote)) return socket;
		const closed = new Promise<void>(resolve => socket.once('close', resolve));
		// ssh accepts every stream, and closes it when the worker refuses. The worker answers in the order of the requests.
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
 * Escapes a path: a colon separates the two, and ssh expands per cent signs. ssh would also expand variables of this machine,
 * and a worker could read any of them through the path of its socket, so such a path is refused.
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
