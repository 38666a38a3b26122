/** One usable line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
export type KnownHost = {
	readonly file: string;
	/** From 1. */
	readonly line: number;
	readonly isRevoked: boolean;
	/** Patterns as they stand there: plain, hashed (`|1|…`), with wildcards or `!`. */
	readonly hosts: readonly string[];
	readonly keyType: string;
	/** Base64. */
	readonly key: string;
};

export type HostKeyVerdict =
	| {readonly is: 'known' | 'unknown'}
	| {readonly is: 'changed' | 'revoked'; readonly file: string; readonly line: number};

/** The lines of a known_hosts file that name a key; comments and certificate authorities are passed over. */
export const parseKnownHosts = (text: string, file: string): readonly KnownHost[] =>
	text.split('\n').flatMap((raw, index) => {
		const words = raw.trim().split(/\s+/u);
		const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
		const [hosts, keyType, key] = words;
		if (hosts === undefined || keyType === undefined || key === undefined || hosts.startsWith('#')) return [];
		if (marker !== undefined && marker !== '@revoked') return [];
		return [{file, line: index + 1, isRevoked: marker === '@revoked', hosts: hosts.split(','), keyType, key}];
	});

/** `host`, or `[host]:port` where the port is not 22: how known_hosts names it. */
export const knownHostName = (host: string, port: number): string =>
	port === 22 ? host : `[${host}]:${port}`;

/** The lines about this host. @param hashOf HMAC-SHA1 of a host name under a salt, both base64 */
export const linesAbout = (
	known: readonly KnownHost[],
	host: string,
	hashOf: (salt: string, host: string) => string,
): readonly KnownHost[] =>
	known.filter(({hosts}) => {
		const matching = hosts.filter(pattern => matches(pattern.replace(/^!/u, ''), host.toLowerCase(), hashOf));
		return matching.length > 0 && !matching.some(pattern => pattern.startsWith('!'));
	});

const matches = (pattern: string, host: string, hashOf: (salt: string, host: string) => string): boolean => {
	if (pattern.startsWith('|1|')) {
		const [, , salt = '', hash] = pattern.split('|');
		return hashOf(salt, host) === hash;
	}
	const source = pattern
		.toLowerCase()
		.replace(/[.+^${}()|[\]\\]/gu, String.raw`\$&`)
		.replaceAll('*', '.*')
		.replaceAll('?', '.');
	return new RegExp(`^${source}$`, 'u').test(host);
};

/**
 * What these lines say of a key that the host shows. Any other key counts as changed, one of another type too: whoever
 * listens in between could offer a type that is not known yet, and known types are asked for first.
 */
export const judgeHostKey = (
	about: readonly KnownHost[],
	{keyType, key}: {readonly keyType: string; readonly key: string},
): HostKeyVerdict => {
	const revoked = about.find(each => each.isRevoked && each.key === key);
	if (revoked !== undefined) return {is: 'revoked', file: revoked.file, line: revoked.line};
	const good = about.filter(each => !each.isRevoked);
	if (good.some(each => each.key === key)) return {is: 'known'};
	const other = good.find(each => each.keyType === keyType) ?? good[0];
	return other === undefined ? {is: 'unknown'} : {is: 'changed', file: other.file, line: other.line};
};
