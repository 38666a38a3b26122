import * as z from 'zod/mini';
import {Failure} from '../model/failure.ts';
import type {ArchiveEntry} from './index-archive.ts';

/** One image of an archive. */
export type ArchivedImage = {
	/** The name that the archive gives it, as it is there. */
	readonly name: string | undefined;
	/** Undefined in docker's format, which has none. */
	readonly manifest: ArchiveEntry | undefined;
	readonly config: ArchiveEntry;
};

const descriptor = z.looseObject({
	mediaType: z.optional(z.string()),
	digest: z.string(),
	artifactType: z.optional(z.string()),
	annotations: z.optional(z.record(z.string(), z.string())),
	platform: z.optional(z.looseObject({os: z.optional(z.string())})),
});
type Descriptor = z.infer<typeof descriptor>;
const indexSchema = z.looseObject({manifests: z.array(descriptor)});
const manifestSchema = z.looseObject({config: descriptor, layers: z.array(descriptor)});
const dockerSchema = z.array(
	z.looseObject({Config: z.string(), RepoTags: z.optional(z.nullable(z.array(z.string())))}),
);

/**
 * The images of an OCI archive or one of docker, each once.
 * @throws Failure (usage) where there is none, or a blob is missing
 */
export const imagesIn = (entries: readonly ArchiveEntry[], file: string): readonly ArchivedImage[] => {
	const byName = new Map(entries.map(entry => [entry.name, entry]));
	const index = parse(indexSchema, byName.get('index.json'));
	const found =
		index === undefined
			? inDocker(byName, file)
			: index.manifests.flatMap(each => inOci(byName, each, {file, depth: 0}));
	if (found.length === 0)
		throw new Failure(`${file} holds no image of a container.`, {
			kind: 'usage',
			hint: 'Use a file of `ingot images export`, `podman save` or `docker save`.',
		});
	return [...new Map(found.map(image => [image.config.hex, image])).values()];
};

/**
 * The wanted one of them, or the only one.
 * @param wanted a name as the archive has it, or without the registry
 * @throws Failure (usage) that lists the names
 */
export const chooseImage = (
	images: readonly ArchivedImage[],
	wanted: string | undefined,
	file: string,
): ArchivedImage => {
	const found = wanted === undefined ? images : images.filter(({name}) => isNamed(name, wanted));
	const [only] = found;
	if (only !== undefined && found.length === 1) return only;
	const names = images.map(({name, config}) => name ?? `sha256:${config.hex.slice(0, 12)}`).join(', ');
	throw new Failure(
		wanted === undefined ? `${file} holds several images: ${names}.` : `${file} holds no image ${wanted}.`,
		{
			kind: 'usage',
			hint: wanted === undefined ? 'Choose one with --image.' : `It holds: ${names}.`,
		},
	);
};

const isNamed = (name: string | undefined, wanted: string): boolean =>
	name === wanted || (name?.endsWith(`/${wanted}`) ?? false);

type Blobs = ReadonlyMap<string, ArchiveEntry>;

const inOci = (
	blobs: Blobs,
	each: Descriptor,
	{file, depth}: {readonly file: string; readonly depth: number},
): readonly ArchivedImage[] => {
	const blob = blobOf(blobs, each.digest);
	// Several platforms, of which an archive often holds only one.
	const inner = depth < 3 ? parse(indexSchema, blob) : undefined;
	if (inner !== undefined)
		return inner.manifests.flatMap(one =>
			inOci(
				blobs,
				{...one, annotations: {...each.annotations, ...one.annotations}},
				{file, depth: depth + 1},
			),
		);
	if (blob === undefined && depth > 0) return [];
	// What signs or describes an image is no image.
	if (each.artifactType !== undefined || each.platform?.os === 'unknown') return [];
	const manifest = parse(manifestSchema, blob);
	if (manifest === undefined) throw missing(file, each.digest);
	if (!/(?:image\.config|container\.image)/u.test(manifest.config.mediaType ?? 'image.config')) return [];
	const config = blobOf(blobs, manifest.config.digest);
	if (config?.text === undefined) throw missing(file, manifest.config.digest);
	const {annotations = {}} = each;
	const name = annotations['io.containerd.image.name'] ?? annotations['org.opencontainers.image.ref.name'];
	return [{name, manifest: blob, config}];
};

const inDocker = (blobs: Blobs, file: string): readonly ArchivedImage[] =>
	(parse(dockerSchema, blobs.get('manifest.json')) ?? []).map(({Config, RepoTags}) => {
		const config = blobs.get(Config);
		if (config?.text === undefined) throw missing(file, Config);
		return {name: RepoTags?.[0], manifest: undefined, config};
	});

const blobOf = (blobs: Blobs, digest: string): ArchiveEntry | undefined =>
	blobs.get(`blobs/${digest.replace(':', '/')}`);

const parse = <Schema extends z.core.$ZodType>(
	schema: Schema,
	entry: ArchiveEntry | undefined,
): z.output<Schema> | undefined => {
	try {
		return z.safeParse(schema, JSON.parse(entry?.text ?? '')).data;
	} catch {
		return undefined;
	}
};

const missing = (file: string, digest: string): Failure =>
	new Failure(`${file} is not complete: ${digest.slice(0, 80)} is missing.`, {
		hint: 'Export it or download it again.',
	});
