import {Failure, toMessage} from '../../model/failure.ts';
import {type Execution, SessionRefused, type Transport} from '../transport.ts';
import {SessionQueue, type Slot} from './session-queue.ts';

/** sshd counts a session for a while after it reported its end. */
const pausesMs = [20, 50, 100, 200, 400, 800];
/** This many refusals in a row mean the limit, unless a session of ours has just ended. */
const certainRefusals = 3;
const settledMs = 500;

/**
 * Keeps commands within the sessions that sshd allows on one connection (MaxSessions). The limit is learnt from refusals.
 * Commands beyond it wait in a queue, and a follower that can resume yields its session. Everything that opens sessions goes
 * through here, so what holds one for long has to say so (`Use`).
 */
export const withinSessions = (transport: Transport, worker: string): Transport => {
	const queue = new SessionQueue();
	void transport.ended.then(() => queue.end());
	const opening = {transport, queue, worker};
	return {
		...transport,
		onSessions: notify => queue.onLimit(notify),
		async exec(command, use = {}) {
			const slot = await queue.take(use, false);
			return open(command, slot, opening);
		},
	};
};

type Opening = {readonly transport: Transport; readonly queue: SessionQueue; readonly worker: string};
type Refusals = {all: number; alone: number};

const open = async (command: string, slot: Slot, {transport, queue, worker}: Opening): Promise<Execution> => {
	let own = slot;
	let refusals: Refusals = {all: 0, alone: 0};
	for (;;) {
		try {
			const execution = await transport.exec(command);
			queue.opened(own);
			const held = own;
			void execution.exited.then(() => queue.leave(held));
			return execution;
		} catch (thrown) {
			const next = afterRefusal(thrown, own, {queue, refusals});
			if (next === 'fail') {
				queue.leave(own);
				throw thrown instanceof SessionRefused ? noSessions(worker, thrown) : thrown;
			}
			if (next === 'full') {
				own = await requeue(own, queue);
				refusals = {all: 0, alone: 0};
			} else await queue.untilFreed(next);
		}
	}
};

/** The time to wait, ms; `full` when the limit is reached; `fail` when no session can be opened. */
const afterRefusal = (
	thrown: unknown,
	{use}: Slot,
	{queue, refusals}: {readonly queue: SessionQueue; readonly refusals: Refusals},
): number | 'full' | 'fail' => {
	if (!(thrown instanceof SessionRefused) || use.signal?.aborted) return 'fail';
	refusals.all += 1;
	refusals.alone = queue.open === 0 ? refusals.alone + 1 : 0;
	if (refusals.alone > pausesMs.length) return 'fail';
	if (queue.open > 0 && refusals.all >= certainRefusals && queue.idleMs >= settledMs) return 'full';
	return pausesMs[Math.min(refusals.all, queue.open === 0 ? refusals.alone : certainRefusals) - 1] ?? 0;
};

/** Queues it before all others, since it had its turn. */
const requeue = (slot: Slot, queue: SessionQueue): Promise<Slot> => {
	queue.refused();
	try {
		return queue.take(slot.use, true);
	} finally {
		queue.leave(slot);
	}
};

const noSessions = (worker: string, cause: unknown): Failure =>
	new Failure(
		`sshd on ${worker} accepts the login, but opens no session for a command: ${toMessage(cause)}.`,
		{
			kind: 'unreachable',
			hint: 'Check MaxSessions in its sshd_config, and whether abandoned commands still run there.',
			cause,
		},
	);
