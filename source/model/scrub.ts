/** Stands in place of what must not be seen. */
const hidden = '‹hidden›';

const secretWord = '(?:pass|pwd|secret|token|key|credential|auth|cookie|session)';
const secretName = new RegExp(secretWord, 'iu');

/** What gives a secret away by how it looks, wherever it stands. */
const byLook: readonly (readonly [pattern: RegExp, put: string])[] = [
	[/-----BEGIN [\s\S]*?(?:-----END [^-]*-----|$)/gu, hidden],
	[/\bdata:\S+/gu, hidden],
	[/(\w:\/\/)\S*@/gu, `$1${hidden}@`],
	[/\b((?:bearer|basic)\s+)\S+/giu, `$1${hidden}`],
	[/\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|AKIA|ASIA|eyJ)[\w.-]{8,}/gu, hidden],
	[/\b(?=[\w+-]*\d)(?=[\w+-]*[A-Za-z])[\w+-]{32,}={0,2}/gu, hidden],
];

/** What gives it away by the name before it. Not for stack frames: `key-stdin.ts:12` is one of ours. */
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
 * A text for others to read, without the secrets that were given and without what looks like one. It hides too much
 * rather than too little. @param home becomes `~`
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

/** Shorter ones are words like `en` or `1`, which would leave no text readable. */
const shortest = {named: 3, other: 8} as const;
const isPath = (value: string): boolean => value.startsWith('/');

/** The values here that may be secret: by their variable's name, and long ones by default. The command itself is none. */
export const possibleSecrets = (
	env: Readonly<Record<string, string | undefined>>,
	argv: readonly string[],
): readonly string[] => {
	const ofEnv = Object.entries(env).flatMap(([name, value = '']) =>
		value.length >= (secretName.test(name) ? shortest.named : shortest.other) &&
		(secretName.test(name) || !isPath(value))
			? [value]
			: [],
	);
	const ofArgv = argv
		.slice(1)
		.flatMap(word => [word, word.slice(word.indexOf('=') + 1)])
		.filter(word => word.length >= shortest.named && !word.startsWith('-') && !isPath(word));
	return [...new Set([...ofEnv, ...ofArgv])];
};
