import {readFile, stat} from 'node:fs/promises';
import {Failure} from '../model/failure.ts';
import {type Settings, settingsWithoutFile} from '../model/settings.ts';

export type ReadSettings = {
	readonly settings: Settings;
	readonly exists: boolean;
	/** Changes whenever the file does: what was parsed once need not be parsed again. */
	readonly stamp: string;
};

/**
 * Reads the config file. What an earlier start parsed is taken when the file is still the same:
 * the YAML and validation libraries are the largest part of a start.
 * @param known what an earlier start read, with its stamp
 * @throws Failure (usage) that tells every wrong field
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
		hint: 'Give yourself the right to read it, or name another with --config.',
		cause,
	});
