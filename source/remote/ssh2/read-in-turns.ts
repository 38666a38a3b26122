import {Socket} from 'node:net';
import type {Client} from 'ssh2';

/** Work of this long delays no key; 4 ms were seen to. */
const busyMs = 1.5;

const waiting: (() => void)[] = [];
let since: number | undefined;

/** Whether what has just arrived may be handled now: nothing waits, and this turn of the event loop has been short. */
const isFree = (): boolean => {
	if (waiting.length > 0) return false;
	if (since === undefined) {
		since = performance.now();
		setImmediate(() => {
			since = undefined;
		});
	}
	return performance.now() - since < busyMs;
};

/** One a turn, so that what follows from it is over before the next one, and keys come between. */
const next = (): void => {
	waiting.shift()?.();
	if (waiting.length > 0) setImmediate(next);
};

const wait = (act: () => void): void => {
	waiting.push(act);
	if (waiting.length === 1) setImmediate(next);
};

/**
 * Lets the connections of a large fleet take turns: Node reads everything that has arrived before it handles a key, and a thousand
 * workers may have answered. A connection that waits is not read, so its sshd waits, too. To be called before it connects.
 */
export const readInTurns = (client: Client): void => {
	client.on('connect', () => {
		const {_sock: socket} = client as unknown as {readonly _sock?: unknown};
		// What has no socket of its own comes through one that has.
		if (!(socket instanceof Socket)) return;
		const push = socket.push.bind(socket);
		let behind = 0;
		socket.push = (chunk, encoding) => {
			if (behind === 0 && isFree()) return push(chunk, encoding);
			behind += 1;
			wait(() => {
				behind -= 1;
				if (!socket.destroyed) push(chunk, encoding);
			});
			return false;
		};
	});
};
