import {createHash, createHmac, randomBytes} from 'node:crypto';
import type {AskHostKey} from '../model/host-key.ts';
import {
	type HostKeyVerdict,
	judgeHostKey,
	type KnownHost,
	knownHostName,
	linesAbout,
	parseKnownHosts,
} from '../model/known-hosts.ts';
import {changedKey, declinedKey, revokedKey} from './host-key-failures.ts';
import type {SshAddress} from './resolve-ssh.ts';

/** The known_hosts files of this machine; disk/ has them, cli.tsx hands them in. */
export type KnownHostsFiles = {
	read(file: string): Promise<string>;
	add(file: string, line: string): Promise<void>;
};

export type HostKeyChecker = {
	/** Key types to ask the host for first, so that a host with several keys shows the one that is known. */
	readonly preferred: readonly string[];
	/** @param key the host's public key in SSH wire format @throws Failure (unreachable) when it must not be trusted */
	check(key: Buffer): Promise<void>;
};

type Asking = {readonly files: KnownHostsFiles; readonly ask: AskHostKey};

const hashOf = (salt: string, host: string): string =>
	createHmac('sha1', Buffer.from(salt, 'base64')).update(host).digest('base64');

/** As `ssh` prints it: base64 without padding. */
export const fingerprint = (key: Buffer): string =>
	`SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/u, '')}`;

const typeOf = (key: Buffer): string => key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');

/** Reads what is known of this host; a new key is asked about once and then written down. */
export const hostKeyChecker = async (
	worker: string,
	address: SshAddress,
	{files, ask}: Asking,
): Promise<HostKeyChecker> => {
	const host = nameOf(address);
	const file = address.knownHostsFiles[0];
	// The key is shown again when the connection changes its session keys, after an hour or a gigabyte.
	let accepted: Buffer | undefined;
	const judge = async (key: Buffer) => judgeShown(await readKnown(address, files), address, key);
	const trust = async (key: Buffer): Promise<void> => {
		const question = {worker, host, keyType: typeOf(key), fingerprint: fingerprint(key), file: file ?? ''};
		if (!(await mayTrust(address, () => ask(question))))
			throw declinedKey({worker, host, mayAsk: !isStrict(address)});
		// Another worker of the same host may have got the same answer meanwhile.
		if (file === undefined || (await judge(key)).is === 'known') return;
		const name = address.hashKnownHosts ? hashed(host) : host;
		// As ssh does: where it cannot be written it is trusted for this time, and asked about again the next.
		await files.add(file, `${name} ${question.keyType} ${key.toString('base64')}`).catch(() => {});
	};
	return {
		preferred: knownTypes(await readKnown(address, files), host),
		async check(key) {
			if (accepted?.equals(key)) return;
			const verdict = await judge(key);
			if (verdict.is === 'changed')
				throw changedKey({worker, host, print: fingerprint(key), file: verdict.file, line: verdict.line});
			if (verdict.is === 'revoked') throw revokedKey(worker, verdict);
			if (verdict.is === 'unknown') await trust(key);
			accepted = key;
		},
	};
};

const nameOf = ({hostKeyAlias, host, port}: SshAddress): string =>
	(hostKeyAlias ?? knownHostName(host, port)).toLowerCase();

const readKnown = async (address: SshAddress, files: KnownHostsFiles): Promise<readonly KnownHost[]> => {
	const paths = [...address.knownHostsFiles, ...address.globalKnownHostsFiles];
	return (await Promise.all(paths.map(async file => parseKnownHosts(await files.read(file), file)))).flat();
};

const knownTypes = (known: readonly KnownHost[], host: string): readonly string[] => [
	...new Set(
		linesAbout(known, host, hashOf)
			.filter(each => !each.isRevoked)
			.map(each => each.keyType),
	),
];

const judgeShown = (known: readonly KnownHost[], address: SshAddress, bytes: Buffer): HostKeyVerdict => {
	const shown = {keyType: typeOf(bytes), key: bytes.toString('base64')};
	const verdict = judgeHostKey(linesAbout(known, nameOf(address), hashOf), shown);
	if (verdict.is !== 'unknown' || address.hostKeyAlias !== undefined) return verdict;
	// As ssh has it: a key that is known for the machine is good on its other ports; another key there is only new.
	const ofMachine = judgeHostKey(linesAbout(known, address.host, hashOf), shown);
	return ofMachine.is === 'changed' ? verdict : ofMachine;
};

const isStrict = ({strictHostKeyChecking: strict}: SshAddress): boolean =>
	strict === 'yes' || strict === 'true';

const mayTrust = async (address: SshAddress, ask: () => Promise<boolean>): Promise<boolean> => {
	if (isStrict(address)) return false;
	return ['accept-new', 'no', 'off', 'false'].includes(address.strictHostKeyChecking) || (await ask());
};

const hashed = (host: string): string => {
	const salt = randomBytes(20).toString('base64');
	return `|1|${salt}|${hashOf(salt, host)}`;
};
