import {homedir} from 'node:os';
import path from 'node:path';
import * as z from 'zod/mini';
import type {ArchiveEntry, IndexOptions} from '../archive/index-archive.ts';
import type {CopyLayer, CopySource} from '../model/copy.ts';
import {Failure} from '../model/failure.ts';
import {type Labels, labelOf, labels} from '../model/labels.ts';
import {neutralise} from '../model/text.ts';
import {plainManifest} from './plain-manifest.ts';

/** An image in an archive file on this computer, of which every byte has been read and compared. */
export type Archive = Pick<CopySource, 'layers' | 'manifest' | 'config' | 'sbom'> & {
	readonly file: string;
	/** Without its folder, for people. */
	readonly title: string;
	/** SHA-256 of the file, and of the image's configuration: its id. */
	readonly hex: string;
	readonly id: string;
	/** The name that the archive gives the image. */
	readonly name: string | undefined;
	readonly labels: Labels;
	readonly entries: readonly ArchiveEntry[];
};

type ReadOptions = IndexOptions & {
	/** The wanted one of several images. */
	readonly image?: string | undefined;
	/** The SHA-256 that the file must have, as 64 letters. */
	readonly checksum?: string | undefined;
};

/** The checksum in FILE.sha256, as 64 letters; undefined where there is no such file. @throws Failure (usage) if it has none */
export const savedChecksum = async (file: string): Promise<string | undefined> =>
	(await import('../archive/checksum-beside.ts')).checksumBeside(pathOf(file));

/** A shell would replace it; a text field does not. */
const pathOf = (name: string): string => (name.startsWith('~/') ? path.join(homedir(), name.slice(2)) : name);

const configSchema = z.looseObject({
	config: z.optional(
		z.nullable(z.looseObject({Labels: z.optional(z.nullable(z.record(z.string(), z.string())))})),
	),
	rootfs: z.looseObject({diff_ids: z.array(z.string())}),
});

/**
 * Reads an archive of `ingot images export`, `podman save` or `docker save`, also one that is compressed; contacts no worker.
 * @throws Failure for a file that is no such archive, is damaged or incomplete, or holds several images
 */
export const readArchive = async (
	name: string,
	{image, checksum, ...options}: ReadOptions,
): Promise<Archive> => {
	const file = pathOf(name);
	const [{indexArchive}, {chooseImage, imagesIn}] = await Promise.all([
		import('../archive/index-archive.ts'),
		import('../archive/choose-image.ts'),
	]);
	const {hex, entries} = await indexArchive(file, options);
	if (checksum !== undefined && hex !== checksum) throw otherChecksum(file);
	const chosen = chooseImage(imagesIn(entries, file), image, file);
	const config = chosen.config.text ?? '';
	const {data} = configSchema.safeParse(JSON.parse(config));
	if (data === undefined) throw otherForm(file);
	const layers = data.rootfs.diff_ids.map(each => layerOf(entries, each, file));
	const found = data.config?.Labels ?? {};
	const manifest =
		chosen.manifest?.text === undefined
			? dockerManifest(chosen.config, layers)
			: plainManifest(chosen.manifest.text, layers);
	if (manifest === undefined) throw otherForm(file);
	const sbom = labelOf(found, labels.sbom)?.replace('sha256:', '');
	return {
		file,
		title: neutralise(path.basename(file)),
		hex,
		id: chosen.config.hex,
		name: chosen.name,
		labels: found,
		entries,
		layers,
		manifest,
		config,
		sbom: entries.find(each => each.hex === sbom)?.text,
	};
};

/** A layer is found by its content, whatever its file is called and however it is compressed. */
const layerOf = (entries: readonly ArchiveEntry[], digest: string, file: string): CopyLayer => {
	const hex = digest.replace('sha256:', '');
	const entry = entries.find(each => each.contentHex === hex);
	if (entry !== undefined) return {hex, bytes: entry.contentBytes};
	throw new Failure(`${file} is not complete: the layer ${hex.slice(0, 12)} is missing or damaged.`, {
		hint: 'Export it or download it again.',
	});
};

/** Docker’s archives have no manifest. This is the one that Podman makes of them, for layers that are not compressed. */
const dockerManifest = (config: ArchiveEntry, layers: readonly CopyLayer[]): CopySource['manifest'] => {
	const type = 'application/vnd.docker.distribution.manifest.v2+json';
	const text = JSON.stringify({
		schemaVersion: 2,
		mediaType: type,
		config: {
			mediaType: 'application/vnd.docker.container.image.v1+json',
			size: Buffer.byteLength(config.text ?? ''),
			digest: `sha256:${config.hex}`,
		},
		layers: layers.map(({hex, bytes}) => ({
			mediaType: 'application/vnd.docker.image.rootfs.diff.tar',
			size: bytes,
			digest: `sha256:${hex}`,
		})),
	});
	return {text, type};
};

const otherChecksum = (file: string): Failure =>
	new Failure(`${file} does not have the expected SHA-256: it was damaged or changed.`, {
		hint: 'Export it or download it again, or check the expected value.',
	});

const otherForm = (file: string): Failure =>
	new Failure(`The image in ${file} has a form that Ingot cannot read.`, {
		kind: 'usage',
		hint: 'Save it again with `podman save --format oci-archive`.',
	});
