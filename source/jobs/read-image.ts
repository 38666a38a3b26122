import * as z from 'zod/mini';
import {goldenDiskSize} from '../model/golden-disk.ts';
import {hideInConfig, hideInText} from '../model/hide-secrets.ts';
import type {Image} from '../model/image.ts';
import {type ImageDetails, type ImageLayer, lineageOf} from '../model/image-details.ts';
import {type Difference, imageDifferences} from '../model/image-difference.ts';
import {type PackageDifference, packageDifferences} from '../model/package-difference.ts';
import type {PackageList} from '../model/sbom.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import {readImageUse} from './change-image.ts';
import {manageImageOn} from './image-script.ts';
import {parseLine} from './job-schemas.ts';
import {readPackages} from './read-sbom.ts';

const historySchema = z.array(
	z.object({
		size: z.catch(z.number(), 0),
		CreatedBy: z.catch(z.string(), ''),
		comment: z.catch(z.string(), ''),
	}),
);

/** Everything there is to know of an image. @throws Failure (conflict) if it is gone */
export const readImageDetails = async (
	remote: Remote,
	image: Image,
	options?: RunOptions,
): Promise<ImageDetails> => {
	const [use, history, packages, {config}, {managed}] = await Promise.all([
		readImageUse(remote, image, options),
		manageImageOn(remote, ['layers', image.id], options),
		readPackages(remote, image, options),
		remote.inspectImage(image.id, options),
		remote.images(options),
	]);
	return {
		image,
		config: hideInConfig(config),
		use,
		packages,
		layers: toLayers(history),
		lineage: lineageOf(image, managed),
		diskSize: goldenDiskSize(image, config),
	};
};

const toLayers = (history: string): readonly ImageLayer[] =>
	(historySchema.safeParse(parseLine(history.trim())).data ?? []).map(({size, CreatedBy, comment}) => ({
		bytes: size,
		madeBy: hideInText(CreatedBy || comment),
	}));

/** An image, and the connection to its worker. */
type ImageAt = {readonly remote: Remote; readonly image: Image};

type Listed = readonly [image: Image, list: PackageList];

type ComparedPackages = {
	/** undefined if an image has no SBOM that can be read. */
	readonly differences?: readonly PackageDifference[];
	/** A sentence for each image without one. */
	readonly unknown: readonly string[];
};

export type ImageComparison = {
	readonly differences: readonly Difference[];
	readonly packages: ComparedPackages;
	/** undefined on different workers. */
	readonly paths: readonly ChangedPath[] | undefined;
};

/** What differs between two images, and on one worker also which files. @param size writes bytes */
export const compareImages = async (
	a: ImageAt,
	b: ImageAt,
	{size, signal}: {readonly size: (bytes: number) => string; readonly signal: AbortSignal},
): Promise<ImageComparison> => {
	const [from, to, before, after] = await Promise.all([
		a.remote.inspectImage(a.image.id, {signal}),
		b.remote.inspectImage(b.image.id, {signal}),
		readPackages(a.remote, a.image, {signal}),
		readPackages(b.remote, b.image, {signal}),
	]);
	const isSameWorker = a.image.worker === b.image.worker;
	return {
		differences: imageDifferences({...from, image: a.image}, {...to, image: b.image}, size),
		packages: comparePackages([a.image, before], [b.image, after]),
		paths: isSameWorker ? await readChangedPaths(a.remote, [a.image, b.image], signal) : undefined,
	};
};

const comparePackages = (...both: readonly [Listed, Listed]): ComparedPackages => {
	const [[, from], [, to]] = both;
	const unknown = both.flatMap(([{reference}, list]) =>
		'unknown' in list ? [`${reference}: ${list.unknown}`] : [],
	);
	return 'unknown' in from || 'unknown' in to
		? {unknown}
		: {differences: packageDifferences(from.packages, to.packages), unknown};
};

const kinds = {A: 'added', C: 'changed', D: 'deleted'} as const;

type ChangedPath = {readonly kind: (typeof kinds)[keyof typeof kinds]; readonly path: string};

/** Files that differ between two images of one worker, at most 2000. It can take a minute. */
const readChangedPaths = async (
	remote: Remote,
	[from, to]: readonly [Image, Image],
	signal: AbortSignal,
): Promise<readonly ChangedPath[]> => {
	const limit = {timeoutMs: 60_000, signal};
	const stdout = await manageImageOn(remote, ['changes', from.id, to.id], limit);
	return stdout.split('\n').flatMap(line => {
		const [, letter, path] = /^([ACD]) (\/.*)$/u.exec(line) ?? [];
		return letter === undefined || path === undefined
			? []
			: [{kind: kinds[letter as keyof typeof kinds], path}];
	});
};
