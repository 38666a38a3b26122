import {parse} from 'shell-quote';

/**
 * A typed command → its words, split like a shell does: quotes group, a backslash escapes, nothing is expanded. Undefined
 * where it needs a shell (`|`, `&&`, `>`): use `sh -c '…'` then.
 */
export const commandWords = (typed: string): readonly string[] | undefined => {
	const words: string[] = [];
	for (const entry of parse(typed, name => `$${name}`)) {
		if (typeof entry === 'string') words.push(entry);
		else if ('op' in entry && entry.op === 'glob') words.push(entry.pattern);
		else return undefined;
	}
	return words;
};

/** @returns why this is not a valid command, or undefined; empty means the image's own */
export const commandProblem = (typed: string): string | undefined => {
	if (typed.includes('\0')) return 'A command cannot contain NUL.';
	return commandWords(typed) === undefined
		? "Pipes and redirections need a shell: sh -c 'first | second'."
		: undefined;
};
