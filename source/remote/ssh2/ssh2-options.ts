import type {ConnectConfig} from 'ssh2';
import constants from 'ssh2/lib/protocol/constants.js';
import type {SshAddress} from '../config/resolve-ssh.ts';

const usualHostKeys = [
	'ssh-ed25519',
	'ecdsa-sha2-nistp256',
	'ecdsa-sha2-nistp384',
	'ecdsa-sha2-nistp521',
	'rsa-sha2-512',
	'rsa-sha2-256',
];

type Kind = keyof SshAddress['algorithms'];

const has: Readonly<Record<Kind, {readonly usual: readonly string[]; readonly all: readonly string[]}>> = {
	kex: {usual: constants.DEFAULT_KEX, all: constants.SUPPORTED_KEX},
	cipher: {usual: constants.DEFAULT_CIPHER, all: constants.SUPPORTED_CIPHER},
	mac: {usual: constants.DEFAULT_MAC, all: constants.SUPPORTED_MAC},
	hostKey: {usual: usualHostKeys, all: constants.SUPPORTED_SERVER_HOST_KEY},
};

/** The algorithms that both the config and ssh2 allow, in ssh2's order: its first are its fastest. */
export const allowedAlgorithms = (
	{algorithms}: Pick<SshAddress, 'algorithms'>,
	kind: Kind,
): readonly string[] => {
	const {usual, all} = has[kind];
	const wanted = algorithms[kind];
	return wanted === undefined
		? usual
		: [...new Set([...usual, ...all])].filter(each => wanted.includes(each));
};

const keywords = {
	kex: 'KexAlgorithms',
	cipher: 'Ciphers',
	mac: 'MACs',
	hostKey: 'HostKeyAlgorithms',
} as const;

/** The keyword for which the config leaves ssh2 no algorithm; given an empty list, ssh2 would use its defaults. */
export const missingAlgorithm = (address: SshAddress): string | undefined => {
	const kinds = ['kex', 'cipher', 'mac', 'hostKey'] as const;
	const missing = kinds.find(kind => allowedAlgorithms(address, kind).length === 0);
	return missing && keywords[missing];
};

const minAliveMs = 5000;
const maxAliveMs = 30_000;
/** On average, one question in this time, whatever the number of connections. */
const betweenMs = 100;

const aliveMs = (connections: number): number =>
	Math.min(maxAliveMs, Math.max(minAliveMs, connections * betweenMs));

/**
 * The options of ssh2 for an address, as far as ssh2 supports the config.
 * @param known key types of the host to prefer, so that it presents the known one
 * @param connections how many this process has: many of them ask less often whether the other side is there
 */
export const ssh2Options = (
	address: SshAddress,
	known: readonly string[],
	connections = 1,
): ConnectConfig => {
	const wanted = known.flatMap(type => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type]));
	const hostKeys = allowedAlgorithms(address, 'hostKey').toSorted(
		(a, b) => Number(wanted.includes(b)) - Number(wanted.includes(a)),
	);
	return {
		// A connection is lost after four of these without an answer.
		keepaliveInterval: address.alive.intervalMs ?? aliveMs(connections),
		keepaliveCountMax: address.alive.countMax ?? 3,
		algorithms: {
			kex: allowedAlgorithms(address, 'kex'),
			cipher: allowedAlgorithms(address, 'cipher'),
			hmac: allowedAlgorithms(address, 'mac'),
			serverHostKey: hostKeys,
			// As ssh: without compression where the server has none.
			compress: address.isCompressed ? ['zlib@openssh.com', 'none'] : ['none'],
		} as NonNullable<ConnectConfig['algorithms']>,
	};
};
