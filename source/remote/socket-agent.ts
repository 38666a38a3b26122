import {Agent} from 'node:http';
import type {Duplex} from 'node:stream';

/** Carries HTTP over streams that somebody else opens. */
export class SocketAgent extends Agent {
	readonly #open: () => Promise<Duplex>;

	constructor(open: () => Promise<Duplex>, most: number) {
		super({keepAlive: true, maxSockets: most, maxFreeSockets: most / 2, timeout: 0});
		this.#open = open;
	}

	override createConnection(
		_options: unknown,
		done?: (error: Error | null, stream: Duplex) => void,
	): undefined {
		this.#open().then(
			stream => done?.(null, stream),
			(error: Error) => done?.(error, undefined as unknown as Duplex),
		);
		return undefined;
	}
}
