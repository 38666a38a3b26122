import ssh2, {type AnyAuthMethod} from 'ssh2';
import {counted} from '../../model/counted.ts';
import {shareInFlight} from '../../time/share-in-flight.ts';
import type {LocalUser, SshAddress} from '../config/resolve-ssh.ts';
import {type KeyFile, readKey} from './key-file.ts';

export type Auth = {
	readonly methods: readonly AnyAuthMethod[];
	/** For messages: what was offered, and what could not be. Grows during the login. */
	readonly tried: string[];
	/** Key files with a passphrase. */
	readonly lockedFiles: readonly string[];
};

/** All workers usually have the same keys: each is read and parsed once for those that connect together. */
const readShared = shareInFlight(readKey);

/** What to log in with, in OpenSSH's order: the agent, then key files. */
export const authMethods = async (address: SshAddress, me: LocalUser): Promise<Auth> => {
	const files = await Promise.all(address.identityFiles.map(readShared));
	const agent = await agentMethod(address, me, files);
	const keys = files.flatMap(({key}): AnyAuthMethod[] =>
		key === undefined ? [] : [{type: 'publickey', username: address.user, key}],
	);
	return {
		methods: [...(agent?.method === undefined ? [] : [agent.method]), ...keys],
		tried: [
			...(agent === undefined ? [] : [agent.title]),
			...files
				.filter(each => each.key !== undefined || each.problem !== undefined)
				.map(({file, problem}) => (problem === undefined ? file : `${file} (${problem})`)),
		],
		lockedFiles: files.filter(each => each.isLocked).map(each => each.file),
	};
};

const agentTimeoutMs = 3000;

/** The agent is queried first, because a dead agent (old tmux sessions keep many) must not prevent the use of key files. */
const agentMethod = async (
	address: SshAddress,
	me: LocalUser,
	files: readonly KeyFile[],
): Promise<{readonly title: string; readonly method?: AnyAuthMethod} | undefined> => {
	const socket = address.identityAgent ?? me.agentSocket;
	if (socket === undefined || socket === '' || socket === 'none') return undefined;
	const configured = files.flatMap(({publicKey}) => (publicKey === undefined ? [] : [publicKey]));
	const agent = new OrderedAgent(socket, {configured, isOnly: address.identitiesOnly});
	const count = await new Promise<number | undefined>(resolve => {
		const limit = setTimeout(() => resolve(undefined), agentTimeoutMs);
		agent.getIdentities((error, keys) => {
			clearTimeout(limit);
			resolve(error ? undefined : (keys?.length ?? 0));
		});
	});
	if (count === undefined) return {title: 'the agent (does not answer)'};
	if (count === 0)
		return {title: `the agent (has ${address.identitiesOnly ? 'none of these keys' : 'no keys'})`};
	return {
		title: `the agent (${counted(count, 'key')})`,
		method: {type: 'agent', username: address.user, agent},
	};
};

/** Offers configured keys first: the agent may hold twenty keys, and a host disconnects after six wrong ones. */
class OrderedAgent extends ssh2.OpenSSHAgent {
	readonly #configured: readonly Buffer[];
	readonly #isOnly: boolean;

	constructor(socket: string, {configured, isOnly}: {configured: readonly Buffer[]; isOnly: boolean}) {
		super(socket);
		this.#configured = configured;
		this.#isOnly = isOnly;
	}

	override getIdentities(done: Parameters<ssh2.OpenSSHAgent['getIdentities']>[0]): void {
		super.getIdentities((error, keys = []) => {
			const isMine = (key: (typeof keys)[number]) =>
				'getPublicSSH' in key && this.#configured.some(each => each.equals(key.getPublicSSH()));
			const mine = keys.filter(isMine);
			done(error, this.#isOnly ? mine : [...mine, ...keys.filter(key => !isMine(key))]);
		});
	}
}
