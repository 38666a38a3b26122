/** Replaces hidden text. */
const hidden = '‹hidden›';

const secretWord = '(?:pass|pwd|secret|token|key|credential|auth|cookie|session)';
const secretName = new RegExp(secretWord, 'iu');

/** Secrets recognised by their format. */
const byLook: readonly (readonly [pattern: RegExp, put: string])[] = [
	[/-----BEGIN [\s\S]*?(?:-----END [^-]*-----|$)/gu, hidden],
	[/\bdata:\S+/gu, hidden],
	[/(\w:\/\/)\S*@/gu, `$1${hidden}@`],
	[/\b((?:bearer|basic)\s+)\S+/giu, `$1${hidden}`],
	[/\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|AKIA|ASIA|eyJ)[\w.-]{8,}/gu, hidden],
	[/\b(?=[\w+-]*\d)(?=[\w+-]*[A-Za-z])[\w+-]{32,}={0,2}/gu, hidden],
];

/** Secrets recognised by the name before them. Not for stack frames: `key-stdin.ts:12` is a file of ours. */
const byName: readonly (readonly [pattern: RegExp, put: string])[] = [
	[
		new RegExp(`([\\w.-]*${secretWord}[\\w.-]*["']?\\s*[=:]\\s*)("[^"]*"|'[^']*'|\\S+)`, 'giu'),
		`$1${hidden}`,
	],
	[new RegExp(`(--?[\\w-]*${secretWord}[\\w-]*\\s+)(\\S+)`, 'giu'), `$1${hidden}`],
];

const replaceAll = (text: string, rules: typeof byLook): string =>
	rules.reduce((sum, [pattern, put]) => sum.replaceAll(pattern, put), text);

const isFrame = (line: string): boolean => /^\s+at /u.test(line);

/**
 * Removes the given secrets and everything that looks like one from a text. Hides too much rather than too little.
 * @param home becomes `~`
 */
export const scrub = (
	text: string,
	{secrets, home}: {readonly secrets: readonly string[]; readonly home: string},
): string => {
	const atHome = home.length > 1 ? text.replaceAll(home, '~') : text;
	const longestFirst = secrets.toSorted((a, b) => b.length - a.length);
	const known = longestFirst.reduce((sum, secret) => sum.replaceAll(secret, hidden), atHome);
	return replaceAll(known, byLook)
		.split('\n')
		.map(line => (isFrame(line) ? line : replaceAll(line, byName)))
		.join('\n');
};

/** Shorter values are words like `en` or `1`; hiding them would make texts unreadable. */
const minLength = {named: 3, other: 8} as const;
const isPath = (value: string): boolean => value.startsWith('/');

/** Values that may be secret: by their variable's name, and long ones by default. The command name is not one. */
export const possibleSecrets = (
	env: Readonly<Record<string, string | undefined>>,
	argv: readonly string[],
): readonly string[] => {
	const ofEnv = Object.entries(env).flatMap(([name, value = '']) =>
		value.length >= (secretName.test(name) ? minLength.named : minLength.other) &&
		(secretName.test(name) || !isPath(value))
			? [value]
			: [],
	);
	const ofArgv = argv
		.slice(1)
		.flatMap(word => [word, word.slice(word.indexOf('=') + 1)])
		.filter(word => word.length >= minLength.named && !word.startsWith('-') && !isPath(word));
	return [...new Set([...ofEnv, ...ofArgv])];
};
