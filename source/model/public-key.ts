/** Number of parts of a key by type, including the type name. */
const partsOf: Readonly<Record<string, number>> = {
	'ssh-ed25519': 2,
	'ssh-rsa': 3,
	'ssh-dss': 5,
	'ecdsa-sha2-nistp256': 3,
	'ecdsa-sha2-nistp384': 3,
	'ecdsa-sha2-nistp521': 3,
	'sk-ssh-ed25519@openssh.com': 3,
	'sk-ecdsa-sha2-nistp256@openssh.com': 4,
};
/** Bytes; ssh ignores shorter keys. */
const minRsaBytes = 128;

/** A public key in canonical base64; undefined if it is broken or of an unknown type. */
export const canonicalKey = (keyType: string, base64: string): string | undefined => {
	if (partsOf[keyType] === undefined || base64.length % 4 !== 0) return undefined;
	try {
		const bytes = atob(base64);
		return isKey(keyType, splitParts(bytes)) ? btoa(bytes) : undefined;
	} catch {
		return undefined;
	}
};

const isKey = (keyType: string, parts: readonly string[] | undefined): boolean => {
	if (parts?.[0] !== keyType || parts.length !== partsOf[keyType]) return false;
	const [, first = '', second = ''] = parts;
	if (keyType.endsWith('ssh-ed25519@openssh.com') || keyType === 'ssh-ed25519') return first.length === 32;
	if (keyType === 'ssh-rsa') return second.replace(/^\0/u, '').length >= minRsaBytes;
	const curve = /nistp\d+/u.exec(keyType)?.[0];
	return curve === undefined || (first === curve && second.startsWith('\u0004'));
};

/** Splits length-prefixed parts (four bytes each). Undefined if the lengths do not add up. */
const splitParts = (bytes: string): readonly string[] | undefined => {
	const parts: string[] = [];
	for (let at = 0; at < bytes.length; ) {
		if (at + 4 > bytes.length) return undefined;
		const length = [0, 1, 2, 3].reduce((sum, index) => sum * 256 + bytes.charCodeAt(at + index), 0);
		at += 4 + length;
		if (at > bytes.length) return undefined;
		parts.push(bytes.slice(at - length, at));
	}
	return parts;
};
