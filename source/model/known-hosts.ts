import {canonicalKey} from './public-key.ts';

/** One usable line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
export type KnownHost = {
	readonly file: string;
	/** From 1. */
	readonly line: number;
	/** A key of the host, one that must never be taken, or one of an authority that signs the host's certificates. */
	readonly marker: 'key' | 'revoked' | 'authority';
	/** As it stands there: patterns with commas between, or one hash (`|1|…`). */
	readonly hosts: string;
	readonly keyType: string;
	/** Base64. */
	readonly key: string;
};

export type HostKeyVerdict =
	| {readonly is: 'known' | 'unknown'}
	| {readonly is: 'changed' | 'revoked'; readonly file: string; readonly line: number};

/** HMAC-SHA1 of a host name under a salt, both base64. */
type HashOf = (salt: string, host: string) => string;

const markers: Readonly<Record<string, KnownHost['marker']>> = {
	'@revoked': 'revoked',
	'@cert-authority': 'authority',
};

/** The lines of a known_hosts file that name a key. What ssh passes over is passed over: comments, and broken lines. */
export const parseKnownHosts = (text: string, file: string): readonly KnownHost[] =>
	text.split('\n').flatMap((raw, index) => {
		const words = raw
			.replace(/\r$/u, '')
			.split(/[ \t]+/u)
			.filter(word => word !== '');
		if (words[0]?.startsWith('#')) return [];
		const marker = words[0]?.startsWith('@') ? markers[words.shift() ?? ''] : 'key';
		const [hosts, keyType, base64] = words;
		if (marker === undefined || hosts === undefined || keyType === undefined || base64 === undefined)
			return [];
		const key = canonicalKey(keyType, base64);
		return key === undefined ? [] : [{file, line: index + 1, marker, hosts, keyType, key}];
	});

/** `host`, or `[host]:port` where the port is not 22: how known_hosts names it. */
export const knownHostName = (host: string, port: number): string =>
	port === 22 ? host : `[${host}]:${port}`;

/** Whether a line with this name would be about this host alone; ssh refuses to write others, too. */
export const isWritableName = (name: string): boolean => !/[@?*#|,'"\\\s]/u.test(name);

/** The lines about this host. */
export const linesAbout = (
	known: readonly KnownHost[],
	host: string,
	hashOf: HashOf,
): readonly KnownHost[] => {
	const name = host.toLowerCase();
	return known.filter(({hosts}) =>
		hosts.startsWith('|') ? isHashOf(hosts, name, hashOf) : isMatch(hosts, name),
	);
};

/** Twenty bytes of salt, twenty of hash. */
const isHashOf = (hosts: string, name: string, hashOf: HashOf): boolean => {
	const [, salt, hash] = /^\|1\|([A-Za-z\d+/]{27}=)\|([A-Za-z\d+/]{27}=)$/u.exec(hosts) ?? [];
	return salt !== undefined && hashOf(salt, name) === hash;
};

/** One pattern has to match, and none with a `!`. */
const isMatch = (hosts: string, name: string): boolean => {
	const matching = hosts.split(',').filter(pattern => toRegExp(pattern.replace(/^!/u, '')).test(name));
	return matching.length > 0 && !matching.some(pattern => pattern.startsWith('!'));
};

const toRegExp = (pattern: string): RegExp => {
	const source = pattern
		.toLowerCase()
		.replace(/[.+^${}()|[\]\\]/gu, String.raw`\$&`)
		.replace(/\*+/gu, '.*')
		.replaceAll('?', '.');
	return new RegExp(`^${source}$`, 'u');
};

/**
 * What these lines say of a key that the host shows. Any other key counts as changed, one of another type too: whoever
 * listens in between could offer a type that is not known yet, and known types are asked for first.
 */
export const judgeHostKey = (
	about: readonly KnownHost[],
	{keyType, key}: {readonly keyType: string; readonly key: string},
): HostKeyVerdict => {
	const revoked = about.find(each => each.marker === 'revoked' && each.key === key);
	if (revoked !== undefined) return {is: 'revoked', file: revoked.file, line: revoked.line};
	const good = about.filter(each => each.marker === 'key');
	if (good.some(each => each.key === key)) return {is: 'known'};
	const other = good.find(each => each.keyType === keyType) ?? good[0];
	return other === undefined ? {is: 'unknown'} : {is: 'changed', file: other.file, line: other.line};
};
