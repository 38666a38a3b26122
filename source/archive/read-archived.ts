import type {CopyLayer} from '../model/copy.ts';
import {Failure} from '../model/failure.ts';
import {decoded, decoderFor} from './decode.ts';
import type {ArchiveEntry} from './index-archive.ts';
import {untar} from './untar.ts';

/**
 * The content of some files of an archive, one after the other in the order of the archive, and without compression.
 * @param entries of an index of the same file · @param layers in the order of the archive
 * @throws Failure when the file has changed since
 */
export async function* readArchived(
	file: string,
	{entries, layers}: {readonly entries: readonly ArchiveEntry[]; readonly layers: readonly CopyLayer[]},
	signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
	const names = new Set(layers.map(({hex}) => entries.find(each => each.contentHex === hex)?.name));
	try {
		for await (const {name, content} of untar(file, {signal})) {
			if (!names.delete(name)) continue;
			yield* unpacked(content);
			if (names.size === 0) return;
		}
	} catch (thrown) {
		signal.throwIfAborted();
		throw thrown instanceof Failure ? thrown : changed(file);
	}
	if (names.size > 0) throw changed(file);
}

async function* unpacked(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	const chunks = content[Symbol.asyncIterator]();
	const first = await chunks.next();
	if (first.done) return;
	yield* decoded(restOf(first.value, chunks), decoderFor(first.value, 'A layer'));
}

async function* restOf(first: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
	yield first;
	for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}

const changed = (file: string): Failure =>
	new Failure(`${file} was changed while it was read.`, {hint: 'Try again when nothing writes to it.'});
