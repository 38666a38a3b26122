import type {Failure} from '../../model/failure.ts';
import type {Worker} from '../../model/worker.ts';
import type {Destination, JumpHost} from '../config/jump-hosts.ts';
import {connectionLost, noSession} from '../connection-failures.ts';
import type {SshDeps} from '../ssh2/ssh-client.ts';
import {type Connection, SessionRefused} from '../transport.ts';
import {lastLine} from './master-failures.ts';
import type {Master} from './ssh-master.ts';
import {executeOverMaster} from './system-execution.ts';
import {masterTo} from './system-route.ts';
import {SystemSockets} from './system-sockets.ts';

type Going = {readonly worker: Worker; readonly jumps: readonly JumpHost[]; readonly to: Destination};

/** One connection of the system's ssh. @throws Failure (unreachable) that says why the worker cannot be reached */
export const systemTransport = async (going: Going, deps: SshDeps): Promise<Connection> =>
	over(await masterTo(going, deps), going.to.name);

const over = (master: Master, worker: string): Connection => {
	let isClosing = false;
	let lost: Failure | undefined;
	const ended = master.ended.then(said => {
		lost = connectionLost(worker, said === '' ? undefined : new Error(lastLine(said)));
		return isClosing ? undefined : lost;
	});
	const roundTrip = async (): Promise<void> => {
		try {
			(await executeOverMaster(master, 'exit', async () => undefined)).close();
		} catch (thrown) {
			if (!(thrown instanceof SessionRefused)) throw thrown;
		}
	};
	const exec = (command: string) =>
		executeOverMaster(master, command, async () => {
			// Its end may be reported before that of the connection.
			if (await answers(roundTrip)) return undefined;
			await ended;
			return lost;
		});
	const sockets = new SystemSockets(master, roundTrip);
	return {
		async exec(command) {
			try {
				return await exec(command);
			} catch (thrown) {
				throw thrown instanceof SessionRefused ? thrown : noSession(worker, thrown);
			}
		},
		openSocket: remote =>
			sockets.open(remote).catch((thrown: unknown) => {
				throw lost ?? thrown;
			}),
		ping: roundTrip,
		ended,
		close() {
			isClosing = true;
			master.end();
		},
	};
};

const answers = (roundTrip: () => Promise<void>): Promise<boolean> =>
	roundTrip().then(
		() => true,
		() => false,
	);
