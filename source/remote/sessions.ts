import {Failure, toMessage} from '../model/failure.ts';
import {SessionLine, type Slot} from './session-line.ts';
import {type Execution, SessionRefused, type Transport} from './transport.ts';

/** sshd counts a session for a while after it has told us that it is over. */
const pausesMs = [20, 50, 100, 200, 400, 800];
/** So many refusals one after the other are no coincidence. */
const sure = 3;

/**
 * Commands within the sessions that sshd allows on one connection (MaxSessions). How many is learnt from what it refuses;
 * whoever is beyond that waits in line, and a long follower that can be taken up again gives way. It goes around all that
 * opens sessions, so whatever holds one for long has to say so (`Use`).
 */
export const withinSessions = (transport: Transport, worker: string): Transport => {
	const line = new SessionLine();
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

type Opening = {readonly transport: Transport; readonly line: SessionLine; readonly worker: string};

const open = async (command: string, slot: Slot, {transport, line, worker}: Opening): Promise<Execution> => {
	let own = slot;
	for (let tries = 0; ; tries += 1) {
		try {
			const execution = await transport.exec(command);
			line.opened(own);
			const held = own;
			void execution.exited.then(() => line.leave(held));
			return execution;
		} catch (thrown) {
			const pauseMs = pausesMs[tries];
			if (!(thrown instanceof SessionRefused) || pauseMs === undefined) {
				line.leave(own);
				throw thrown instanceof SessionRefused ? noSessions(worker, thrown) : thrown;
			}
			if (tries + 1 < sure || line.open === 0) {
				await line.untilFreed(pauseMs);
				continue;
			}
			own = await backInLine(own, line);
			tries = -1;
		}
	}
};

/** Before all others: it had its turn. */
const backInLine = (slot: Slot, line: SessionLine): Promise<Slot> => {
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
