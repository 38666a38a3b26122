/** `KEY=value`; the value may hold anything but NUL: lines, quotes, `$(…)`. */
export type Variable = {readonly name: string; readonly value: string};

const nameGrammar = /^[A-Za-z_][A-Za-z0-9_]*$/u;

/** Typed text → name and value, split at the first `=`. */
export const parseVariable = (text: string): Variable | undefined => {
	const at = text.indexOf('=');
	return at < 0 ? undefined : {name: text.slice(0, at).trim(), value: text.slice(at + 1)};
};

/** @returns why this is not a valid variable, or undefined @param others those before it */
export const variableProblem = (text: string, others: readonly string[]): string | undefined => {
	const variable = parseVariable(text);
	if (variable === undefined) return 'Use NAME=value.';
	if (!nameGrammar.test(variable.name))
		return 'Use letters, digits and underscores for the name, and do not start with a digit.';
	if (variable.value.includes('\0')) return 'A value cannot contain NUL.';
	if (others.some(each => parseVariable(each)?.name === variable.name))
		return `${variable.name} is already in the list.`;
	return undefined;
};

/** Splits a pasted list, one variable per line; a line that does not start with `NAME=` continues the value before it. */
export const splitVariables = (pasted: string): readonly string[] => {
	const variables: string[] = [];
	for (const line of pasted.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n')) {
		const bare = line.replace(/^export\s+/u, '');
		if (/^[A-Za-z_][A-Za-z0-9_]*=/u.test(bare) || variables.length === 0) variables.push(bare);
		else variables.push(`${variables.pop()}\n${line}`);
	}
	return variables.map(each => each.replace(/\n+$/u, '')).filter(each => each !== '');
};
