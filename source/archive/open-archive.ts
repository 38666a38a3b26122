import {createReadStream} from 'node:fs';
import {open} from 'node:fs/promises';
import {Readable, type Transform} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import zlib from 'node:zlib';
import {Failure} from '../model/failure.ts';

export type OpenOptions = {
	readonly signal: AbortSignal;
	/** Gets the bytes as they are in the file. */
	readonly onBytes?: (bytes: Uint8Array) => void;
};

const readBytes = 1024 ** 2;

/**
 * What unpacks bytes that begin like this; undefined where they are not compressed.
 * @throws Failure for a compression that Ingot cannot read
 */
export const decoderFor = (start: Uint8Array, what: string): Transform | undefined => {
	const hex = Buffer.from(start.subarray(0, 6)).toString('hex');
	if (hex.startsWith('1f8b')) return zlib.createGunzip({chunkSize: readBytes});
	if (hex.startsWith('28b52ffd') && 'createZstdDecompress' in zlib)
		return zlib.createZstdDecompress({chunkSize: readBytes});
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

/** The content of a file, decompressed. @throws what the file system throws, or a Failure */
export async function* openArchive(file: string, {signal, onBytes}: OpenOptions): AsyncGenerator<Uint8Array> {
	const decoder = decoderFor(await firstBytes(file), file);
	const raw = tapped(createReadStream(file, {highWaterMark: readBytes, signal}), onBytes);
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

async function* tapped(
	chunks: AsyncIterable<Uint8Array>,
	onBytes: OpenOptions['onBytes'],
): AsyncGenerator<Uint8Array> {
	for await (const chunk of chunks) {
		onBytes?.(chunk);
		yield chunk;
	}
}

const firstBytes = async (file: string): Promise<Uint8Array> => {
	const handle = await open(file);
	try {
		const {buffer, bytesRead} = await handle.read(Buffer.alloc(6), 0, 6, 0);
		return buffer.subarray(0, bytesRead);
	} finally {
		await handle.close();
	}
};
