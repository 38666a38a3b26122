import {Failure, toMessage} from '../../model/failure.ts';
import {type Execution, SessionRefused, type Transport} from '../transport.ts';
import {SessionQueue, type Slot} from './session-queue.ts';

/** sshd counts a session for a while after it has told us that it is over. */
const pausesMs = [20, 50, 100, 200, 400, 800];
/** So many refusals one after the other are no coincidence, when none of ours has ended just before. */
const sure = 3;
const settledMs = 500;

/**
 * Commands within the sessions that sshd allows on one connection (MaxSessions). How many is learnt from what it refuses;
 * whoever is beyond that waits in line, and a long follower that can be taken up again gives way. It goes around all that
 * opens sessions, so whatever holds one for long has to say so (`Use`).
 */
export const withinSessions = (transport: Transport, worker: string): Transport => {
	const line = new SessionQueue();
	void transport.ended.then(() => line.end());
	const opening = {transport, line, worker};
	return {
		...transport,
		onSessions: tell => line.onLimit(tell),
		async exec(command, use = {}) {
			const slot = await line.take(use, false);
			return open(command, slot, opening);
		},
	};
};

type Opening = {readonly transport: Transport; readonly line: SessionQueue; readonly worker: string};
type Refusals = {all: number; alone: number};

const open = async (command: string, slot: Slot, {transport, line, worker}: Opening): Promise<Execution> => {
	let own = slot;
	let refusals: Refusals = {all: 0, alone: 0};
	for (;;) {
		try {
			const execution = await transport.exec(command);
			line.opened(own);
			const held = own;
			void execution.exited.then(() => line.leave(held));
			return execution;
		} catch (thrown) {
			const next = afterRefusal(thrown, own, {line, refusals});
			if (next === 'fail') {
				line.leave(own);
				throw thrown instanceof SessionRefused ? noSessions(worker, thrown) : thrown;
			}
			if (next === 'full') {
				own = await backInLine(own, line);
				refusals = {all: 0, alone: 0};
			} else await line.untilFreed(next);
		}
	}
};

/** How long to wait, or that there are as many as there can be, or none at all. */
const afterRefusal = (
	thrown: unknown,
	{use}: Slot,
	{line, refusals}: {readonly line: SessionQueue; readonly refusals: Refusals},
): number | 'full' | 'fail' => {
	if (!(thrown instanceof SessionRefused) || use.signal?.aborted) return 'fail';
	refusals.all += 1;
	refusals.alone = line.open === 0 ? refusals.alone + 1 : 0;
	if (refusals.alone > pausesMs.length) return 'fail';
	if (line.open > 0 && refusals.all >= sure && line.idleMs >= settledMs) return 'full';
	return pausesMs[Math.min(refusals.all, line.open === 0 ? refusals.alone : sure) - 1] ?? 0;
};

/** Before all others: it had its turn. */
const backInLine = (slot: Slot, line: SessionQueue): Promise<Slot> => {
	line.refused();
	try {
		return line.take(slot.use, true);
	} finally {
		line.leave(slot);
	}
};

const noSessions = (worker: string, cause: unknown): Failure =>
	new Failure(`sshd on ${worker} lets us in, but opens no session for a command: ${toMessage(cause)}.`, {
		kind: 'unreachable',
		hint: 'MaxSessions in its sshd_config may be 0; or commands that were given up still run there.',
		cause,
	});
