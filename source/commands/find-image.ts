import {Failure} from '../model/failure.ts';
import type {Image} from '../model/image.ts';
import type {QueryContext} from '../model/image-query.ts';
import {neutralise} from '../model/text.ts';
import type {Worker} from '../model/worker.ts';
import type {Remote} from '../remote/remote.ts';
import {searchImagesStrictly} from '../search/search-images.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {didYouMean} from './did-you-mean.ts';
import {suggestRoom} from './suggest-room.ts';

export type FoundImage = {readonly remote: Remote; readonly image: Image};
type Looked = {readonly remote: Remote; readonly images: readonly Image[]};

const maxNamed = 5;

/** A sentence about which of several to choose. */
type Suggest = (found: readonly FoundImage[]) => Promise<string | undefined>;

/**
 * Finds one managed image: by reference, by `name` or `name:tag`, or by words as in the picker (`cap:git tag:v2`). The
 * connection to its worker stays open.
 * @throws Failure (usage) if none or several match, (unreachable) if a worker that may hold it is not reachable
 */
export const findImage = (deps: CommandDeps, wanted: string, name: string | undefined): Promise<FoundImage> =>
	find(deps, wanted, {name});

/** The same for a launch, now or on a schedule: if several workers hold the image, the Failure names the one with the most room. */
export const findImageToLaunch = (
	deps: CommandDeps,
	wanted: string,
	name: string | undefined,
): Promise<FoundImage> => find(deps, wanted, {name, suggest: found => suggestRoom(found, deps.signal)});

const find = async (
	deps: CommandDeps,
	wanted: string,
	{name, suggest}: {readonly name: string | undefined; readonly suggest?: Suggest},
): Promise<FoundImage> => {
	const settings = await deps.settings();
	const workers = name === undefined ? settings.workers : [findWorker(settings, name)];
	const looked = await Promise.allSettled(workers.map(worker => lookOn(deps, worker)));
	const up = looked.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []));
	const found = meant(up, wanted, {
		me: settings.account.user,
		labels: Object.fromEntries(settings.workers.map(each => [each.name, each.labels ?? []])),
	});
	const remoteOf = new Map(up.flatMap(({remote, images}) => images.map(image => [image, remote] as const)));
	const holders = found.flatMap((image): readonly FoundImage[] => {
		const remote = remoteOf.get(image);
		return remote === undefined ? [] : [{remote, image}];
	});
	const [only, ...others] = holders;
	const hint = others.length > 0 ? await suggest?.(holders) : undefined;
	for (const {remote} of up) if (remote !== only?.remote || others.length > 0) remote.close();
	if (only !== undefined && others.length === 0) return only;
	if (only !== undefined) throw several(wanted, found, hint);
	const failed = looked.find(each => each.status === 'rejected');
	if (failed !== undefined) throw failed.reason;
	throw absent(wanted, name, up);
};

const absent = (wanted: string, name: string | undefined, up: readonly Looked[]): Failure =>
	new Failure(`There is no golden image ${neutralise(wanted)}${name === undefined ? '' : ` on ${name}`}.`, {
		kind: 'usage',
		hint: didYouMean(
			wanted,
			up.flatMap(each => each.images.map(image => `${image.name}:${image.tag}`)),
			'`ingot images` lists all images.',
		),
	});

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

const several = (wanted: string, found: readonly Image[], hint: string | undefined): Failure => {
	const named = found.slice(0, maxNamed).map(each => `${each.name}:${each.tag} on ${each.worker}`);
	const rest = found.length > maxNamed ? `, and ${found.length - maxNamed} more` : '';
	return new Failure(
		`${neutralise(wanted)} matches several images: ${neutralise(named.join(', '))}${rest}.`,
		{
			kind: 'usage',
			hint: hint ?? 'Use name:tag, and --worker if several workers have it.',
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
