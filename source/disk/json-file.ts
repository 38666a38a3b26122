import {mkdir, readFile} from 'node:fs/promises';
import path from 'node:path';

/** A JSON file; undefined where there is none or it is damaged. Never throws. */
export const readJson = async (file: string): Promise<unknown> => {
	try {
		return JSON.parse(await readFile(file, 'utf8'));
	} catch {
		return undefined;
	}
};

/** Writes a file of the cache atomically. Never throws. */
export const writeJson = async (file: string, content: object): Promise<void> => {
	try {
		const {default: writeFileAtomic} = await import('write-file-atomic');
		await mkdir(path.dirname(file), {recursive: true, mode: 0o700});
		await writeFileAtomic(file, JSON.stringify(content), {mode: 0o600});
	} catch {
		// The next start does without it.
	}
};
