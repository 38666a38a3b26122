const plain = /^[A-Za-z0-9_@%+=:,./-]+$/u;

/** The only quoting function: argv → a command line for a POSIX shell in which every word stays intact. */
export const quote = (argv: readonly string[]): string => argv.map(quoteWord).join(' ');

/** A script for a shell that reads it from stdin: the parts in order, which find the arguments in their positional parameters. */
export const withArguments = (argv: readonly string[], ...parts: readonly string[]): string =>
	[`set -- ${quote(argv)}`, ...parts].join('\n');

const quoteWord = (word: string): string => {
	if (word.includes('\0')) throw new TypeError('A shell word cannot hold NUL');
	return plain.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
};

/** Runs a POSIX shell as root, without asking for a password. */
export const asRoot = 'sudo -n -H /bin/sh';

/**
 * A script for sh → a line that every login shell reads alike, fish and csh included: characters that any of them interprets
 * within single quotes are written in octal.
 */
export const lineForAnyShell = (script: string, shell = 'sh'): string => {
	if (script.includes('\0')) throw new TypeError('A script cannot hold NUL');
	const spelled = Array.from(new TextEncoder().encode(script), spell).join('');
	return `exec ${shell} -c 'eval "$(printf "${spelled}")"'`;
};

const spell = (byte: number): string => {
	const character = String.fromCharCode(byte);
	return /[A-Za-z0-9 _=:,./]/u.test(character) ? character : `\\${byte.toString(8).padStart(3, '0')}`;
};
