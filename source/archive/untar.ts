import {extract} from 'tar-stream';
import {type OpenOptions, openArchive} from './open-archive.ts';

/** A file in a tar archive; what is not read of it is skipped. */
export type TarFile = {
	/** Without `./` in front. */
	readonly name: string;
	readonly bytes: number;
	readonly content: AsyncIterable<Uint8Array>;
};

const enoughBytes = 512;

/** The files in a tar archive, one after the other. @throws what the file system, the decompression or tar-stream throws */
export async function* untar(file: string, options: OpenOptions): AsyncGenerator<TarFile> {
	const archive = extract();
	// The iteration below ends with the same error.
	archive.on('error', () => {});
	const filling = fill(archive, openArchive(file, options));
	filling.catch((thrown: unknown) => archive.destroy(thrown as Error));
	try {
		for await (const entry of archive) {
			const {type, name, size} = entry.header;
			if (type === 'file' || type === 'contiguous-file')
				yield {
					name: name.replace(/^\.\//u, ''),
					bytes: size,
					content: wellBegun(entry as AsyncIterable<Uint8Array>),
				};
			entry.resume();
		}
		await filling;
	} finally {
		archive.destroy();
	}
}

/** Pieces of which the first is long enough to tell what the file is. */
async function* wellBegun(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	let start: Uint8Array | undefined = Buffer.of();
	for await (const chunk of chunks) {
		if (start === undefined) yield chunk;
		else {
			start = Buffer.concat([start, chunk]);
			if (start.length < enoughBytes) continue;
			yield start;
			start = undefined;
		}
	}
	if (start !== undefined && start.length > 0) yield start;
}

const fill = async (
	archive: ReturnType<typeof extract>,
	chunks: AsyncIterable<Uint8Array>,
): Promise<void> => {
	for await (const chunk of chunks) {
		if (archive.destroyed) return;
		if (archive.write(chunk)) continue;
		await new Promise<void>(resolve => {
			const goOn = () => {
				archive.off('drain', goOn).off('close', goOn);
				resolve();
			};
			archive.on('drain', goOn).on('close', goOn);
		});
	}
	archive.end(undefined);
};
