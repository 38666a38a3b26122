import {createHash, type Hash} from 'node:crypto';
import {createWriteStream, fstatSync, fsyncSync, rmSync, type Stats} from 'node:fs';
import {type FileHandle, lstat, open, rename, statfs, writeFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import path from 'node:path';
import type {Writable} from 'node:stream';
import prettyBytes from 'pretty-bytes';
import {Failure, toMessage} from '../model/failure.ts';
import type {SaveStream, StreamToSave} from '../model/stream-to-save.ts';
import {notWritten} from './not-written.ts';

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
	await requireFree(target, {file, overwrite: what.overwrite});
	await requireRoom(target, what.bytes);
	const part = `${target}.part`;
	const parts: string[] = [];
	const drop = () => {
		for (const each of parts) rmSync(each, {force: true});
	};
	// A user who leaves the screen does not wait for this.
	process.once('exit', drop);
	try {
		const begin = async (name: string) => {
			const opened = await open(name, 'wx', 0o600);
			parts.push(name);
			return opened;
		};
		const handle = await begin(part);
		// Before anything is sent: its name is the longer one.
		const beside = await begin(`${target}.sha256.part`).catch(async (thrown: unknown) => {
			await handle.close();
			throw thrown;
		});
		const hex = await write(handle, what).finally(() => beside.close());
		await writeFile(`${target}.sha256.part`, checksumLine(hex, path.basename(target)));
		await requireFree(target, {file, overwrite: what.overwrite});
		await rename(part, target);
		await rename(`${target}.sha256.part`, `${target}.sha256`);
		return hex;
	} catch (thrown) {
		drop();
		throw isOfDisk(thrown) ? notSaved(file, thrown) : thrown;
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
	// Node writes to a file in one go, and does not check how much of it was written.
	const isFile = fstatSync(stdout.fd).isFile();
	const to: Writable = isFile ? createWriteStream('', {fd: stdout.fd, autoClose: false}) : stdout;
	// Each write reports its own.
	const ignore = () => {};
	to.on('error', ignore);
	try {
		for await (const chunk of content) {
			hash.update(chunk);
			await new Promise<void>((resolve, reject) => {
				to.write(chunk, error => (error ? reject(error) : resolve()));
			});
		}
		if (isFile) fsyncSync(stdout.fd);
	} catch (thrown) {
		throw isOfDisk(thrown) ? cutOff(thrown) : thrown;
	} finally {
		to.off('error', ignore);
	}
	return hash.digest('hex');
};

const cutOff = (thrown: unknown): Failure =>
	new Failure(`Not all of the archive could be written to stdout: ${toMessage(thrown)}.`, {
		hint: 'What was written is not complete. Export it again.',
	});

/** As sha256sum writes it: a name with a backslash or a line break is escaped, and the line says so. */
const checksumLine = (hex: string, name: string): string => {
	const escaped = name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
	return `${escaped === name ? '' : '\\'}${hex}  ${escaped}\n`;
};

/** Only a file is replaced: no folder, link or device. */
const requireFree = async (
	target: string,
	{file, overwrite}: {readonly file: string; readonly overwrite: boolean},
): Promise<void> => {
	for (const [place, name] of [
		[target, file],
		[`${target}.sha256`, `${file}.sha256`],
	] as const) {
		const found = await lstat(place).catch(() => undefined);
		if (found === undefined || (overwrite && found.isFile())) continue;
		throw new Failure(`${name} already exists${found.isFile() ? '' : `, and is ${kindOf(found)}`}.`, {
			kind: 'conflict',
			hint: found.isFile() ? 'Choose another name, or replace it (--force).' : otherName(found),
		});
	}
};

const kindOf = (found: Stats): string => {
	if (found.isDirectory()) return 'a folder';
	if (found.isSymbolicLink()) return 'a link';
	return found.isFIFO() || found.isSocket() ? 'a pipe' : 'a device';
};

const otherName = (found: Stats): string => {
	if (found.isDirectory()) return 'Name a file in it.';
	return found.isSymbolicLink()
		? 'Name the file that it points to.'
		: 'Name a file, or write to stdout with - and redirect that.';
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

const notSaved = (file: string, thrown: unknown): Failure => {
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
	return notWritten(file, thrown);
};

const otherLength = (): Failure =>
	new Failure('The archive has another length than it should have.', {hint: 'Try again.'});
