import {setTimeout as pause} from 'node:timers/promises';
import {isRejected, toMessage} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import {withJitter} from '../time/sleep.ts';
import type {CommandDeps} from './command-deps.ts';

export type Connection = {
	/** The current connection; reconnects if it was lost. @throws Failure if the worker stays unreachable */
	remote(): Promise<Remote>;
	/** Closes the connections that this made. */
	close(): void;
};

/** About five minutes: a laptop that changes its network, a worker that boots. */
const pausesMs = [0, 1000, 2000, 5000, 10_000, ...Array.from({length: 9}, () => 30_000)];

/** A home folder with the keys may still be missing when a worker boots. */
const maxRejected = 3;

/** Keeps a connection to a worker for as long as a command needs it. Reconnecting is reported on stderr. */
export const keepConnected = (deps: CommandDeps, first: Remote): Connection => {
	let current = first;
	let isLost = false;
	const watch = (remote: Remote) => {
		isLost = false;
		void remote.ended.then(() => {
			if (remote === current) isLost = true;
		});
	};
	watch(first);
	const again = async (): Promise<Remote> => {
		deps.err(`The connection to ${first.worker.name} was lost, which does not stop the job. Reconnecting.`);
		let why: unknown;
		let rejected = 0;
		for (const ms of pausesMs) {
			try {
				await pause(withJitter(ms), undefined, {signal: deps.signal});
				return await deps.connect(first.worker);
			} catch (thrown) {
				why = thrown;
				// fail2ban would ban this computer for more; the job does not need us.
				if (deps.signal.aborted || (isRejected(thrown) && ++rejected === maxRejected)) break;
				deps.err(`  ${neutralise(toMessage(thrown))}`);
			}
		}
		throw why;
	};
	return {
		async remote() {
			if (!isLost) return current;
			const found = await again();
			if (current !== first) current.close();
			current = found;
			watch(found);
			deps.err(`Reconnected to ${first.worker.name}.`);
			return found;
		},
		close() {
			if (current !== first) current.close();
		},
	};
};
