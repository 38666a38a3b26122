import * as z from 'zod/mini';
import type {CopyLayer, CopySource} from '../model/copy.ts';

const oci = 'application/vnd.oci.image.manifest.v1+json';
/** The worker that gets the image writes it into a JSON text. */
const types = [oci, 'application/vnd.docker.distribution.manifest.v2+json'] as const;
const manifestSchema = z.looseObject({
	schemaVersion: z.literal(2),
	mediaType: z.optional(z.enum(types)),
	layers: z.array(z.looseObject({mediaType: z.string(), digest: z.string(), size: z.number()})),
});

/**
 * Layers travel without compression. An image whose manifest lists them compressed gets one that does not; any other keeps its own,
 * and with it its digest.
 * @param text JSON
 * @returns undefined for a manifest of another form, or of other layers
 */
export const plainManifest = (
	text: string,
	layers: readonly CopyLayer[],
): CopySource['manifest'] | undefined => {
	const {data} = manifestSchema.safeParse(parsed(text));
	if (data === undefined || data.layers.length !== layers.length) return undefined;
	const type = data.mediaType ?? oci;
	if (data.layers.every(({digest}, index) => digest === `sha256:${layers[index]?.hex}`)) return {text, type};
	const plain = data.layers.map((layer, index) => ({
		...layer,
		mediaType: layer.mediaType.replace(/[.+](gzip|zstd)$/u, ''),
		digest: `sha256:${layers[index]?.hex}`,
		size: layers[index]?.bytes,
	}));
	return {text: JSON.stringify({...data, layers: plain}), type};
};

const configSchema = z.looseObject({rootfs: z.looseObject({diff_ids: z.array(z.string())})});

/** Whether a configuration, in JSON, names exactly these layers. */
export const areLayersOf = (config: string, layers: readonly CopyLayer[]): boolean => {
	const {data} = configSchema.safeParse(parsed(config));
	const ids = data?.rootfs.diff_ids;
	return (
		ids?.length === layers.length && ids.every((digest, index) => digest === `sha256:${layers[index]?.hex}`)
	);
};

const parsed = (text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
};
