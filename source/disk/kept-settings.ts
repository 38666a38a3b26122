import type {Settings} from '../model/settings.ts';
import {readJson, writeJson} from './json-file.ts';
import {readSettings} from './settings.ts';

type Place = {
	/** The config file. */
	readonly file: string;
	/** What an earlier command kept of it. */
	readonly keptFile: string;
	readonly login: string;
	/** Of Ingot; another one may read a config in another way. */
	readonly version: string;
};

type Kept = {readonly version: string; readonly stamp: string; readonly settings: Settings};

/**
 * The settings for a command, parsed only when the config file has changed since the last one.
 * @throws Failure (usage) that lists every invalid field
 */
export const settingsFor = ({file, keptFile, login, version}: Place): (() => Promise<Settings>) => {
	let known: Kept | undefined;
	return async () => {
		known ??= await readKept(keptFile, version);
		const {settings, stamp, exists} = await readSettings(file, login, known);
		if (known?.stamp !== stamp) {
			known = {version, stamp, settings};
			if (exists) void writeJson(keptFile, known);
		}
		return settings;
	};
};

const readKept = async (file: string, version: string): Promise<Kept | undefined> => {
	const found = (await readJson(file)) as Partial<Kept> | null | undefined;
	return found?.version === version && found.stamp !== undefined && found.settings !== undefined
		? {version, stamp: found.stamp, settings: found.settings}
		: undefined;
};
