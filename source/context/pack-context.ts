import {close, constants, fstat, open, read, type Stats} from 'node:fs';
import {lstat, readlink} from 'node:fs/promises';
import path from 'node:path';
import {promisify} from 'node:util';
import {type Header, type Pack, pack} from 'tar-stream';
import type {BuildContext, BuildInput, ContextEntry} from '../model/build.ts';
import {Failure} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import {reasonOf} from './reasons.ts';

/** Without the handle objects of fs/promises, which cost more than reading a small file. */
const files = {open: promisify(open), stat: promisify(fstat), read: promisify(read), close: promisify(close)};
const empty = Buffer.alloc(0);

/** Small files are read ahead, so many at once; larger ones in pieces of this size. */
const ahead = 32;
const pieceBytes = 1024 ** 2;
/** Each write to the connection costs as much as some kilobytes. */
const batchBytes = 256 * 1024;

/**
 * A build's context as a tar archive: context/…, Containerfile, ignore, and last `end`, which counts entries and bytes and proves
 * that the archive is complete. Nothing is kept in memory beyond some pieces.
 * @throws Failure for a file that changed, shrank or vanished since it was listed
 */
export async function* packContext({context, file}: BuildInput): AsyncGenerator<Uint8Array> {
	const archive = pack();
	const filling = fill(archive, {context, file});
	// The reader below sees it too.
	filling.catch((thrown: unknown) => archive.destroy(thrown as Error));
	yield* inBatches(archive as AsyncIterable<Buffer>);
	await filling;
}

async function* inBatches(chunks: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
	let waiting: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of chunks) {
		waiting.push(chunk);
		bytes += chunk.length;
		if (bytes < batchBytes) continue;
		yield waiting.length === 1 ? chunk : Buffer.concat(waiting);
		waiting = [];
		bytes = 0;
	}
	if (bytes > 0) yield Buffer.concat(waiting);
}

const fill = async (archive: Pack, {context, file}: BuildInput): Promise<void> => {
	const own = (name: string, text: string) => add(archive, {name, mode: 0o600}, Buffer.from(text));
	await own('Containerfile', file.text);
	if (context.ignore !== undefined) await own('ignore', context.ignore.text);
	await add(archive, {name: 'context', type: 'directory', mode: (await lstat(context.folder)).mode & 0o7777});
	const links = new Map<string, string>();
	let bytes = 0;
	for (let from = 0; from < context.entries.length; from += ahead) {
		const some = context.entries.slice(from, from + ahead);
		const prepared = some.map(entry => prepare(context, entry));
		for (const each of prepared) each.catch(() => {});
		try {
			for (const each of prepared) bytes += await send(archive, await each, links);
		} finally {
			for (const each of prepared) void each.then(closed).catch(() => {});
		}
	}
	await own('end', `${context.entries.length} ${bytes}\n`);
	archive.finalize();
};

const closed = async ({handle}: Prepared): Promise<void> => {
	if (handle !== undefined) await files.close(handle);
};

type Entry = Partial<Header> & Pick<Header, 'name'>;

type Prepared = {
	readonly entry: ContextEntry;
	readonly stats: Stats;
	readonly target?: string;
	/** The content of a small file. */
	readonly content?: Buffer;
	/** A large file, still to be read. */
	readonly handle?: number;
};

const prepare = async ({folder}: BuildContext, entry: ContextEntry): Promise<Prepared> => {
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
		if (stats.size > pieceBytes) return {entry, stats, handle};
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

/** @returns how many bytes of content it has */
const send = async (
	archive: Pack,
	{entry, stats, target, content, handle}: Prepared,
	links: Map<string, string>,
): Promise<number> => {
	const name = `context/${entry.path}`;
	const header = {name, mode: stats.mode & 0o7777, mtime: stats.mtime};
	if (entry.kind === 'folder') return add(archive, {...header, type: 'directory'});
	if (entry.kind === 'link') return add(archive, {...header, type: 'symlink', linkname: target ?? ''});
	if (entry.kind === 'fifo') return add(archive, {...header, type: 'fifo'});
	if (entry.kind === 'device') return add(archive, {...header, ...deviceOf(stats)});
	const key = `${stats.dev}:${stats.ino}`;
	const first = stats.nlink > 1 ? links.get(key) : undefined;
	if (first !== undefined) return add(archive, {...header, type: 'link', linkname: first});
	if (stats.nlink > 1) links.set(key, name);
	if (content !== undefined) return add(archive, header, content);
	if (handle === undefined) return 0;
	return addLarge(archive, {...header, size: stats.size}, {entry, stats, handle});
};

const deviceOf = ({mode, rdev}: Stats): Partial<Header> => ({
	type: (mode & 0o170_000) === 0o60_000 ? 'block-device' : 'character-device',
	devmajor: (rdev >> 8) & 0xf_ff,
	devminor: (rdev & 0xff) | ((rdev >> 12) & 0xf_ff_00),
});

const add = (archive: Pack, header: Entry, content: Buffer = empty): Promise<number> =>
	new Promise((resolve, reject) => {
		const done = (error?: Error | null) => (error == null ? resolve(content.length) : reject(error));
		const sink =
			header.type === undefined
				? archive.entry({...header, type: 'file'}, content, done)
				: archive.entry(header, done);
		// The callback has it, too.
		sink.on('error', () => {});
	});

const addLarge = async (
	archive: Pack,
	header: Entry,
	{entry, stats, handle}: Required<Pick<Prepared, 'entry' | 'stats' | 'handle'>>,
): Promise<number> => {
	const {promise, resolve, reject} = Promise.withResolvers<void>();
	promise.catch(() => {});
	const sink = archive.entry({...header, type: 'file'}, error => (error == null ? resolve() : reject(error)));
	sink.on('error', () => {});
	let at = 0;
	while (at < stats.size) {
		const piece = Buffer.allocUnsafe(Math.min(pieceBytes, stats.size - at));
		const {bytesRead} = await files.read(handle, piece, 0, piece.length, at);
		if (bytesRead === 0) break;
		at += bytesRead;
		if (!sink.write(piece.subarray(0, bytesRead)))
			await Promise.race([promise, new Promise<void>(free => void sink.once('drain', () => free()))]);
	}
	await mustBeSame(handle, {stats, entry, read: at});
	sink.end(undefined);
	await promise;
	return at;
};
