import pLimit, {type LimitFunction} from 'p-limit';

/** An sshd with the default MaxStartups starts to refuse connections at ten. */
const maxPerHost = 8;
/** Log-ins wait for networks, and a host that is down keeps its place until its time is over. A guess (docs/decisions/fleet.md). */
const maxAtOnce = 24;

/** Limits how many log-ins run at once: at one host, since its sshd refuses more, and in all. */
export class Handshakes {
	readonly #all = pLimit(maxAtOnce);
	readonly #hosts = new Map<string, LimitFunction>();
	#open = 0;

	/** How many connections are open, or will be when those that wait have logged in. */
	get connections(): number {
		return this.#open;
	}

	/** Runs a log-in when there is a place for it. @param host where its sshd is: `forge:22` */
	async run<T>(host: string, logIn: () => Promise<T>): Promise<T> {
		const limit = this.#hosts.get(host) ?? pLimit(maxPerHost);
		this.#hosts.set(host, limit);
		this.#open += 1;
		try {
			return await limit(() => this.#all(logIn));
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
	async whileAsking<T>(host: string, ask: () => Promise<T>): Promise<T> {
		const limits = [this.#all, this.#hosts.get(host)].filter(each => each !== undefined);
		for (const limit of limits) limit.concurrency += 1;
		try {
			return await ask();
		} finally {
			for (const limit of limits) limit.concurrency -= 1;
		}
	}
}

/** Where the sshd of an address is. */
export const sshdOf = ({host, port}: {readonly host: string; readonly port: number}): string =>
	`${host}:${port}`;
