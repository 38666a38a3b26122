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

const markers: Readonly<Record<string, KnownHost['marker']>> = {
	'@revoked': 'revoked',
	'@cert-authority': 'authority',
};

/** A line that names a key; undefined for what ssh passes over: comments, and broken lines. @param line from 1 */
export const parseKnownHost = (raw: string, file: string, line: number): KnownHost | undefined => {
	const {marker, hosts, rest} = splitLine(raw);
	const [keyType, base64] = rest;
	if (marker === undefined || hosts === undefined || keyType === undefined || base64 === undefined)
		return undefined;
	const key = canonicalKey(keyType, base64);
	return key === undefined ? undefined : {file, line, marker, hosts, keyType, key};
};

/** Which hosts a line is about, as it stands there; cheap, so the rest of it may be broken. */
export const hostsIn = (raw: string): string | undefined => {
	const first = raw.charCodeAt(0);
	if (first === code.hash) return undefined;
	// Most lines by far begin with it.
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

/** Whether a line with this name would be about this host alone; ssh refuses to write others, too. */
export const isWritableName = (name: string): boolean => !/[@?*#|,'"\\\s]/u.test(name);

/** Whether patterns with commas between are about a name: one has to match, and none with a `!`. */
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
