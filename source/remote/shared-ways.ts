import pLimit from 'p-limit';
import type {Client} from 'ssh2';
import {HostKeyAnswers} from './host-key-answers.ts';

/** An sshd with its usual MaxStartups begins to turn some away at ten. */
const mostHandshakes = 8;

/** A connection to a jump host, until it is let go. */
export type Held = {readonly client: Client; release(): void};

type Standing = {readonly client: Promise<Client>; holders: number};

/**
 * What all connections of this process share. The connections to jump hosts: one each, however many workers are behind it,
 * closed when the last has gone. And how many log in at once: an sshd turns away what is more than its MaxStartups.
 */
export class SharedWays {
	/** Runs one log-in when it is its turn. */
	readonly handshakes = pLimit(mostHandshakes);

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
	readonly #standing = new Map<string, Standing>();

	/** @param way names the host and how it is reached @param connect is called where there is no connection yet */
	async hold(way: string, connect: () => Promise<Client>): Promise<Held> {
		const standing = this.#standing.get(way) ?? this.#begin(way, connect);
		standing.holders += 1;
		const release = once(() => {
			standing.holders -= 1;
			if (standing.holders > 0) return;
			this.#forget(way, standing);
			void standing.client.then(client => client.end()).catch(() => {});
		});
		try {
			return {client: await standing.client, release};
		} catch (thrown) {
			release();
			throw thrown;
		}
	}

	#begin(way: string, connect: () => Promise<Client>): Standing {
		const standing: Standing = {client: connect(), holders: 0};
		this.#standing.set(way, standing);
		standing.client.then(
			client => client.once('close', () => this.#forget(way, standing)),
			() => this.#forget(way, standing),
		);
		return standing;
	}

	#forget(way: string, standing: Standing): void {
		if (this.#standing.get(way) === standing) this.#standing.delete(way);
	}
}

const once = (act: () => void): (() => void) => {
	let isDone = false;
	return () => {
		if (!isDone) act();
		isDone = true;
	};
};
