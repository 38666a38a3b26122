import type {Image} from './image.ts';
import type {WindowsHost} from './windows-host.ts';
import type {Worker} from './worker.ts';

/** A layer as an archive that is not compressed. */
export type CopyLayer = {
	/** Its SHA-256, as 64 letters. */
	readonly hex: string;
	readonly bytes: number;
};

/** An image that is to be copied, as its worker stores it, or an archive file on this computer. */
export type CopySource = {
	/** Of an archive, the worker is the one that gets it. */
	readonly image: Pick<Image, 'id' | 'reference' | 'worker' | 'os'>;
	/** The name of the archive, without its folder. */
	readonly archive?: string | undefined;
	/** From the lowest one up. */
	readonly layers: readonly CopyLayer[];
	/** JSON, for layers that are not compressed; `type` is its media type. */
	readonly manifest: {readonly text: string; readonly type: string};
	/** JSON; its SHA-256 is the image's id. */
	readonly config: string;
	/** The image's list of packages, if it has one. */
	readonly sbom: string | undefined;
};

/** The worker that is to get a copy, right before the plan. */
export type CopyTarget = {
	readonly worker: Worker;
	readonly windows: WindowsHost | undefined;
	/** The id of the image that has the reference. */
	readonly holder: string | undefined;
	/** Whether it has the image, whatever its name. */
	readonly hasImage: boolean;
	/** The SHA-256 of each layer that it has. */
	readonly layers: ReadonlySet<string>;
};

/** The layers that a worker lacks, each once, in the order of the image. */
export const missingLayers = (
	{layers}: Pick<CopySource, 'layers'>,
	{hasImage, layers: there}: Pick<CopyTarget, 'hasImage' | 'layers'>,
): readonly CopyLayer[] => {
	if (hasImage) return [];
	const seen = new Set<string>();
	return layers.filter(({hex}) => {
		if (there.has(hex) || seen.has(hex)) return false;
		seen.add(hex);
		return true;
	});
};

/** The size of layers as they are sent, in bytes. */
export const bytesOf = (layers: readonly CopyLayer[]): number =>
	layers.reduce((sum, {bytes}) => sum + bytes, 0);

/** Of a slow disk that others use, too. */
const slowBytesPerMs = 10_000;
const shortMs = 600_000;
/** Ten days. A timer that is set to more than 24 ends at once. */
const longMs = 864_000_000;

/** How long a worker may take to hash this much of what has arrived: who asks again sooner makes it begin anew. */
export const maxHashMs = (bytes: number): number =>
	Math.min(longMs, shortMs + Math.ceil(bytes / slowBytesPerMs));
