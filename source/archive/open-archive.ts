import {createReadStream} from 'node:fs';
import {open} from 'node:fs/promises';
import {decoded, decoderFor} from './decode.ts';

export type OpenOptions = {
	readonly signal: AbortSignal;
	/** Gets the bytes as they are in the file. */
	readonly onBytes?: (bytes: Uint8Array) => void;
};

const readBytes = 1024 ** 2;

/** The content of a file, decompressed. @throws what the file system throws, or a Failure */
export async function* openArchive(file: string, {signal, onBytes}: OpenOptions): AsyncGenerator<Uint8Array> {
	const decoder = decoderFor(await firstBytes(file), file);
	yield* decoded(tapped(createReadStream(file, {highWaterMark: readBytes, signal}), onBytes), decoder);
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
