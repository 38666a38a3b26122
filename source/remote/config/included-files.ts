import {readdir} from 'node:fs/promises';
import path from 'node:path';
import {glob} from 'ssh-config';
import {expandHome} from './ssh-target.ts';

/** The files that an Include names, in order; `*` and `?` count in the last part of a path. */
export const includedFiles = async (patterns: readonly string[], home: string): Promise<readonly string[]> =>
	(
		await Promise.all(
			patterns.map(async pattern => {
				const file = path.resolve(path.join(home, '.ssh'), expandHome(pattern, home));
				const name = path.basename(file);
				if (!/[*?]/u.test(name)) return [file];
				const folder = path.dirname(file);
				const entries = await readdir(folder).catch(() => []);
				return entries
					.filter(each => glob(name, each) && (name.startsWith('.') || !each.startsWith('.')))
					.toSorted()
					.map(each => path.join(folder, each));
			}),
		)
	).flat();
