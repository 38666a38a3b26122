import {readFile} from 'node:fs/promises';
import ssh2, {type AnyAuthMethod, type ParsedKey} from 'ssh2';

const {OpenSSHAgent, utils} = ssh2;

import type {LocalUser, SshAddress} from './resolve-ssh.ts';

type Methods = {
	readonly methods: AnyAuthMethod[] /** For people: what was offered, and what could not be. */;
	readonly tried: readonly string[];
};

/** What to log in with, in OpenSSH's order: the agent, then key files. */
export const authMethods = async (address: SshAddress, me: LocalUser): Promise<Methods> => {
	const files = await Promise.all(address.identityFiles.map(readKey));
	const agent = agentMethod(address, me, files);
	const keys = files.flatMap(({key}): AnyAuthMethod[] =>
		key === undefined ? [] : [{type: 'publickey', username: address.user, key}],
	);
	const offered = files.filter(each => each.key !== undefined || each.problem !== undefined);
	return {
		methods: [...(agent === undefined ? [] : [agent]), ...keys],
		tried: [
			...(agent === undefined ? [] : ['the agent']),
			...offered.map(({file, problem}) => (problem === undefined ? file : `${file} (${problem})`)),
		],
	};
};

const agentMethod = (
	address: SshAddress,
	me: LocalUser,
	files: readonly KeyFile[],
): AnyAuthMethod | undefined => {
	const socket = address.identityAgent ?? me.agentSocket;
	if (socket === undefined || socket === 'none') return undefined;
	const own = files.flatMap(({publicKey}) => (publicKey === undefined ? [] : [publicKey]));
	const agent = address.identitiesOnly ? new SomeKeysOfAgent(socket, own) : socket;
	return {type: 'agent', username: address.user, agent};
};

type KeyFile = {
	readonly file: string;
	readonly key?: ParsedKey;
	/** SSH wire format; known for encrypted keys too when the .pub lies beside them. */
	readonly publicKey?: Buffer;
	readonly problem?: string;
};

const readKey = async (file: string): Promise<KeyFile> => {
	const text = await readFile(file).catch((error: NodeJS.ErrnoException) => error);
	const publicText = await readFile(`${file}.pub`, 'utf8').catch(() => '');
	const publicKey =
		publicText === '' ? {} : {publicKey: Buffer.from(publicText.split(/\s+/u)[1] ?? '', 'base64')};
	if (text instanceof Error)
		return {file, ...publicKey, ...(text.code === 'ENOENT' ? {} : {problem: 'cannot be read'})};
	const parsed = utils.parseKey(text);
	if (parsed instanceof Error) {
		const isLocked = /encrypted|passphrase/iu.test(parsed.message);
		return {
			file,
			...publicKey,
			problem: isLocked ? 'has a passphrase: add it to the agent with ssh-add' : 'is not a private key',
		};
	}
	return {file, key: parsed, publicKey: parsed.getPublicSSH()};
};

/** IdentitiesOnly: the agent may hold twenty keys, and a host closes the door after six wrong ones. */
class SomeKeysOfAgent extends OpenSSHAgent {
	readonly #wanted: readonly Buffer[];

	constructor(socket: string, wanted: readonly Buffer[]) {
		super(socket);
		this.#wanted = wanted;
	}

	override getIdentities(done: Parameters<ssh2.OpenSSHAgent['getIdentities']>[0]): void {
		super.getIdentities((error, keys) => {
			const mine = keys?.filter(
				key => 'getPublicSSH' in key && this.#wanted.some(each => each.equals(key.getPublicSSH())),
			);
			done(error, mine ?? []);
		});
	}
}
