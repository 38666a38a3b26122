import {parse} from 'shell-quote';

/**
 * What is typed as a command → its words, read as a shell reads them: quotes group, a backslash escapes. Nothing is
 * expanded. Undefined where it needs a shell (`|`, `&&`, `>`): say `sh -c '…'` then.
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

/** Why this is no command, or undefined when it is one; empty is the image's own. */
export const commandProblem = (typed: string): string | undefined => {
	if (typed.includes('\0')) return 'A command cannot contain NUL.';
	return commandWords(typed) === undefined
		? "Pipes and redirections need a shell: sh -c 'first | second'."
		: undefined;
};
