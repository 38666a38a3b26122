import {HostKeyAnswers} from '../host-keys/host-key-answers.ts';
import {Handshakes} from './handshakes.ts';

/** A connection of ssh2 or of the system's ssh. */
type Connection = {end(): void; once(event: 'close', listener: () => void): unknown};

/** A connection to a jump host, until it is released. */
export type Held<T extends Connection> = {readonly client: T; release(): void};

type Shared<T extends Connection> = {readonly client: Promise<T>; holders: number};

/**
 * What all connections of this process share: one connection to each jump host, closed with the last worker behind it, and
 * the limit of simultaneous logins, since an sshd refuses more than its MaxStartups.
 */
export class SharedConnections {
	readonly handshakes = new Handshakes();

	/** New host keys are also asked about once only. */
	readonly hostKeys = new HostKeyAnswers();
	readonly #connections = new Map<string, Shared<Connection>>();

	/**
	 * @param route the host, how it is reached and the kind of connection
	 * @param connect called when there is no connection yet
	 */
	async hold<T extends Connection>(route: string, connect: () => Promise<T>): Promise<Held<T>> {
		const held = (this.#connections.get(route) as Shared<T> | undefined) ?? this.#begin(route, connect);
		held.holders += 1;
		const release = once(() => {
			held.holders -= 1;
			if (held.holders > 0) return;
			this.#forget(route, held);
			void held.client.then(client => client.end()).catch(() => {});
		});
		try {
			return {client: await held.client, release};
		} catch (thrown) {
			release();
			throw thrown;
		}
	}

	#begin<T extends Connection>(route: string, connect: () => Promise<T>): Shared<T> {
		const held: Shared<T> = {client: connect(), holders: 0};
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
