import {readlink, stat} from 'node:fs/promises';
import {Failure} from '../model/failure.ts';
import {type Settings, settingsWithoutFile} from '../model/settings.ts';
import {neutralise} from '../model/text.ts';
import {readConfig} from './read-config.ts';

export type ReadSettings = {
	readonly settings: Settings;
	readonly exists: boolean;
	/** Changes with the file, so that an unchanged file is not parsed again. */
	readonly stamp: string;
};

type Options = {
	/** What an earlier start read, with its stamp. */
	readonly known?: {readonly settings: Settings; readonly stamp: string} | undefined;
	/** Ends the wait for a pipe that nobody writes to. */
	readonly signal?: AbortSignal;
};

/**
 * Reads the config file. Reuses what an earlier start parsed if the file is unchanged, since the YAML and validation libraries
 * take most of the startup time.
 * @throws Failure (usage) that lists every invalid field, or the signal's reason
 */
export const readSettings = async (
	file: string,
	login: string,
	{known, signal}: Options = {},
): Promise<ReadSettings> => {
	const stats = await stat(file).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') return undefined;
		throw unreadable(file, error);
	});
	if (stats === undefined) await refuseDangling(file);
	if (stats === undefined)
		return {settings: settingsWithoutFile(login), exists: false, stamp: `none ${login}`};
	// A pipe is read once, and its times change with every write.
	const version = stats.isFIFO()
		? `read by ${performance.timeOrigin}`
		: `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`;
	const stamp = `1 ${file} ${stats.ino} ${version} ${login}`;
	if (known?.stamp === stamp) return {settings: known.settings, exists: true, stamp};
	const text = await readConfig(file, stats, signal).catch((error: Error) => {
		signal?.throwIfAborted();
		throw error instanceof Failure ? error : unreadable(file, error);
	});
	const {parseSettings} = await import('./parse-settings.ts');
	return {settings: parseSettings(text, file, login), exists: true, stamp};
};

/** A link to nothing is no missing file: its target has been moved, or is not mounted. */
const refuseDangling = async (file: string): Promise<void> => {
	const target = await readlink(file).catch(() => undefined);
	if (target === undefined) return;
	throw new Failure(`${neutralise(file)} is a link to ${neutralise(target)}, which does not exist.`, {
		kind: 'usage',
		hint: 'Restore that file or remove the link, or name another file with --config.',
	});
};

const unreadable = (file: string, cause: Error): Failure =>
	new Failure(`${file} cannot be read: ${cause.message}`, {
		kind: 'usage',
		hint: 'Make it readable for yourself, or name another file with --config.',
		cause,
	});
