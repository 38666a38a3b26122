import {randomUUID} from 'node:crypto';
import {copyFile, link, mkdir, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {Failure, toMessage} from '../model/failure.ts';

/**
 * Writes a new config file atomically, readable by its user only. An existing file is kept, unless forced; then it is copied to
 * `….old`. @throws Failure (usage)
 */
export const writeConfig = async (file: string, text: string, isForced = false): Promise<void> => {
	try {
		await mkdir(path.dirname(file), {recursive: true, mode: 0o700});
		await (isForced ? replace(file, text) : create(file, text));
	} catch (thrown) {
		if (thrown instanceof Failure) throw thrown;
		throw new Failure(`${file} cannot be written: ${toMessage(thrown)}`, {
			kind: 'usage',
			hint: 'Make the folder writable for yourself, or name another file with --config.',
			cause: thrown,
		});
	}
};

/** A config file that is not overwritten. */
export const configExists = (file: string): Failure =>
	new Failure(`${file} already exists.`, {
		kind: 'usage',
		hint: 'Edit it, name another file with --config, or replace it with `ingot init --force`.',
	});

/** Creates the file with a link, which never replaces a file that another process created meanwhile. */
const create = async (file: string, text: string): Promise<void> => {
	const part = `${file}.${randomUUID()}`;
	try {
		await writeFile(part, text, {mode: 0o600, flag: 'wx'});
		await link(part, file).catch((error: NodeJS.ErrnoException) => {
			if (error.code === 'EEXIST') throw configExists(file);
			// Not every file system supports links.
			return writeFile(file, text, {mode: 0o600, flag: 'wx'});
		});
	} finally {
		await rm(part, {force: true});
	}
};

const replace = async (file: string, text: string): Promise<void> => {
	const {default: writeFileAtomic} = await import('write-file-atomic');
	await copyFile(file, `${file}.old`).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== 'ENOENT') throw error;
	});
	await writeFileAtomic(file, text, {mode: 0o600});
};
