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

/** What the config allows of what ssh2 can, in ssh2's own order: its first are its fastest. */
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

/** The keyword by which the config leaves ssh2 nothing that it has; given nothing, ssh2 would take what it likes. */
export const missingAlgorithm = (address: SshAddress): string | undefined => {
	const kinds = ['kex', 'cipher', 'mac', 'hostKey'] as const;
	const missing = kinds.find(kind => allowedAlgorithms(address, kind).length === 0);
	return missing && keywords[missing];
};

/**
 * How the config wants a connection to be made, as far as ssh2 can.
 * @param known key types of the host to ask for first, so that it shows the one that is known
 */
export const ssh2Options = (address: SshAddress, known: readonly string[]): ConnectConfig => {
	const wanted = known.flatMap(type => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type]));
	const hostKeys = allowedAlgorithms(address, 'hostKey').toSorted(
		(a, b) => Number(wanted.includes(b)) - Number(wanted.includes(a)),
	);
	return {
		// What is silent for four times five seconds is lost.
		keepaliveInterval: address.alive.intervalMs ?? 5000,
		keepaliveCountMax: address.alive.countMax ?? 3,
		forceIPv4: address.family === 4,
		forceIPv6: address.family === 6,
		algorithms: {
			kex: allowedAlgorithms(address, 'kex'),
			cipher: allowedAlgorithms(address, 'cipher'),
			hmac: allowedAlgorithms(address, 'mac'),
			serverHostKey: hostKeys,
		} as NonNullable<ConnectConfig['algorithms']>,
	};
};
