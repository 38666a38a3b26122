import type {CopyTarget} from '../model/copy.ts';
import {type Labels, labelOf, labels} from '../model/labels.ts';
import type {Remote} from '../remote/remote.ts';
import {type CopyWish, type PlannedCopy, planCopy} from './copy-image.ts';
import type {Requester} from './create-image.ts';
import type {Archive} from './read-archive.ts';
import {type LayerEnds, submitLayers} from './send-layers.ts';

export type ImportWish = CopyWish & {readonly reference: string};

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
	requester: Requester,
): PlannedCopy | undefined => {
	const {id, layers, manifest, config, sbom, title} = archive;
	const os = labelOf(archive.labels, labels.os) === 'windows' ? 'windows' : 'linux';
	const image = {id, reference, os, worker: target.worker.name} as const;
	const source = {image, archive: title, layers, manifest, config, sbom};
	const planned = planCopy({source, target}, wish, requester);
	if (planned === undefined) return undefined;
	const place = (hex: string) => archive.entries.findIndex(each => each.contentHex === hex);
	// As they are sent: the archive is read once.
	return {...planned, missing: planned.missing.toSorted((a, b) => place(a.hex) - place(b.hex))};
};

/** Starts it on the worker, and sends what it lacks. @returns as `submitCopy` */
export const submitImport = (
	ends: Pick<LayerEnds, 'signal'> & {target(): Promise<Remote>},
	{archive: {file, entries}, planned}: {readonly archive: Archive; readonly planned: PlannedCopy},
): Promise<{readonly sent: Promise<boolean>}> =>
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
