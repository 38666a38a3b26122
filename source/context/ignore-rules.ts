import dockerignore from '@balena/dockerignore';
import {Failure} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';

/**
 * The rules of an ignore file.
 * @returns whether a path is left out
 * @throws Failure (usage) for a pattern that Podman rejects, too
 */
export const ignoreRules = ({
	path,
	text,
}: {
	readonly path: string;
	readonly text: string;
}): ((path: string) => boolean) => {
	const rules = dockerignore.default({ignorecase: false});
	for (const [index, line] of text
		.replace(/^\uFEFF/u, '')
		.split(/\r?\n/u)
		.entries()) {
		try {
			const one = escaped(line);
			rules.add(one);
			// A pattern is compiled when it is first used.
			dockerignore.default().add(one).ignores('a/b');
		} catch {
			throw new Failure(
				`${neutralise(path)}:${index + 1}: the pattern ${neutralise(line.trim())} is not valid.`,
				{
					kind: 'usage',
					hint: 'Close the bracket, or put a backslash before it.',
				},
			);
		}
	}
	return each => rules.ignores(each);
};

/** The library makes a regular expression of a pattern, but leaves characters alone that mean something only there. */
const escaped = (line: string): string => {
	if (line.startsWith('#')) return line;
	return line.replaceAll(/\\.|\[[^\]]*\]|[+(){}|^]/gu, found => (found.length > 1 ? found : `\\${found}`));
};
