/** Endings of words in names of secret variables: GITHUB_TOKEN, PGPASSWORD, apiKey. */
const secretWord =
	/(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|PASSCODE|CREDENTIAL|CREDS?|APIKEY|ACCESSKEY|PRIVATEKEY)S?$|PW$/u;
/** Words that count only as a whole: KEYBOARD, AUTHOR and COMPASS are not secret. */
const secretWholeWords = new Set([
	...['PASS', 'PWD', 'KEY', 'KEYS', 'PRIVATE', 'AUTH', 'AUTHORIZATION', 'BEARER', 'DSN', 'JWT', 'PAT', 'PIN'],
	...['OTP', 'SALT', 'COOKIE', 'COOKIES', 'SESSION', 'SIGNATURE', 'NETRC', 'HTPASSWD', 'WEBHOOK'],
]);
/** Names that only look secret. */
const openName =
	/^(?:OLD)?PWD$|PUBLIC|^GPG_KEYS?$|^(?:MAX|MIN)_|_(?:LIMIT|COUNT|LENGTH|TTL|TIMEOUT|ENABLED|NAME|TYPE)$/u;
/** Names of variables that hold the path of a secret, not the secret. */
const placeName = /_(?:FILE|PATH|DIR|SOCK|SOCKET)$|^GOOGLE_APPLICATION_CREDENTIALS$/u;

/** Values with a known format of a secret, as documented by their issuers. */
const secretValues: readonly RegExp[] = [
	/-----BEGIN [A-Z ]*(?:PRIVATE KEY|CERTIFICATE)/u,
	/\b(?:gh[oprsu]_|github_pat_|gl(?:pat|dt|rt|cbt|soat|ptt|ft|imt|agent)-|npm_|pypi-|hf_|dckr_pat_|glsa_|tskey-)[\w-]{8,}/u,
	/\b(?:xox[abceoprs]|xapp)-[\w-]{8,}/u,
	/\b(?:sk|pk|rk)[-_](?:live|test|proj|ant|or)?[-_]?[\w-]{16,}/u,
	/\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}/u,
	/\bAIza[\w-]{30,}/u,
	/\bya29\.[\w-]{8,}/u,
	/\beyJ[\w-]{8,}\.[\w-]*/u,
	/\b(?:SG\.[\w-]{16,}|hvs\.[\w-]{8,}|whsec_|dop_v1_|shp(?:at|ca|pa|ss)_|AGE-SECRET-KEY-|sntry[su]_|nvapi-|gsk_)[\w-]*/u,
	/https:\/\/(?:hooks\.slack\.com|discord(?:app)?\.com\/api\/webhooks|[\w.-]+\.webhook\.office\.com)\/\S+/u,
	/\w:\/\/[^\s/?#]*:[^\s/?#]+@/u,
	/\b(?:password|passwd|pwd|pass|secret|token|api_?key|account_?key|access_?key|sig|auth)["']?\s*[=:]\s*["']?[^\s;&"']{4,}/iu,
	/^(?:bearer|basic)\s+\S{8,}/iu,
];

/** Long random values, unless the name says that it is a checksum. */
const randomValue = /^(?=.*\d)(?=.*[A-Za-z])[\w+/-]{32,}={0,2}$/u;
const sumName = /SHA|SUM|DIGEST|HASH|COMMIT|REVISION|FINGERPRINT|GPG|UUID|BUILD_ID|VERSION/u;
const isPath = (value: string): boolean => /^(?:~?\/[^/]|\.\.?\/)/u.test(value);

/** `dbPassword` → DB, PASSWORD */
const wordsOf = (name: string): readonly string[] =>
	name
		.replaceAll(/([a-z\d])([A-Z])/gu, '$1_$2')
		.toUpperCase()
		.split(/[^A-Z\d]+/u);

/**
 * Whether a variable looks like a secret, by its name or by its value. Errs on the safe side: a false positive costs a
 * tick, a false negative publishes a secret.
 */
export const looksSecret = ({name, value}: {readonly name: string; readonly value: string}): boolean => {
	if (labelLooksSecret({name, value})) return true;
	return randomValue.test(value) && !sumName.test(name.toUpperCase()) && !isPath(value);
};

/** The same of a label. Random values do not count: labels hold commits, ids and checksums under any name. */
export const labelLooksSecret = ({name, value}: {readonly name: string; readonly value: string}): boolean => {
	if (secretValues.some(pattern => pattern.test(value))) return true;
	const upper = name.toUpperCase();
	return (
		!openName.test(upper) &&
		!(placeName.test(upper) && isPath(value)) &&
		!/^(?:|true|false|yes|no|on|off|0|1|none|null)$/iu.test(value) &&
		wordsOf(name).some(word => secretWholeWords.has(word) || secretWord.test(word))
	);
};
