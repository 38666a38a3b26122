import {createHash, type Hash} from 'node:crypto';
import {packFiles} from '../context/pack-layers.ts';
import type {CopyLayer, CopySource} from '../model/copy.ts';
import {Failure} from '../model/failure.ts';

/** An image as an OCI archive that is about to be written. The same image always gives the same bytes. */
export type PackedImage = {
	/** Of the whole archive. */
	readonly bytes: number;
	/** `sha256:…` of the manifest, by which registries and other tools know the image. */
	readonly digest: string;
	/** Those that the archive holds, each once, in the order in which `pack` wants them. */
	readonly layers: readonly CopyLayer[];
	/** @throws Failure for a layer whose content has another digest or size */
	pack(layers: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
};

const block = 512;
const hexOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** An image → an OCI archive: its manifest and configuration as they are, its layers, and its list of packages as a blob. */
export const packImage = (source: CopySource): PackedImage => {
	const texts = smallFiles(source);
	const layers = [...new Map(source.layers.map(layer => [layer.hex, layer])).values()];
	const files = [
		...texts.map(({name, text}) => ({name, bytes: Buffer.byteLength(text)})),
		...layers.map(({hex, bytes}) => ({name: `blobs/sha256/${hex}`, bytes})),
	];
	const bytes = files.reduce((sum, file) => sum + block + Math.ceil(file.bytes / block) * block, 2 * block);
	return {
		bytes,
		digest: `sha256:${hexOf(source.manifest.text)}`,
		layers,
		pack: content => packFiles(files, joined(texts, checked(layers, content))),
	};
};

/** What a reader needs first comes first. */
const smallFiles = ({image, manifest, config, sbom}: CopySource) => {
	const digest = hexOf(manifest.text);
	const index = {
		schemaVersion: 2,
		mediaType: 'application/vnd.oci.image.index.v1+json',
		manifests: [
			{
				mediaType: manifest.type,
				digest: `sha256:${digest}`,
				size: Buffer.byteLength(manifest.text),
				annotations: {'org.opencontainers.image.ref.name': image.reference},
			},
		],
	};
	const files = [
		{name: 'oci-layout', text: '{"imageLayoutVersion":"1.0.0"}'},
		{name: 'index.json', text: JSON.stringify(index)},
		{name: `blobs/sha256/${digest}`, text: manifest.text},
		{name: `blobs/sha256/${hexOf(config)}`, text: config},
	];
	return sbom === undefined ? files : [...files, {name: `blobs/sha256/${hexOf(sbom)}`, text: sbom}];
};

async function* joined(
	texts: readonly {readonly text: string}[],
	bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	for (const {text} of texts) yield Buffer.from(text);
	yield* bytes;
}

/** Passes layers on, and compares the digest of each one. */
async function* checked(
	layers: readonly CopyLayer[],
	bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	const waiting = [...layers];
	let now: Hashed | undefined;
	for await (const chunk of bytes) {
		let rest = chunk;
		while (rest.length > 0) {
			now ??= hashed(waiting.shift());
			if (now === undefined) break;
			const piece = rest.subarray(0, now.left);
			now.hash.update(piece);
			now.left -= piece.length;
			rest = rest.subarray(piece.length);
			if (now.left === 0) now = ended(now);
		}
		yield chunk;
	}
}

type Hashed = {readonly hex: string; readonly hash: Hash; left: number};

const hashed = (layer: CopyLayer | undefined): Hashed | undefined =>
	layer && {hex: layer.hex, hash: createHash('sha256'), left: layer.bytes};

const ended = ({hex, hash}: Hashed): undefined => {
	if (hash.digest('hex') !== hex) throw damaged(hex);
};

const damaged = (hex: string): Failure =>
	new Failure(`The layer ${hex.slice(0, 12)} was damaged on the disk of the worker or on its way.`, {
		hint: 'Try again. If that does not help, create or copy the image again.',
	});
