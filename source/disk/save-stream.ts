import {createHash, type Hash} from 'node:crypto';
import {once} from 'node:events';
import {rmSync} from 'node:fs';
import {type FileHandle, lstat, open, rename, statfs, writeFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import path from 'node:path';
import prettyBytes from 'pretty-bytes';
import {Failure, toMessage} from '../model/failure.ts';
import type {SaveStream, StreamToSave} from '../model/stream-to-save.ts';

/**
 * Saves a long stream to a file that only its user can read, and its SHA-256 beside it, as sha256sum writes it. The file gets
 * its name when it is complete and on the disk; until then, and after a failure, there is none.
 * @param file `~/` is the home folder; - stands for stdout, without a checksum beside it
 * @returns the SHA-256, as 64 letters
 * @throws Failure with the reason when it cannot be written, or what the content throws
 */
export const saveStream: SaveStream = async (file, what) => {
	if (file === '-') return toStdout(what);
	const target = path.resolve(file.startsWith('~/') ? path.join(homedir(), file.slice(2)) : file);
	if (!what.overwrite) await requireNone(target, file);
	await requireRoom(target, what.bytes);
	const part = `${target}.part`;
	const parts = [part, `${target}.sha256.part`];
	const drop = () => {
		for (const each of parts) rmSync(each, {force: true});
	};
	const handle = await open(part, 'wx', 0o600).catch((thrown: unknown) => {
		throw notWritten(file, thrown);
	});
	// Whoever leaves the screen does not wait for this.
	process.once('exit', drop);
	try {
		const hex = await write(handle, what).catch((thrown: unknown) => {
			throw isOfDisk(thrown) ? notWritten(file, thrown) : thrown;
		});
		await writeFile(`${target}.sha256.part`, checksumLine(hex, path.basename(target)), {mode: 0o600});
		if (!what.overwrite) await requireNone(target, file);
		await rename(`${target}.sha256.part`, `${target}.sha256`);
		await rename(part, target);
		return hex;
	} catch (thrown) {
		drop();
		throw isOfDisk(thrown) ? notWritten(file, thrown) : thrown;
	} finally {
		process.off('exit', drop);
	}
};

const write = async (handle: FileHandle, {content, bytes}: StreamToSave): Promise<string> => {
	const hash = createHash('sha256');
	try {
		let written = 0;
		for await (const chunk of content) {
			hash.update(chunk);
			await handle.appendFile(chunk);
			written += chunk.length;
		}
		await handle.sync();
		if (written !== bytes || (await handle.stat()).size !== bytes) throw otherLength();
		return hash.digest('hex');
	} finally {
		await handle.close();
	}
};

const toStdout = async ({content}: StreamToSave): Promise<string> => {
	const {stdout} = process;
	if (stdout.isTTY)
		throw new Failure('An archive cannot be shown in a terminal.', {
			kind: 'usage',
			hint: 'Name a file, or send it to a program: … - | ssh HOST podman load.',
		});
	const hash: Hash = createHash('sha256');
	for await (const chunk of content) {
		hash.update(chunk);
		if (!stdout.write(chunk)) await once(stdout, 'drain');
	}
	return hash.digest('hex');
};

/** As sha256sum writes it: a name with a backslash or a line break is escaped, and the line says so. */
const checksumLine = (hex: string, name: string): string => {
	const escaped = name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
	return `${escaped === name ? '' : '\\'}${hex}  ${escaped}\n`;
};

const requireNone = async (target: string, file: string): Promise<void> => {
	for (const [place, name] of [
		[target, file],
		[`${target}.sha256`, `${file}.sha256`],
	] as const) {
		const found = await lstat(place).catch(() => undefined);
		if (found === undefined) continue;
		throw new Failure(`${name} already exists.`, {
			kind: 'conflict',
			hint: found.isDirectory() ? 'Name a file in it.' : 'Choose another name, or replace it (--force).',
		});
	}
};

const requireRoom = async (target: string, bytes: number): Promise<void> => {
	const folder = path.dirname(target);
	const found = await statfs(folder).catch(() => undefined);
	if (found === undefined || found.bavail * found.bsize >= bytes) return;
	throw new Failure(
		`${folder} has ${prettyBytes(found.bavail * found.bsize)} free, and the archive needs ${prettyBytes(bytes)}.`,
		{hint: 'Free disk space, or choose another folder.'},
	);
};

const isOfDisk = (thrown: unknown): boolean =>
	thrown instanceof Error &&
	'code' in thrown &&
	/^E[A-Z]+$/u.test(String(thrown.code)) &&
	'syscall' in thrown;

const notWritten = (file: string, thrown: unknown): Failure => {
	const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
	if (code === 'EEXIST')
		return new Failure(`${file}.part exists: another export writes it, or one was killed.`, {
			kind: 'conflict',
			hint: 'Remove it unless another export is running.',
		});
	if (code === 'ENOSPC' || code === 'EDQUOT')
		return new Failure(`The disk was full before all of ${file} was written; nothing is left of it.`, {
			hint: 'Free disk space, or choose another folder.',
		});
	return new Failure(`${file} could not be written: ${toMessage(thrown)}.`, {
		hint: 'Choose another file or folder.',
	});
};

const otherLength = (): Failure =>
	new Failure('The archive has another length than it should have.', {hint: 'Try again.'});
