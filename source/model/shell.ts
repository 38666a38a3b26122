const plain = /^[A-Za-z0-9_@%+=:,./-]+$/u;

/** The only quoting in the code: argv → a command line for a POSIX shell, every word whole whatever it holds. */
export const quote = (argv: readonly string[]): string => argv.map(quoteWord).join(' ');

const quoteWord = (word: string): string => {
	if (word.includes('\0')) throw new TypeError('A shell word cannot hold NUL');
	return plain.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
};
