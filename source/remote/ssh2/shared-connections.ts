import pLimit from 'p-limit';
import {HostKeyAnswers} from '../host-keys/host-key-answers.ts';

/** An sshd with its usual MaxStartups begins to turn some away at ten. */
const maxHandshakes = 8;

/** What can be held: a connection of ssh2, or of the system's ssh. */
type Connection = {end(): void; once(event: 'close', listener: () => void): unknown};

/** A connection to a jump host, until it is let go. */
export type Held<T extends Connection> = {readonly client: T; release(): void};

type Standing<T extends Connection> = {readonly client: Promise<T>; holders: number};

/**
 * What all connections of this process share. The connections to jump hosts: one each, however many workers are behind it,
 * closed when the last has gone. And how many log in at once: an sshd turns away what is more than its MaxStartups.
 */
export class SharedConnections {
	/** Runs one log-in when it is its turn. */
	readonly handshakes = pLimit(maxHandshakes);

	/** Whoever waits for a person takes nobody's turn meanwhile. */
	async whileAsking<T>(ask: () => Promise<T>): Promise<T> {
		this.handshakes.concurrency += 1;
		try {
			return await ask();
		} finally {
			this.handshakes.concurrency -= 1;
		}
	}

	/** New host keys are asked about once, too. */
	readonly hostKeys = new HostKeyAnswers();
	readonly #standing = new Map<string, Standing<Connection>>();

	/**
	 * @param route names the host, how it is reached and what kind of connection it is
	 * @param connect is called where there is no connection yet
	 */
	async hold<T extends Connection>(route: string, connect: () => Promise<T>): Promise<Held<T>> {
		const standing = (this.#standing.get(route) as Standing<T> | undefined) ?? this.#begin(route, connect);
		standing.holders += 1;
		const release = once(() => {
			standing.holders -= 1;
			if (standing.holders > 0) return;
			this.#forget(route, standing);
			void standing.client.then(client => client.end()).catch(() => {});
		});
		try {
			return {client: await standing.client, release};
		} catch (thrown) {
			release();
			throw thrown;
		}
	}

	#begin<T extends Connection>(route: string, connect: () => Promise<T>): Standing<T> {
		const standing: Standing<T> = {client: connect(), holders: 0};
		this.#standing.set(route, standing);
		standing.client.then(
			client => client.once('close', () => this.#forget(route, standing)),
			() => this.#forget(route, standing),
		);
		return standing;
	}

	#forget(route: string, standing: Standing<Connection>): void {
		if (this.#standing.get(route) === standing) this.#standing.delete(route);
	}
}

const once = (act: () => void): (() => void) => {
	let isDone = false;
	return () => {
		if (!isDone) act();
		isDone = true;
	};
};
