import type {PackedImage} from '../archive/pack-image.ts';
import type {Image} from '../model/image.ts';
import type {Remote} from '../remote/remote.ts';
import {readCopySource} from './read-copy.ts';
import {readLayers} from './read-layers.ts';

type Watched = {
	readonly signal: AbortSignal;
	readonly onBytes: (doneBytes: number, totalBytes: number) => void;
};

/** An image that is about to be written into an archive. */
export type Export = Pick<PackedImage, 'bytes' | 'digest'> & {
	/** The archive. Reading it reads the worker, no faster than the pieces are taken. */
	readonly content: AsyncIterable<Uint8Array>;
};

/**
 * An image of a worker → an OCI archive, as a stream: nothing is kept here, and on the worker nothing stays.
 * @param onBytes gets how many bytes were taken, and how many there are
 * @throws Failure (conflict) if the image is gone; while it is read, when the connection is lost or a layer is damaged
 */
export const openExport = async (
	remote: Remote,
	image: Image,
	{signal, onBytes}: Watched,
): Promise<Export> => {
	const [source, {packImage}] = await Promise.all([
		readCopySource(remote, image, {signal}),
		import('../archive/pack-image.ts'),
	]);
	const {bytes, digest, layers, pack} = packImage(source);
	const packed = pack(readLayers(remote, {source, layers}, signal));
	const content = async function* () {
		let done = 0;
		for await (const chunk of packed) {
			yield chunk;
			done += chunk.length;
			onBytes(done, bytes);
		}
		// A stream that was aborted may look complete.
		signal.throwIfAborted();
	};
	return {bytes, digest, content: content()};
};
