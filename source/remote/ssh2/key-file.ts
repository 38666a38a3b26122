import {readFile} from 'node:fs/promises';
import ssh2, {type ParsedKey} from 'ssh2';

/** A private key file, as far as it can be used without a passphrase. */
export type KeyFile = {
	readonly file: string;
	readonly key?: ParsedKey;
	/** SSH wire format; known for a locked key too if its .pub file exists. */
	readonly publicKey?: Buffer;
	readonly isLocked?: boolean;
	/** For messages: why it cannot be used. */
	readonly problem?: string;
};

/** Reads a key file. A missing file is not a problem; it is just not offered. */
export const readKey = async (file: string): Promise<KeyFile> => {
	const beside = await publicKeyBeside(file);
	const text = await readFile(file).catch((error: NodeJS.ErrnoException) => error);
	if (text instanceof Error)
		return {file, ...beside, ...(text.code === 'ENOENT' ? {} : {problem: 'cannot be read'})};
	const found = ssh2.utils.parseKey(text);
	// Some formats contain several keys; the first is the private one.
	const key = Array.isArray(found) ? (found[0] as ParsedKey) : found;
	if (key instanceof Error) {
		return /encrypted|passphrase/iu.test(key.message)
			? {file, ...beside, isLocked: true, problem: 'has a passphrase'}
			: {file, ...beside, problem: 'is in a format that Ingot cannot read'};
	}
	if (!key.isPrivateKey()) return {file, publicKey: key.getPublicSSH(), problem: 'is a public key'};
	return {file, key, publicKey: key.getPublicSSH()};
};

/** @returns undefined for a wrong passphrase */
export const unlock = async (file: string, passphrase: string): Promise<ParsedKey | undefined> => {
	const text = await readFile(file).catch(() => undefined);
	const found = text === undefined ? undefined : ssh2.utils.parseKey(text, passphrase);
	const key = Array.isArray(found) ? (found[0] as ParsedKey) : found;
	return key === undefined || key instanceof Error || !key.isPrivateKey() ? undefined : key;
};

const publicKeyBeside = async (file: string): Promise<{publicKey?: Buffer}> => {
	const [, key] = (await readFile(`${file}.pub`, 'utf8').catch(() => '')).split(/\s+/u);
	return key === undefined ? {} : {publicKey: Buffer.from(key, 'base64')};
};
