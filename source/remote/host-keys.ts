import {createHash, createHmac, randomBytes} from 'node:crypto';
import {Failure} from '../model/failure.ts';
import type {AskHostKey} from '../model/host-key.ts';
import {
	type HostKeyVerdict,
	judgeHostKey,
	type KnownHost,
	knownHostName,
	linesAbout,
	parseKnownHosts,
} from '../model/known-hosts.ts';
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
	{files, ask}: {files: KnownHostsFiles; ask: AskHostKey},
): Promise<HostKeyChecker> => {
	const host = address.hostKeyAlias ?? knownHostName(address.host, address.port);
	const about = async (): Promise<readonly KnownHost[]> => {
		const paths = [...address.knownHostsFiles, ...address.globalKnownHostsFiles];
		const texts = await Promise.all(paths.map(async file => parseKnownHosts(await files.read(file), file)));
		return linesAbout(texts.flat(), host, hashOf);
	};
	const file = address.knownHostsFiles[0] ?? '';
	return {
		preferred: [...new Set((await about()).filter(each => !each.isRevoked).map(each => each.keyType))],
		async check(key) {
			// Read again: the same question may have been answered for another worker meanwhile.
			const verdict = judgeHostKey(await about(), key.toString('base64'));
			if (verdict.is === 'known') return;
			if (verdict.is === 'changed' || verdict.is === 'revoked')
				throw untrusted({worker, host, print: fingerprint(key), at: verdict});
			const question = {worker, host, keyType: typeOf(key), fingerprint: fingerprint(key), file};
			if (!(await mayTrust(address, () => ask(question)))) throw declined(worker, host);
			await files.add(
				file,
				`${address.hashKnownHosts ? hashed(host) : host} ${question.keyType} ${key.toString('base64')}`,
			);
		},
	};
};

const mayTrust = async (address: SshAddress, ask: () => Promise<boolean>): Promise<boolean> => {
	const strict = address.strictHostKeyChecking;
	if (strict === 'yes' || strict === 'true') return false;
	return strict === 'accept-new' || strict === 'no' || strict === 'false' || (await ask());
};

const hashed = (host: string): string => {
	const salt = randomBytes(20).toString('base64');
	return `|1|${salt}|${hashOf(salt, host)}`;
};

const declined = (worker: string, host: string): Failure =>
	new Failure(`The host key of ${worker} (${host}) is not known and was not accepted.`, {
		kind: 'unreachable',
		hint: 'Compare the fingerprint with the machine’s owner, then connect again and accept it.',
	});

const untrusted = ({
	worker,
	host,
	print,
	at: verdict,
}: {
	worker: string;
	host: string;
	print: string;
	at: Extract<HostKeyVerdict, {readonly line: number}>;
}): Failure =>
	verdict.is === 'revoked'
		? new Failure(`The host key of ${worker} is revoked (${verdict.file}, line ${verdict.line}).`, {
				kind: 'unreachable',
				hint: 'Ask the machine’s owner for its new key.',
			})
		: new Failure(
				`The host key of ${worker} has changed: it shows ${print}, ${verdict.file} line ${verdict.line} knows another. Somebody may be listening.`,
				{
					kind: 'unreachable',
					hint: `If the machine was set up anew, remove the old key: ssh-keygen -R '${host}' -f '${verdict.file}'`,
				},
			);
