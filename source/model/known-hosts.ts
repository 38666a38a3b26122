import {canonicalKey} from './public-key.ts';

/** One usable line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
export type KnownHost = {
	readonly file: string;
	/** From 1. */
	readonly line: number;
	/** A key of the host, a revoked one, or one of an authority that signs the host's certificates. */
	readonly marker: 'key' | 'revoked' | 'authority';
	/** As written there: patterns separated by commas, or one hash (`|1|…`). */
	readonly hosts: string;
	readonly keyType: string;
	/** Base64. */
	readonly key: string;
};

export type HostKeyVerdict =
	| {readonly is: 'known' | 'unknown'}
	| {readonly is: 'changed' | 'revoked'; readonly file: string; readonly line: number};

const markers: Readonly<Record<string, KnownHost['marker']>> = {
	'@revoked': 'revoked',
	'@cert-authority': 'authority',
};

/** Parses a line with a key; undefined for lines that ssh ignores: comments and broken ones. @param line from 1 */
export const parseKnownHost = (raw: string, file: string, line: number): KnownHost | undefined => {
	const {marker, hosts, rest} = splitLine(raw);
	const [keyType, base64] = rest;
	if (marker === undefined || hosts === undefined || keyType === undefined || base64 === undefined)
		return undefined;
	const key = canonicalKey(keyType, base64);
	return key === undefined ? undefined : {file, line, marker, hosts, keyType, key};
};

/** The hosts of a line, as written there. Cheap: it does not check the rest of the line. */
export const hostsIn = (raw: string): string | undefined => {
	const first = raw.charCodeAt(0);
	if (first === code.hash) return undefined;
	// Nearly all lines start with the hosts.
	if (first !== code.at && first !== code.blank && first !== code.tab) {
		const end = raw.indexOf(' ');
		const hosts = end === -1 ? raw : raw.slice(0, end);
		if (!hosts.includes('\t')) return hosts;
	}
	return splitLine(raw).hosts;
};

const code = {hash: 0x23, at: 0x40, blank: 0x20, tab: 0x09} as const;

const splitLine = (raw: string) => {
	const words = raw
		.replace(/\r$/u, '')
		.split(/[ \t]+/u)
		.filter(word => word !== '');
	if (words[0]?.startsWith('#')) return {marker: undefined, hosts: undefined, rest: []};
	const marker = words[0]?.startsWith('@') ? markers[words.shift() ?? ''] : 'key';
	const [hosts, ...rest] = words;
	return {marker, hosts, rest} as const;
};

/** `host`, or `[host]:port` where the port is not 22: how known_hosts names it. */
export const knownHostName = (host: string, port: number): string =>
	port === 22 ? host : `[${host}]:${port}`;

/** Whether a line with this name would match this host alone; ssh refuses to write other names, too. */
export const isWritableName = (name: string): boolean => !/[@?*#|,'"\\\s]/u.test(name);

/** Whether comma-separated patterns match a name: one must match, and none that is negated with `!`. */
export const isMatch = (hosts: string, name: string): boolean => {
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
 * Judges a host's key by these lines. Any other key counts as changed, even one of another type: an attacker in between
 * could offer a type that is not known yet, and known types are requested first.
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
