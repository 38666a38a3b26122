import type {CopyLayer} from '../model/copy.ts';
import {Failure} from '../model/failure.ts';

/** Each write to the connection costs as much as some kilobytes. */
const batchBytes = 256 * 1024;
const block = 512;

/** A file of an archive. */
export type PackedFile = {readonly name: string; readonly bytes: number};

/**
 * Layers one after the other → a tar archive with a file for each, named by its digest. Nothing is kept beyond some pieces.
 * @throws Failure when there are fewer or more bytes than the layers have
 */
export const packLayers = (
	layers: readonly CopyLayer[],
	bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> =>
	packFiles(
		layers.map(layer => ({name: layer.hex, bytes: layer.bytes})),
		bytes,
	);

/** The same for files of any names of at most 100 letters of ASCII. */
export const packFiles = (
	files: readonly PackedFile[],
	bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> => inBatches(pieces(files, bytes));

async function* pieces(
	files: readonly PackedFile[],
	bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	const waiting = [...files];
	let left = 0;
	let padding = 0;
	/** Ends the file that is complete and begins the next one; an empty file is complete at once. */
	function* between(): Generator<Uint8Array> {
		while (left === 0) {
			if (padding > 0) yield Buffer.alloc(padding);
			padding = 0;
			const next = waiting.shift();
			if (next === undefined) return;
			yield headerOf(next);
			left = next.bytes;
			padding = (block - (left % block)) % block;
		}
	}
	yield* between();
	for await (const chunk of bytes) {
		let rest = chunk;
		while (rest.length > 0) {
			if (left === 0) throw otherSize();
			const piece = rest.subarray(0, left);
			yield piece;
			rest = rest.subarray(piece.length);
			left -= piece.length;
			yield* between();
		}
	}
	if (left > 0) throw otherSize();
	yield Buffer.alloc(2 * block);
}

/** Joins small chunks. */
async function* inBatches(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	let waiting: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of chunks) {
		waiting.push(chunk);
		bytes += chunk.length;
		if (bytes < batchBytes) continue;
		yield Buffer.concat(waiting, bytes);
		waiting = [];
		bytes = 0;
	}
	if (bytes > 0) yield Buffer.concat(waiting, bytes);
}

/** The largest size that eleven octal digits hold; larger ones are written in binary, as GNU tar does. */
const maxOctal = 0o77_777_777_777;

const headerOf = ({name, bytes}: PackedFile): Buffer => {
	const header = Buffer.alloc(block);
	header.write(name, 0, 'latin1');
	header.write('0000600\0' + '0000000\0' + '0000000\0', 100, 'latin1');
	if (bytes <= maxOctal) header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
	else {
		header[124] = 0x80;
		header.writeBigUInt64BE(BigInt(bytes), 128);
	}
	header.write('00000000000\0', 136, 'latin1');
	header.write('        0', 148, 'latin1');
	header.write('ustar\u000000', 257, 'latin1');
	const sum = header.reduce((total, byte) => total + byte, 0);
	header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
	return header;
};

const otherSize = (): Failure =>
	new Failure('The image’s layers have other sizes than their worker says.', {
		hint: 'It may have been removed meanwhile. Try again.',
	});
