import {Failure} from '../../model/failure.ts';
import type {JumpHost} from '../config/jump-hosts.ts';
import type {Connect, Connection, Held} from './shared-connections.ts';
import type {SshDeps} from './ssh-client.ts';
import {givenUp} from './ssh-failures.ts';

type Hop<T extends Connection> = {
	readonly to: JumpHost;
	/** How it is reached, and by what kind of connection. */
	readonly route: string;
	readonly connect: Connect<T>;
};

/**
 * The connection to a jump host, which all workers behind it share.
 * @throws Failure that names the jump host, also when it has rejected another worker's attempt a moment ago
 */
export const holdJumpHost = async <T extends Connection>(
	{to, route, connect}: Hop<T>,
	{shared, askSecret: who, signal}: SshDeps,
): Promise<Held<T>> => {
	const {rejections} = shared;
	try {
		const resting = rejections.resting(route, who);
		if (resting !== undefined) throw resting;
		const held = await shared.hold(route, connect, signal);
		rejections.reached(route);
		return held;
	} catch (thrown) {
		if (signal.aborted) throw givenUp(to.name);
		const rejection = rejections.failed(route, who, {thrown, name: to.name});
		throw rejection === undefined || rejection.name === to.name ? thrown : renamed(rejection, to.name);
	}
};

/** The failure of another worker's attempt, in words about this one. */
const renamed = (
	{failure, name}: {readonly failure: Failure; readonly name: string},
	own: string,
): Failure => {
	const {kind, stage, hint} = failure;
	return new Failure(failure.message.replaceAll(name, own), {
		...{kind, hint: hint.replaceAll(name, own), cause: failure},
		...(stage !== undefined && {stage}),
	});
};
