import type {Stats} from 'node:fs';
import {lstat} from 'node:fs/promises';
import {type Header, type Pack, pack} from 'tar-stream';
import type {BuildInput} from '../model/build.ts';
import {type Prepared, prepare} from './read-entry.ts';

const empty = Buffer.alloc(0);

/** Small files are read ahead, so many at once. */
const ahead = 32;
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

/** Joins small chunks; large ones pass as they are. */
async function* inBatches(chunks: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
	let waiting: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of chunks) {
		const isLarge = chunk.length >= batchBytes;
		if (!isLarge) {
			waiting.push(chunk);
			bytes += chunk.length;
		}
		if (bytes >= batchBytes || (isLarge && bytes > 0)) {
			yield Buffer.concat(waiting);
			waiting = [];
			bytes = 0;
		}
		if (isLarge) yield chunk;
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
			for (const each of prepared) void each.then(({large}) => large?.close()).catch(() => {});
		}
	}
	await own('end', `${context.entries.length} ${bytes}\n`);
	archive.finalize();
};

type Entry = Partial<Header> & Pick<Header, 'name'>;

/** @returns how many bytes of content it has */
const send = async (
	archive: Pack,
	{entry, stats, target, content, large}: Prepared,
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
	if (large === undefined) return 0;
	return addLarge(archive, {...header, size: stats.size}, large.pieces);
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
	header: Entry & {readonly size: number},
	pieces: AsyncIterable<Buffer>,
): Promise<number> => {
	const {promise, resolve, reject} = Promise.withResolvers<void>();
	promise.catch(() => {});
	const sink = archive.entry({...header, type: 'file'}, error => (error == null ? resolve() : reject(error)));
	sink.on('error', () => {});
	for await (const piece of pieces) {
		if (!sink.write(piece))
			await Promise.race([promise, new Promise<void>(free => void sink.once('drain', () => free()))]);
	}
	sink.end(undefined);
	await promise;
	return header.size;
};
