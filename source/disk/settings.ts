import {readFile, stat} from 'node:fs/promises';
import {Failure} from '../model/failure.ts';
import {type Settings, settingsWithoutFile} from '../model/settings.ts';

export type ReadSettings = {
	readonly settings: Settings;
	readonly exists: boolean;
	/** Changes with the file, so that an unchanged file is not parsed again. */
	readonly stamp: string;
};

/**
 * Reads the config file. Reuses what an earlier start parsed if the file is unchanged, since the YAML and validation libraries
 * take most of the startup time.
 * @param known what an earlier start read, with its stamp
 * @throws Failure (usage) that lists every invalid field
 */
export const readSettings = async (
	file: string,
	login: string,
	known?: {readonly settings: Settings; readonly stamp: string},
): Promise<ReadSettings> => {
	const stats = await stat(file).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') return undefined;
		throw unreadable(file, error);
	});
	if (stats === undefined)
		return {settings: settingsWithoutFile(login), exists: false, stamp: `none ${login}`};
	const stamp = `1 ${file} ${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${login}`;
	if (known?.stamp === stamp) return {settings: known.settings, exists: true, stamp};
	const text = await readFile(file, 'utf8').catch((error: Error) => {
		throw unreadable(file, error);
	});
	const {parseSettings} = await import('./parse-settings.ts');
	return {settings: parseSettings(text, file, login), exists: true, stamp};
};

const unreadable = (file: string, cause: Error): Failure =>
	new Failure(`${file} cannot be read: ${cause.message}`, {
		kind: 'usage',
		hint: 'Make it readable for yourself, or name another file with --config.',
		cause,
	});
