import type {CopyTarget} from '../model/copy.ts';
import {Failure} from '../model/failure.ts';
import {type Labels, labelOf, labels} from '../model/labels.ts';
import {nameProblem, splitReference, tagProblem, toReference} from '../model/reference.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import {type CopyWish, type PlannedCopy, planCopy} from './copy-image.ts';
import type {Asker} from './create-image.ts';
import type {Archive} from './read-archive.ts';
import {type LayerEnds, submitLayers} from './send-layers.ts';

export type ImportWish = CopyWish & {readonly reference: string};

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
	const problem = nameProblem(wanted) ?? tagProblem(wantedTag);
	if (problem === undefined) return toReference(wanted, wantedTag);
	throw new Failure(`The name ${neutralise(wanted)}:${neutralise(wantedTag)} cannot be used. ${problem}`, {
		kind: 'usage',
		hint: 'Use --name NAME and --tag TAG.',
	});
};

/** What a person should know first, in a sentence, or undefined. */
export const importWarning = (found: Labels): string | undefined =>
	labelOf(found, labels.managed) === 'true'
		? undefined
		: 'This is no golden image: it lacks the labels of Ingot, so the lists do not show it. Images can be built on it.';

/**
 * Checks policy and target, and makes the plan.
 * @returns undefined where the image already is, with this name
 * @throws Failure (refused, conflict) with a hint
 */
export const planImport = (
	{archive, target}: {readonly archive: Archive; readonly target: CopyTarget},
	{reference, ...wish}: ImportWish,
	asker: Asker,
): PlannedCopy | undefined => {
	const {id, layers, manifest, config, sbom, title} = archive;
	const os = labelOf(archive.labels, labels.os) === 'windows' ? 'windows' : 'linux';
	const image = {id, reference, os, worker: target.worker.name} as const;
	const source = {image, archive: title, layers, manifest, config, sbom};
	const planned = planCopy({source, target}, wish, asker);
	if (planned === undefined) return undefined;
	const place = (hex: string) => archive.entries.findIndex(each => each.contentHex === hex);
	// As they are sent: the archive is read once.
	return {...planned, missing: planned.missing.toSorted((a, b) => place(a.hex) - place(b.hex))};
};

/** Starts it on the worker, and sends what it lacks. @returns as `submitCopy` */
export const submitImport = (
	ends: Pick<LayerEnds, 'signal'> & {target(): Promise<Remote>},
	{archive: {file, entries}, planned}: {readonly archive: Archive; readonly planned: PlannedCopy},
): Promise<{readonly sent: Promise<void>}> =>
	submitLayers(
		{
			...ends,
			async read(layers) {
				const {readArchived} = await import('../archive/read-archived.ts');
				return readArchived(file, {entries, layers}, ends.signal);
			},
		},
		planned,
	);
