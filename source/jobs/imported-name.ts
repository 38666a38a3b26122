import {Failure} from '../model/failure.ts';
import {referenceProblem, splitReference, toReference} from '../model/reference.ts';
import {neutralise} from '../model/text.ts';
import type {Archive} from './read-archive.ts';

/**
 * The reference that an imported image gets: `localhost/name:tag`, of what the user says and, for the rest, of the archive.
 * @throws Failure (usage) for a name or tag that is none, or where there is no name
 */
export const importedName = (
	{name: saved, title}: Pick<Archive, 'name' | 'title'>,
	{name, tag}: {readonly name?: string | undefined; readonly tag?: string | undefined},
): string => {
	// Some tools write only the tag.
	const known = saved?.includes(':') || saved?.includes('/') ? splitReference(saved) : undefined;
	const wanted = name ?? known?.name.split('/').at(-1);
	if (wanted === undefined)
		throw new Failure(`${title} does not say what the image is called.`, {
			kind: 'usage',
			hint: 'Use `ingot images import` with --name NAME, and --tag TAG unless it is latest.',
		});
	const wantedTag = tag ?? known?.tag ?? '';
	const problem = referenceProblem(wanted, wantedTag);
	if (problem === undefined) return toReference(wanted, wantedTag);
	throw new Failure(`The name ${neutralise(wanted)}:${neutralise(wantedTag)} cannot be used. ${problem}`, {
		kind: 'usage',
		hint: 'Use --name NAME and --tag TAG.',
	});
};
