import {orAborted} from '../../time/or-aborted.ts';
import {HostKeyAnswers} from '../host-keys/host-key-answers.ts';
import {Handshakes} from './handshakes.ts';
import {Rejections} from './rejections.ts';

/** A connection of ssh2 or of the system's ssh. */
export type Connection = {end(): void; once(event: 'close', listener: () => void): unknown};

/** A connection to a jump host, until it is released. */
export type Held<T extends Connection> = {readonly client: T; release(): void};

type Shared<T extends Connection> = {
	readonly client: Promise<T>;
	/** Gives up connecting when nobody waits for it any more. */
	readonly unwanted: AbortController;
	holders: number;
};

/** Opens a connection; the signal is the connection's own, since whoever wanted it first may leave before the others. */
export type Connect<T extends Connection> = (signal: AbortSignal) => Promise<T>;

/**
 * What all connections of this process share: one connection to each jump host, closed with the last worker behind it, and
 * the limit of simultaneous logins, since an sshd refuses more than its MaxStartups.
 */
export class SharedConnections {
	readonly handshakes = new Handshakes();

	/** New host keys are also asked about once only. */
	readonly hostKeys = new HostKeyAnswers();
	readonly rejections = new Rejections();
	readonly #connections = new Map<string, Shared<Connection>>();

	/**
	 * @param route the host, how it is reached and the kind of connection
	 * @param connect called when there is no connection yet
	 * @param signal gives up this caller's wait, and no other's
	 */
	async hold<T extends Connection>(
		route: string,
		connect: Connect<T>,
		signal: AbortSignal,
	): Promise<Held<T>> {
		signal.throwIfAborted();
		const held = (this.#connections.get(route) as Shared<T> | undefined) ?? this.#begin(route, connect);
		held.holders += 1;
		const release = once(() => {
			held.holders -= 1;
			if (held.holders > 0) return;
			this.#forget(route, held);
			held.unwanted.abort();
			void held.client.then(client => client.end()).catch(() => {});
		});
		try {
			return {client: await orAborted(held.client, signal), release};
		} catch (thrown) {
			release();
			throw thrown;
		}
	}

	#begin<T extends Connection>(route: string, connect: Connect<T>): Shared<T> {
		const unwanted = new AbortController();
		const held: Shared<T> = {client: connect(unwanted.signal), unwanted, holders: 0};
		this.#connections.set(route, held);
		held.client.then(
			client => client.once('close', () => this.#forget(route, held)),
			() => this.#forget(route, held),
		);
		return held;
	}

	#forget(route: string, held: Shared<Connection>): void {
		if (this.#connections.get(route) === held) this.#connections.delete(route);
	}
}

const once = (act: () => void): (() => void) => {
	let isDone = false;
	return () => {
		if (!isDone) act();
		isDone = true;
	};
};
