import {readdir} from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';
import {expandHome} from './expand-home.ts';

/** What names in an ssh config are relative to; `folder` is `~/.ssh`, where OpenSSH looks for it. */
export type IncludePlace = {readonly home: string; readonly folder: string};

/**
 * The files of an Include in order, as in ssh_config(5): `~`, `~/.ssh` for relative names, and glob(7) patterns, whose files are
 * sorted by name. A pattern may match nothing; a plain name need not exist.
 */
export const includedFiles = async (
	patterns: readonly string[],
	{home, folder}: IncludePlace,
): Promise<readonly string[]> => {
	const found = patterns.map(pattern => {
		const [root = '', ...parts] = path.resolve(folder, expandHome(pattern, home)).split('/');
		return matching([`${root}/`], parts);
	});
	return (await Promise.all(found)).flat();
};

/** As in glob(7), without braces and parentheses for alternatives. */
const asGlob = {
	dot: true,
	posix: true,
	nobrace: true,
	noextglob: true,
	noglobstar: true,
	nonegate: true,
} as const;

const matching = async (
	places: readonly string[],
	[part, ...further]: readonly string[],
): Promise<readonly string[]> => {
	if (part === undefined) return places;
	if (!/[*?[]/u.test(part))
		return matching(
			places.map(place => path.join(place, part)),
			further,
		);
	const isMatch = picomatch(part.replace(/[()]/gu, '\\$&'), asGlob);
	const names = await Promise.all(
		places.map(async place =>
			(await readdir(place).catch(() => []))
				.filter(name => (part.startsWith('.') || !name.startsWith('.')) && isMatch(name))
				.sort()
				.map(name => path.join(place, name)),
		),
	);
	return matching(names.flat(), further);
};
