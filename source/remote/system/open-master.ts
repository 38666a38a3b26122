import {rm} from 'node:fs/promises';
import path from 'node:path';
import {toMessage} from '../../model/failure.ts';
import {orAborted} from '../../time/or-aborted.ts';
import type {Destination} from '../config/jump-hosts.ts';
import {authMethods} from '../ssh2/auth-methods.ts';
import {sshdOf} from '../ssh2/handshakes.ts';
import type {SshDeps} from '../ssh2/ssh-client.ts';
import {givenUp, toSshFailure} from '../ssh2/ssh-failures.ts';
import {type Answer, answerAt} from './ask-server.ts';
import {toMasterFailure} from './master-failures.ts';
import {masterFolder} from './master-folder.ts';
import {MasterKeeper} from './master-keeper.ts';
import {connectTimeoutMs, masterOptions} from './master-options.ts';
import {NewHostKeys} from './new-host-keys.ts';
import {type Master, toMaster} from './ssh-master.ts';
import {SshPrompter} from './ssh-prompter.ts';

/** The target and the route. */
export type Opening = {
	readonly to: Destination;
	/** Arguments of ssh that name it. */
	readonly target: readonly string[];
	/** The last jump host, and argv that carries the connection through it. */
	readonly via: {readonly hop: string; readonly argv: readonly string[]} | undefined;
};

/** Opens a connection of our own. @throws Failure (unreachable) with the reason */
export const openMaster = async (leading: Opening, deps: SshDeps): Promise<Master> => {
	const {to} = leading;
	const folder = await masterFolder();
	const keys = new NewHostKeys(folder, to, deps);
	const prompter = new SshPrompter({to, keys}, deps, to.address.connectTimeoutMs ?? connectTimeoutMs);
	const answer: Answer = async (asked, signal) => {
		await keys.collect();
		return prompter.answer(asked, signal);
	};
	const stopAnswering = await answerAt(path.join(folder, 'asks'), answer);
	try {
		await keys.writeTrusted();
		const keeper = await deps.shared.handshakes.run(sshdOf(to.address), {
			// ssh does both, and does not say when the host has answered.
			async dial() {},
			logIn: () => logIn(leading, {folder, prompter, deps}),
		});
		void keeper.ended.then(() => deps.shared.handshakes.ended());
		await keys.collect();
		return toMaster({folder, socket: socketIn(folder), ended: keeper.ended}, keeper);
	} catch (thrown) {
		await rm(folder, {recursive: true, force: true});
		if (deps.signal.aborted) throw givenUp(to.name);
		throw await failureOf(thrown, leading, {prompter, deps});
	} finally {
		stopAnswering();
		prompter.limit.end();
	}
};

const socketIn = (folder: string): string => path.join(folder, 'master');

type LogInDeps = {readonly folder: string; readonly prompter: SshPrompter; readonly deps: SshDeps};

const logIn = async (
	{to, target, via}: Opening,
	{folder, prompter, deps: {me, signal, shared}}: LogInDeps,
): Promise<MasterKeeper> => {
	signal.throwIfAborted();
	const over = Promise.withResolvers<void>();
	void shared.handshakes.whileSilent(over.promise);
	const keeper = new MasterKeeper(folder, 'lead', [
		'env',
		...(me.agentSocket === undefined ? ['-u', 'SSH_AUTH_SOCK'] : [`SSH_AUTH_SOCK=${me.agentSocket}`]),
		...['ssh', '-M', '-S', socketIn(folder), '-N', '-T'],
		...masterOptions({address: to.address, folder, via: via?.argv}),
		...target,
	]);
	const ended = keeper.ended.then(said => {
		throw new SshEnded(said);
	});
	const cancelled = prompter.cancelled.promise.then(() => {
		throw Object.assign(new Error('no answer'), {level: 'client-authentication'});
	});
	try {
		await orAborted(Promise.race([keeper.up, ended, cancelled]), prompter.limit.signal);
		return keeper;
	} catch (thrown) {
		keeper.end();
		throw thrown;
	} finally {
		over.resolve();
	}
};

/** ssh ended before the login was complete; the message is its output. */
class SshEnded extends Error {}

const failureOf = async (
	thrown: unknown,
	{to, via}: Opening,
	{prompter, deps}: Omit<LogInDeps, 'folder'>,
): Promise<unknown> => {
	const {tried, ...auth} = await authMethods(to.address, deps.me);
	const offered = {...auth, tried: [...tried, ...prompter.tried]};
	if (!(thrown instanceof SshEnded))
		return toSshFailure(thrown, {worker: to.name, address: to.address, auth: offered});
	return toMasterFailure({
		said: toMessage(thrown),
		to,
		hop: via?.hop,
		auth: offered,
		isKeyAsked: prompter.keys.isAsked,
	});
};
