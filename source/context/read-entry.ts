import {close, constants, fstat, open, read, type Stats} from 'node:fs';
import {lstat, readlink} from 'node:fs/promises';
import path from 'node:path';
import {promisify} from 'node:util';
import type {BuildContext, ContextEntry} from '../model/build.ts';
import {Failure} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import {reasonOf} from './reasons.ts';

/** Without the handle objects of fs/promises, which cost more than reading a small file. */
const files = {open: promisify(open), stat: promisify(fstat), read: promisify(read), close: promisify(close)};
const empty = Buffer.alloc(0);

/** Larger files are read in pieces of this size, one ahead. */
const pieceBytes = 1024 ** 2;

/** An entry of a context, as it is when its turn comes. */
export type Prepared = {
	readonly entry: ContextEntry;
	readonly stats: Stats;
	readonly target?: string;
	/** The content of a small file. */
	readonly content?: Buffer;
	/** The content of a large file, still to be read; has to be closed afterwards. */
	readonly large?: {readonly pieces: AsyncIterable<Buffer>; readonly close: () => Promise<void>};
};

/** @throws Failure for what vanished, or became something else, since it was listed */
export const prepare = async ({folder}: BuildContext, entry: ContextEntry): Promise<Prepared> => {
	const place = path.join(folder, entry.path);
	try {
		if (entry.kind === 'link') return {entry, stats: await lstat(place), target: await readlink(place)};
		if (entry.kind !== 'file') return {entry, stats: await lstat(place)};
		return await prepareFile(place, entry);
	} catch (thrown) {
		if (thrown instanceof Failure) throw thrown;
		throw new Failure(`${neutralise(entry.path)} could not be sent: ${reasonOf(thrown)}.`, {
			hint: 'Build again when nothing changes the context, or leave it out with .containerignore.',
		});
	}
};

/** Neither a link nor a fifo may have taken its place: reading one could block for ever. */
const prepareFile = async (place: string, entry: ContextEntry): Promise<Prepared> => {
	const handle = await files.open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	try {
		const stats = await files.stat(handle);
		if (!stats.isFile()) throw changed(entry);
		if (stats.size > pieceBytes) {
			const pieces = piecesOf({entry, stats, handle});
			return {entry, stats, large: {pieces, close: () => files.close(handle)}};
		}
		const content = stats.size === 0 ? empty : await wholeOf(handle, stats, entry);
		await files.close(handle);
		return {entry, stats, content};
	} catch (thrown) {
		await files.close(handle);
		throw thrown;
	}
};

const changed = ({path: name}: ContextEntry): Failure =>
	new Failure(`${neutralise(name)} changed while it was sent.`, {
		hint: 'Build again when nothing writes to it, or leave it out with .containerignore.',
	});

const wholeOf = async (handle: number, stats: Stats, entry: ContextEntry): Promise<Buffer> => {
	const content = Buffer.allocUnsafe(stats.size);
	let at = 0;
	for (let read = 1; at < content.length && read > 0; at += read)
		read = (await files.read(handle, content, at, content.length - at, at)).bytesRead;
	await mustBeSame(handle, {stats, entry, read: at});
	return content;
};

/** An image must not hold half of an old and half of a new file. */
const mustBeSame = async (
	handle: number,
	{stats, entry, read}: {readonly stats: Stats; readonly entry: ContextEntry; readonly read: number},
): Promise<void> => {
	const now = await files.stat(handle);
	if (read !== stats.size || now.size !== stats.size || now.mtimeMs !== stats.mtimeMs) throw changed(entry);
};

/** A large file's content. @throws Failure when it changed meanwhile */
async function* piecesOf({
	entry,
	stats,
	handle,
}: {
	readonly entry: ContextEntry;
	readonly stats: Stats;
	readonly handle: number;
}): AsyncGenerator<Buffer> {
	let at = 0;
	let reading = readPiece(handle, at, stats.size);
	try {
		while (at < stats.size) {
			const piece = await reading;
			if (piece.length === 0) break;
			at += piece.length;
			// While this one is encrypted.
			reading = readPiece(handle, at, stats.size);
			reading.catch(() => {});
			yield piece;
		}
	} finally {
		// Its file is closed next.
		await reading.catch(() => {});
	}
	await mustBeSame(handle, {stats, entry, read: at});
}

const readPiece = async (handle: number, at: number, size: number): Promise<Buffer> => {
	if (at === size) return empty;
	const piece = Buffer.allocUnsafe(Math.min(pieceBytes, size - at));
	const {bytesRead} = await files.read(handle, piece, 0, piece.length, at);
	return piece.subarray(0, bytesRead);
};
