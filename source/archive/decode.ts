import {Readable, type Transform} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import zlib from 'node:zlib';
import {Failure} from '../model/failure.ts';

/** Bytes at a time. */
const chunkSize = 1024 ** 2;

/**
 * What unpacks bytes that begin like this; undefined where they are not compressed.
 * @throws Failure for a compression that Ingot cannot read
 */
export const decoderFor = (start: Uint8Array, what: string): Transform | undefined => {
	const hex = Buffer.from(start.subarray(0, 6)).toString('hex');
	if (hex.startsWith('1f8b')) return zlib.createGunzip({chunkSize});
	if (hex.startsWith('28b52ffd') && 'createZstdDecompress' in zlib)
		return zlib.createZstdDecompress({chunkSize});
	const other = [
		['28b52ffd', 'zstd -d'],
		['fd377a585a00', 'xz -d'],
		['425a68', 'bzip2 -d'],
	].find(([magic = '']) => hex.startsWith(magic));
	if (other === undefined) return undefined;
	throw new Failure(`${what} is compressed in a way that Ingot does not read.`, {
		kind: 'usage',
		hint: `Decompress it first: ${other[1]} FILE.`,
	});
};

/** What a decoder makes of these bytes; without one, the bytes. @throws what they throw, or the decoder */
export async function* decoded(
	raw: AsyncIterable<Uint8Array>,
	decoder: Transform | undefined,
): AsyncGenerator<Uint8Array> {
	if (decoder === undefined) {
		yield* raw;
		return;
	}
	const done = pipeline(Readable.from(raw, {objectMode: false}), decoder);
	// The reader below sees it, too.
	done.catch(() => {});
	yield* decoder as AsyncIterable<Uint8Array>;
	await done;
}
