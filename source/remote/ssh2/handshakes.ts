import pLimit, {type LimitFunction} from 'p-limit';
import {sleep} from '../../time/sleep.ts';

/** An sshd with the default MaxStartups starts to refuse connections at ten. */
const maxPerHost = 8;
/** A guess (docs/decisions/fleet.md). */
const maxAtOnce = 24;
/** A host that is down keeps its place until its time is over, and only a socket waits there. */
const maxDialling = 200;

const silentMs = 1000;

/** A connection in the making. */
export type Attempt<Way, T> = {
	/** Waits for the network: for a socket, or a channel of a jump host. */
	readonly dial: () => Promise<Way>;
	/** Makes both sides sure of each other. */
	readonly logIn: (way: Way) => Promise<T>;
};

/** Limits how many connections are made at once: at one host, since its sshd refuses more, and in all. */
export class Handshakes {
	readonly #all = pLimit(maxAtOnce);
	readonly #dialling = pLimit(maxDialling);
	readonly #hosts = new Map<string, LimitFunction>();
	#open = 0;

	/** How many connections are open, or will be when those that wait have logged in. */
	get connections(): number {
		return this.#open;
	}

	/** Dials and logs in, each when there is a place for it. @param host where its sshd is: `forge:22` */
	async run<Way, T>(host: string, {dial, logIn}: Attempt<Way, T>): Promise<T> {
		const limit = this.#hosts.get(host) ?? pLimit(maxPerHost);
		this.#hosts.set(host, limit);
		this.#open += 1;
		try {
			return await limit(async () => {
				const way = await this.#dialling(dial);
				return this.#all(() => logIn(way));
			});
		} catch (thrown) {
			this.#open -= 1;
			throw thrown;
		} finally {
			if (limit.activeCount + limit.pendingCount === 0) this.#hosts.delete(host);
		}
	}

	/** To be called when a connection that has logged in ends. */
	ended(): void {
		this.#open -= 1;
	}

	/** Waiting for user input does not hold a place. */
	whileAsking<T>(host: string, ask: () => Promise<T>): Promise<T> {
		return lend([this.#all, this.#hosts.get(host)], ask);
	}

	/**
	 * A host that has accepted a connection and says nothing holds its place for a second. Its sshd still counts it.
	 * @param heard settles once the host has spoken, or the attempt is over
	 */
	async whileSilent(heard: Promise<void>): Promise<void> {
		let isSilent = true;
		const whenHeard = heard.then(() => {
			isSilent = false;
		});
		await sleep(silentMs, {until: whenHeard});
		if (isSilent) await lend([this.#all], () => whenHeard);
	}
}

/** Lets another one begin in the place of what waits. */
const lend = async <T>(
	limits: readonly (LimitFunction | undefined)[],
	wait: () => Promise<T>,
): Promise<T> => {
	const lent = limits.filter(each => each !== undefined);
	for (const limit of lent) limit.concurrency += 1;
	try {
		return await wait();
	} finally {
		for (const limit of lent) limit.concurrency -= 1;
	}
};

/** Where the sshd of an address is. */
export const sshdOf = ({host, port}: {readonly host: string; readonly port: number}): string =>
	`${host}:${port}`;
