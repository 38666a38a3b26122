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

type Asking = {
	readonly files: KnownHostsFiles;
	readonly ask: AskHostKey;
	readonly answers: HostKeyAnswers;
};

/** As `ssh` prints it: base64 without padding. */
export const fingerprint = (key: Buffer): string =>
	`SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/u, '')}`;

const typeOf = (key: Buffer): string => key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');

/** Reads what is known of this host; a new key is asked about, and written down where it is trusted for always. */
export const hostKeyChecker = async (
	worker: string,
	address: SshAddress,
	asking: Asking,
): Promise<HostKeyChecker> => {
	const {files, answers} = asking;
	const [host] = namesOf(address);
	const before = await (await readKnown(address, files))(host);
	// The key is shown again when the connection changes its session keys, after an hour or a gigabyte.
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
		// From the moment of the answer: who has looked before it was written, and asks after it, must not ask again.
		if (said !== 'no') answers.trust(what);
		return said;
	};
	const answer = await answerOf(address, () => answers.ask(what, ask, askOnce));
	if (answer === 'no') throw declinedKey({worker, host, mayAsk: mayAsk(address)});
	const {file, keyType} = question;
	if (answer === 'once' || file === '') return answers.trust(what);
	// Another worker of the same host may have got the same answer meanwhile.
	if ((await judgeShown(await readKnown(address, files), address, key)).is === 'known') return;
	const name = address.hashKnownHosts ? hashed(host) : host;
	// As ssh does: where it cannot be written it is trusted for this time, and asked about again the next.
	await files.add(file, `${name} ${keyType} ${key.toString('base64')}`).catch(() => answers.trust(what));
};

/** How known_hosts names it; on another port than 22 also as the machine by itself. */
const namesOf = ({hostKeyAlias, host, port}: SshAddress): readonly [string, ...string[]] => {
	if (hostKeyAlias !== undefined) return [hostKeyAlias.toLowerCase()];
	const name = knownHostName(host, port).toLowerCase();
	return port === 22 ? [name] : [name, host.toLowerCase()];
};

/** What the files of one moment say about a host. */
type Known = (host: string) => Promise<readonly KnownHost[]>;

/** Reads the known_hosts files of an address, in ssh's order. */
export const readKnown = async (address: SshAddress, files: KnownHostsFiles): Promise<Known> => {
	const paths = [...address.knownHostsFiles, ...address.globalKnownHostsFiles];
	const indexes = await Promise.all(paths.map(async file => knownHostsIndex(await files.read(file), file)));
	return async host => (await Promise.all(indexes.map(each => each.linesAbout(host)))).flat();
};

/**
 * As ssh has it: a key that is known for the machine is good on its other ports, and another key there is only new. One
 * that is revoked for the machine is revoked on all of them.
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

/** What the config says, or else a person. */
const answerOf = async (address: SshAddress, ask: () => Promise<HostKeyAnswer>): Promise<HostKeyAnswer> => {
	if (['accept-new', 'no', 'off', 'false'].includes(address.strictHostKeyChecking)) return 'always';
	return mayAsk(address) ? ask() : 'no';
};

const hashed = (host: string): string => {
	const salt = randomBytes(20).toString('base64');
	return `|1|${salt}|${hashOf(salt, host)}`;
};
