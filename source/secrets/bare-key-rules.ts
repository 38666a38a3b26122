import {privateKeyRule} from './issuer-rules.ts';
import type {TextRule} from './match.ts';

/** A break of a line of base64, in JSON as well. */
const lineBreak = String.raw`(?:\\[nr]|[\r\n][ \t]*){1,8}`;
const rest = `[A-Za-z0-9+/]*(?:${lineBreak}[A-Za-z0-9+/]{40,})*(?:${lineBreak}[A-Za-z0-9+/]{1,75}={1,2})?={0,2}`;
const base64 = (begin: string): RegExp => new RegExp(`(?<![A-Za-z0-9+/])(?:${begin})${rest}`, 'dgu');

/** How the base64 of an unencrypted private key begins; public keys and certificates begin otherwise. */
const begins: readonly string[] = [
	// RSA, PKCS #1 and #8.
	'MII[A-P][A-Za-z0-9+/][AQgw]IBAAK[BC]',
	'MII[A-P][A-Za-z0-9+/][AQgw]IBADANBgkqhkiG9w0BAQ',
	// Elliptic curves: P-256, P-384, P-521, and any of them in PKCS #8.
	'MHcCAQEEI|MIGkAgEBBD|MIHcAgEBBEI',
	'MI[GH][A-Za-z0-9+/]AgEAMB[AM]GByqGSM49',
	// Ed25519, X25519.
	'MC4CAQAwBQYDK2V[uw]BCIEI',
	// OpenSSH's own format.
	'b3BlbnNzaC1rZXktdjE',
];

const isLong = (secret: string): boolean => secret.length >= 60;
const isPrivate = (secret: string): boolean =>
	/^-----BEGIN (?:[A-Z\d]+ ){0,3}PRIVATE KEY/u.test(Buffer.from(secret, 'base64').toString('latin1'));

/** Private keys without the lines around them, and those that are encoded as a whole, as in kubeconfigs and secrets of Kubernetes. */
export const bareKeyRules: readonly TextRule[] = [
	{
		kind: privateKeyRule.kind,
		pattern: base64(begins.join('|')),
		accepts: (_, secret) => isLong(secret) && !/(.)\1{15}/u.test(secret.slice(0, 60)),
	},
	{
		kind: privateKeyRule.kind,
		pattern: base64('LS0tLS1CRUdJTi'),
		accepts: (_, secret) => isLong(secret) && isPrivate(secret),
	},
];
