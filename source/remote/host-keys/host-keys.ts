import {createHash, randomBytes} from 'node:crypto';
import type {AskHostKey, HostKeyAnswer, HostKeyQuestion} from '../../model/host-key.ts';
import {
	type HostKeyVerdict,
	isWritableName,
	judgeHostKey,
	type KnownHost,
	knownHostName,
} from '../../model/known-hosts.ts';
import {hashOf} from '../config/host-names.ts';
import type {SshAddress} from '../config/resolve-ssh.ts';
import type {HostKeyAnswers} from './host-key-answers.ts';
import {changedKey, declinedKey, revokedKey} from './host-key-failures.ts';
import {knownHostsIndex} from './known-hosts-index.ts';

/** Access to the known_hosts files of this machine; cli.tsx passes in that of disk/. */
export type KnownHostsFiles = {
	read(file: string): Promise<string>;
	add(file: string, line: string): Promise<void>;
};

export type HostKeyChecker = {
	/** Key types to prefer, so that a host with several keys presents the known one. */
	readonly preferred: readonly string[];
	/** @param key the host's public key in SSH wire format @throws Failure (unreachable) when it is not trusted */
	check(key: Buffer): Promise<void>;
};

type Asking = {
	readonly files: KnownHostsFiles;
	readonly ask: AskHostKey;
	readonly answers: HostKeyAnswers;
};

/** As ssh prints it: base64 without padding. */
export const fingerprint = (key: Buffer): string =>
	`SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/u, '')}`;

const typeOf = (key: Buffer): string => key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');

/** Checks the keys of a host against known_hosts. Asks about a new key, and adds it when the user trusts it always. */
export const hostKeyChecker = async (
	worker: string,
	address: SshAddress,
	asking: Asking,
): Promise<HostKeyChecker> => {
	const {files, answers} = asking;
	const [host] = namesOf(address);
	const before = await (await readKnown(address, files))(host);
	// The host presents its key again when the connection renews its session keys, after an hour or a gigabyte.
	let accepted: Buffer | undefined;
	return {
		preferred: [...new Set(before.filter(each => each.marker === 'key').map(each => each.keyType))],
		async check(key) {
			if (accepted?.equals(key)) return;
			const known = await readKnown(address, files);
			const verdict = await judgeShown(known, address, key);
			if (verdict.is === 'changed')
				throw changedKey({worker, host, print: fingerprint(key), file: verdict.file, line: verdict.line});
			if (verdict.is === 'revoked') throw revokedKey(worker, verdict);
			if (verdict.is === 'unknown' && !answers.isTrusted(`${host} ${key.toString('base64')}`))
				await trustNew(key, {worker, address, known}, asking);
			accepted = key;
		},
	};
};

type Shown = {
	readonly worker: string;
	readonly address: SshAddress;
	readonly known: Known;
};

const trustNew = async (
	key: Buffer,
	{worker, address, known}: Shown,
	{files, ask, answers}: Asking,
): Promise<void> => {
	const [host] = namesOf(address);
	const what = `${host} ${key.toString('base64')}`;
	const question: HostKeyQuestion = {
		worker,
		host,
		keyType: typeOf(key),
		fingerprint: fingerprint(key),
		file: isWritableName(host) ? (address.knownHostsFiles[0] ?? '') : '',
		...(await authorityFor(known, host)),
	};
	const askOnce = async () => {
		const said = await ask(question);
		// Trusted from the answer on, before it is written, so that it is not asked about again in between.
		if (said !== 'no') answers.trust(what);
		return said;
	};
	const answer = await answerOf(address, () => answers.ask(what, ask, askOnce));
	if (answer === 'no') throw declinedKey({worker, host, mayAsk: mayAsk(address)});
	const {file, keyType} = question;
	if (answer === 'once' || file === '') return answers.trust(what);
	// Another worker on the same host may have had the same answer meanwhile.
	if ((await judgeShown(await readKnown(address, files), address, key)).is === 'known') return;
	const name = address.hashKnownHosts ? hashed(host) : host;
	// As in ssh: if it cannot be written, the key is trusted for now and asked about again next time.
	await files.add(file, `${name} ${keyType} ${key.toString('base64')}`).catch(() => answers.trust(what));
};

/** Its names in known_hosts: on ports other than 22 also the name of the machine alone. */
const namesOf = ({hostKeyAlias, host, port}: SshAddress): readonly [string, ...string[]] => {
	if (hostKeyAlias !== undefined) return [hostKeyAlias.toLowerCase()];
	const name = knownHostName(host, port).toLowerCase();
	return port === 22 ? [name] : [name, host.toLowerCase()];
};

/** Looks up a host in the files as they were read. */
type Known = (host: string) => Promise<readonly KnownHost[]>;

/** Reads the known_hosts files of an address, in ssh's order. */
export const readKnown = async (address: SshAddress, files: KnownHostsFiles): Promise<Known> => {
	const paths = [...address.knownHostsFiles, ...address.globalKnownHostsFiles];
	const indexes = await Promise.all(paths.map(async file => knownHostsIndex(await files.read(file), file)));
	return async host => (await Promise.all(indexes.map(each => each.linesAbout(host)))).flat();
};

/**
 * As in ssh: a key known for the machine is valid on its other ports, and another key there counts as new. A key revoked for
 * the machine is revoked on all ports.
 */
const judgeShown = async (known: Known, address: SshAddress, bytes: Buffer): Promise<HostKeyVerdict> => {
	const shown = {keyType: typeOf(bytes), key: bytes.toString('base64')};
	const verdicts = (await Promise.all(namesOf(address).map(known))).map(about => judgeHostKey(about, shown));
	const [own = {is: 'unknown'}, ofMachine] = verdicts;
	const revoked = verdicts.find(each => each.is === 'revoked');
	if (revoked !== undefined) return revoked;
	return own.is === 'unknown' && ofMachine?.is === 'known' ? ofMachine : own;
};

const authorityFor = async (known: Known, host: string): Promise<Pick<HostKeyQuestion, 'authority'>> => {
	const found = (await known(host)).find(each => each.marker === 'authority');
	return found === undefined ? {} : {authority: {file: found.file, line: found.line}};
};

const mayAsk = ({strictHostKeyChecking: strict, mayAsk: {hostKey}}: SshAddress): boolean =>
	hostKey && strict !== 'yes' && strict !== 'true';

/** The answer from the config, or else from the user. */
const answerOf = async (address: SshAddress, ask: () => Promise<HostKeyAnswer>): Promise<HostKeyAnswer> => {
	if (['accept-new', 'no', 'off', 'false'].includes(address.strictHostKeyChecking)) return 'always';
	return mayAsk(address) ? ask() : 'no';
};

const hashed = (host: string): string => {
	const salt = randomBytes(20).toString('base64');
	return `|1|${salt}|${hashOf(salt, host)}`;
};
