import {Failure} from '../model/failure.ts';
import type {Image} from '../model/image.ts';
import type {QueryContext} from '../model/image-query.ts';
import {neutralise} from '../model/text.ts';
import type {Worker} from '../model/worker.ts';
import type {Remote} from '../remote/remote.ts';
import {searchImagesStrictly} from '../search/search-images.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {didYouMean} from './did-you-mean.ts';

export type FoundImage = {readonly remote: Remote; readonly image: Image};
type Looked = {readonly remote: Remote; readonly images: readonly Image[]};

const maxNamed = 5;

/**
 * Finds one managed image: by reference, by `name` or `name:tag`, or by words as in the picker (`cap:git tag:v2`). The
 * connection to its worker stays open.
 * @throws Failure (usage) if none or several match, (unreachable) if a worker that may hold it is not reachable
 */
export const findImage = async (
	deps: CommandDeps,
	wanted: string,
	name: string | undefined,
): Promise<FoundImage> => {
	const settings = await deps.settings();
	const workers = name === undefined ? settings.workers : [findWorker(settings, name)];
	const looked = await Promise.allSettled(workers.map(worker => lookOn(deps, worker)));
	const up = looked.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []));
	const found = meant(up, wanted, {
		me: settings.account.user,
		labels: Object.fromEntries(settings.workers.map(each => [each.name, each.labels ?? []])),
	});
	const [only, ...others] = found;
	const keep = others.length === 0 ? up.find(each => each.images.some(image => image === only)) : undefined;
	for (const each of up) if (each !== keep) each.remote.close();
	if (only !== undefined && keep !== undefined) return {remote: keep.remote, image: only};
	if (only !== undefined) throw several(wanted, found);
	const failed = looked.find(each => each.status === 'rejected');
	if (failed !== undefined) throw failed.reason;
	throw new Failure(
		`There is no golden image ${neutralise(wanted)}${name === undefined ? '' : ` on ${name}`}.`,
		{
			kind: 'usage',
			hint: didYouMean(
				wanted,
				up.flatMap(each => each.images.map(image => `${image.name}:${image.tag}`)),
				'`ingot images` lists all images.',
			),
		},
	);
};

/** Exact names first; words only if no name matches. */
const meant = (up: readonly Looked[], wanted: string, context: QueryContext): readonly Image[] => {
	const all = up.flatMap(each => each.images);
	const exact = all.filter(
		image => image.reference === wanted || `${image.name}:${image.tag}` === wanted || image.id === wanted,
	);
	if (exact.length > 0) return exact;
	const named = all.filter(image => image.name === wanted);
	if (named.length > 0) {
		const latest = named.filter(image => image.tag === 'latest');
		return latest.length > 0 ? latest : named;
	}
	return searchImagesStrictly(
		up.map(each => each.images),
		wanted,
		context,
	);
};

const several = (wanted: string, found: readonly Image[]): Failure => {
	const named = found.slice(0, maxNamed).map(each => `${each.name}:${each.tag} on ${each.worker}`);
	const rest = found.length > maxNamed ? `, and ${found.length - maxNamed} more` : '';
	return new Failure(
		`${neutralise(wanted)} matches several images: ${neutralise(named.join(', '))}${rest}.`,
		{
			kind: 'usage',
			hint: 'Use name:tag, and --worker if several workers have it.',
		},
	);
};

const lookOn = async (deps: CommandDeps, worker: Worker): Promise<Looked> => {
	const remote = await deps.connect(worker);
	try {
		const {managed} = await remote.images({signal: deps.signal});
		return {remote, images: managed};
	} catch (thrown) {
		remote.close();
		throw thrown;
	}
};
