import {rename, rm, writeFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import path from 'node:path';
import {notWritten} from './not-written.ts';

/**
 * Saves a text to a file that only its user can read. A file that exists is replaced only with `overwrite`, and then whole or not.
 * @param file relative to the working folder, or to the home folder after `~/`
 * @returns 'exists' where there is such a file and it may not be replaced
 * @throws Failure with the reason when it cannot be written
 */
export const saveText = async (
	file: string,
	text: string,
	{overwrite}: {readonly overwrite: boolean},
): Promise<'saved' | 'exists'> => {
	const target = path.resolve(file.startsWith('~/') ? path.join(homedir(), file.slice(2)) : file);
	const place = overwrite ? `${target}.${process.pid}.tmp` : target;
	try {
		await writeFile(place, text, {mode: 0o600, flag: 'wx'});
		if (overwrite) await rename(place, target);
		return 'saved';
	} catch (thrown) {
		const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
		if (code === 'EEXIST' && !overwrite) return 'exists';
		await rm(place, {force: true}).catch(() => {});
		throw notWritten(file, thrown);
	}
};
