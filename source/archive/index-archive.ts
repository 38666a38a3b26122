import {createHash} from 'node:crypto';
import {once} from 'node:events';
import type {Stats} from 'node:fs';
import {stat} from 'node:fs/promises';
import type {Transform} from 'node:stream';
import {Failure} from '../model/failure.ts';
import {decoderFor} from './decode.ts';
import {type TarFile, untar} from './untar.ts';

/** A file in an archive. */
export type ArchiveEntry = {
	readonly name: string;
	/** SHA-256 of its bytes, and of its content if it is compressed. */
	readonly hex: string;
	readonly contentHex: string;
	readonly contentBytes: number;
	/** Of JSON. */
	readonly text: string | undefined;
};

/** Everything that an archive holds, after every byte of it was read. */
export type ArchiveIndex = {
	/** SHA-256 of the file. */
	readonly hex: string;
	readonly entries: readonly ArchiveEntry[];
};

export type IndexOptions = {
	readonly signal: AbortSignal;
	/** Gets how many bytes of the file have been read, and how many it has. */
	readonly onRead?: (doneBytes: number, totalBytes: number) => void;
};

/** What tar begins with, at least. */
const block = 512;
/** A list of packages can have some megabytes. */
const maxText = 32 * 1024 ** 2;
/** Of all; what comes later is not kept. Some kilobytes of an archive can hold gigabytes. */
const maxTexts = 64 * 1024 ** 2;
/** Three for each layer in the oldest format; some kilobytes of an archive can hold millions. */
const maxEntries = 100_000;
/** Of names; tar has no limit. */
const maxNames = 16 * 1024 ** 2;

/**
 * Reads a tar archive once, also one that is compressed; each blob is compared with the digest in its name.
 * @param file a path
 * @throws Failure for what is no archive, ends too early or is damaged
 */
export const indexArchive = async (file: string, {signal, onRead}: IndexOptions): Promise<ArchiveIndex> => {
	const whole = createHash('sha256');
	let [read, total] = [0, 0];
	const onBytes = (bytes: Uint8Array) => {
		whole.update(bytes);
		read += bytes.length;
		onRead?.(read, total);
	};
	const entries: ArchiveEntry[] = [];
	try {
		const found = await stat(file);
		if (!found.isFile()) throw noFile(file, found);
		total = found.size;
		const room = {texts: maxTexts, names: maxNames};
		for await (const each of untar(file, {signal, onBytes})) {
			room.names -= each.name.length;
			if (entries.length >= maxEntries || room.names < 0) throw noArchive(file);
			const entry = await readEntry(each, Math.min(maxText, room.texts));
			room.texts -= entry.text === undefined ? 0 : each.bytes;
			entries.push(entry);
		}
	} catch (thrown) {
		signal.throwIfAborted();
		throw thrown instanceof Failure ? thrown : notRead(file, {thrown, isStart: entries.length === 0, total});
	}
	if (entries.length === 0) throw noArchive(file);
	return {hex: whole.digest('hex'), entries};
};

/** @param room bytes of a text that may be kept */
const readEntry = async ({name, bytes, content: chunks}: TarFile, room: number): Promise<ArchiveEntry> => {
	const raw = createHash('sha256');
	let content: Content | undefined;
	let isFirst = true;
	const kept: Uint8Array[] = [];
	for await (const chunk of chunks) {
		raw.update(chunk);
		if (isFirst) content = unpackedBy(decoderFor(chunk, `${name} in the archive`));
		const mayBeText = isFirst ? chunk[0] === 0x7b || chunk[0] === 0x5b : kept.length > 0;
		if (mayBeText && bytes <= room) kept.push(chunk);
		isFirst = false;
		await content?.write(chunk);
	}
	const hex = raw.digest('hex');
	const named = /^blobs\/sha256\/([0-9a-f]{64})$/u.exec(name)?.[1];
	if (named !== undefined && named !== hex) throw damagedBlob(named);
	const unpacked = await content?.end();
	return {
		name,
		hex,
		contentHex: unpacked?.hex ?? hex,
		contentBytes: unpacked?.bytes ?? bytes,
		text: kept.length === 0 ? undefined : Buffer.concat(kept).toString('utf8'),
	};
};

type Content = {
	write(chunk: Uint8Array): Promise<void>;
	end(): Promise<{readonly hex: string; readonly bytes: number}>;
};

/** Hashes what a compressed entry holds. */
const unpackedBy = (decoder: Transform | undefined): Content | undefined => {
	if (decoder === undefined) return undefined;
	const hash = createHash('sha256');
	let bytes = 0;
	decoder.on('data', (chunk: Uint8Array) => {
		hash.update(chunk);
		bytes += chunk.length;
	});
	const ended = once(decoder, 'end');
	ended.catch(() => {});
	return {
		async write(chunk) {
			if (!decoder.write(chunk)) await Promise.race([once(decoder, 'drain'), ended]);
		},
		async end() {
			decoder.end();
			await ended;
			return {hex: hash.digest('hex'), bytes};
		},
	};
};

const damagedBlob = (hex: string): Failure =>
	new Failure(
		`The archive is damaged: the blob ${hex.slice(0, 12)} has another content than its name says.`,
		{
			hint: 'Export it or download it again.',
		},
	);

const noArchive = (file: string): Failure =>
	new Failure(`${file} is no archive of an image.`, {
		kind: 'usage',
		hint: 'Use a file of `ingot images export`, `podman save` or `docker save`.',
	});

/** Opening a pipe waits for whoever writes to it, and what comes out of it could not be read again to send it. */
const noFile = (file: string, found: Stats): Failure =>
	new Failure(`${file} is ${found.isDirectory() ? 'a folder' : 'a pipe or a device'}, not a file.`, {
		kind: 'usage',
		hint: found.isDirectory()
			? 'Name a file in it.'
			: 'Save the archive to a file and import that: it is read twice, once to check it and once to send it.',
	});

const notRead = (
	file: string,
	{thrown, isStart, total}: {readonly thrown: unknown; readonly isStart: boolean; readonly total: number},
): Failure => {
	const {code = '', message = String(thrown)} = thrown as {code?: string; message?: string};
	if (code === 'ENOENT')
		return new Failure(`${file} does not exist.`, {kind: 'usage', hint: 'Check its name.'});
	if (/^E[A-Z]+$/u.test(code))
		return new Failure(`${file} could not be read: ${message}.`, {kind: 'usage', hint: 'Check the file.'});
	if (isStart && total < block) return noArchive(file);
	if (message === 'Unexpected end of data' || code === 'Z_BUF_ERROR')
		return new Failure(`${file} ends in the middle: a part of it is missing.`, {
			hint: 'Export it or download it again.',
		});
	if (isStart) return noArchive(file);
	return new Failure(
		`${file} is damaged: ${message.startsWith('Invalid tar header') ? 'it is no valid tar archive' : message}.`,
		{
			hint: 'Export it or download it again.',
		},
	);
};
