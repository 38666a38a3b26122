import {Failure} from '../model/failure.ts';
import type {Image} from '../model/image.ts';
import {parseImageQuery} from '../model/image-query.ts';
import {neutralise} from '../model/text.ts';
import type {Worker} from '../model/worker.ts';
import type {Remote} from '../remote/remote.ts';
import {namedImages} from '../search/named-images.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {didYouMean} from './did-you-mean.ts';
import {refuseEmpty} from './refuse-idle.ts';
import {suggestRoom} from './suggest-room.ts';

export type FoundImage = {readonly remote: Remote; readonly image: Image};
type Looked = {readonly remote: Remote; readonly images: readonly Image[]};

const maxNamed = 5;

/** A sentence about which of several to choose. */
type Suggest = (found: readonly FoundImage[]) => Promise<string | undefined>;

type Wish = {
	/** The worker that was named. */
	readonly name: string | undefined;
	readonly suggest?: Suggest;
	/** Those of the holders that are meant, where not all of them may be. */
	readonly narrow?: (holders: readonly FoundImage[]) => readonly FoundImage[];
};

/**
 * Finds one managed image: by reference, by `name` or `name:tag`, by id, or by words as in the picker (`cap:git tag:v2`). The
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

/**
 * The same for a copy. A worker that gets the image is no source of it, unless only such workers hold it; of several workers with
 * the same image, any will do.
 */
export const findImageToCopy = (
	deps: CommandDeps,
	wanted: string,
	{name, targets}: {readonly name: string | undefined; readonly targets: readonly Worker[]},
): Promise<FoundImage> => {
	const isTarget = (worker: string) => targets.some(each => each.name === worker);
	const narrow = (holders: readonly FoundImage[]): readonly FoundImage[] => {
		const others = holders.filter(({image}) => !isTarget(image.worker));
		const sources = others.length > 0 ? others : holders;
		const kinds = new Set(sources.map(({image}) => `${image.id} ${image.reference}`));
		return kinds.size === 1 ? sources.slice(0, 1) : sources;
	};
	return find(deps, wanted, {name, narrow});
};

const find = async (
	deps: CommandDeps,
	wanted: string,
	{name, suggest, narrow = all => all}: Wish,
): Promise<FoundImage> => {
	refuseNothing(wanted);
	const settings = await deps.settings();
	const workers = name === undefined ? settings.workers : [findWorker(settings, name)];
	const looked = await Promise.allSettled(workers.map(worker => searchWorker(deps, worker)));
	const up = looked.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []));
	const lists = up.map(each => each.images);
	const found = namedImages(lists, wanted, {
		me: settings.account.user,
		labels: Object.fromEntries(settings.workers.map(each => [each.name, each.labels ?? []])),
	});
	const remoteOf = new Map(up.flatMap(({remote, images}) => images.map(image => [image, remote] as const)));
	const holders = narrow(
		found.flatMap((image): readonly FoundImage[] => {
			const remote = remoteOf.get(image);
			return remote === undefined ? [] : [{remote, image}];
		}),
	);
	const [only, ...others] = holders;
	const hint = others.length > 0 ? await suggest?.(holders) : undefined;
	for (const {remote} of up) if (remote !== only?.remote || others.length > 0) remote.close();
	if (only !== undefined && others.length === 0) return only;
	if (only !== undefined) throw several(wanted, holders, hint);
	const failed = looked.find(each => each.status === 'rejected');
	if (failed !== undefined) throw failed.reason;
	throw absent(wanted, name, up);
};

/** A search for nothing finds everything: an empty one, or fields without values. */
const refuseNothing = (wanted: string): void => {
	const hint = 'Use name:tag; `ingot images` lists all images.';
	refuseEmpty(wanted, 'image', hint);
	const {words, fields} = parseImageQuery(wanted);
	if (words.length + fields.length > 0) return;
	throw new Failure(`${neutralise(wanted)} names no image.`, {kind: 'usage', hint});
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

const several = (wanted: string, found: readonly FoundImage[], hint: string | undefined): Failure => {
	const named = found.slice(0, maxNamed).map(({image}) => `${image.name}:${image.tag} on ${image.worker}`);
	const rest = found.length > maxNamed ? `, and ${found.length - maxNamed} more` : '';
	return new Failure(
		`${neutralise(wanted)} matches several images: ${neutralise(named.join(', '))}${rest}.`,
		{
			kind: 'usage',
			hint: hint ?? narrower(found.map(each => each.image)),
		},
	);
};

/** What tells them apart: the worker, the name, or both. */
const narrower = (images: readonly Image[]): string => {
	if (new Set(images.map(each => each.reference)).size === 1)
		return 'Choose one of these workers with --worker.';
	return new Set(images.map(each => each.worker)).size === 1
		? 'Use name:tag.'
		: 'Use name:tag, and --worker if several workers have it.';
};

const searchWorker = async (deps: CommandDeps, worker: Worker): Promise<Looked> => {
	const remote = await deps.connect(worker);
	try {
		const {managed} = await remote.images({signal: deps.signal});
		return {remote, images: managed};
	} catch (thrown) {
		remote.close();
		throw thrown;
	}
};
