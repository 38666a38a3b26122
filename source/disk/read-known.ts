import type {Known} from '../model/known.ts';
import {settingsWithoutFile} from '../model/settings.ts';
import {readCache} from './cache.ts';
import {readSettings} from './settings.ts';

type Place = {
	readonly cacheFile: string;
	readonly configFile: string;
	readonly login: string;
	readonly version: string;
};

/** What the last full screen left on this disk. Never throws: an invalid config file counts as none. */
export const readKnown = async ({cacheFile, configFile, login, version}: Place): Promise<Known> => {
	const cache = await readCache(cacheFile, version);
	// A pipe is not read: completion would wait for its writer, and take what the command itself is to read.
	const options = {known: cache, signal: AbortSignal.abort()};
	const {settings, stamp} = await readSettings(configFile, login, options).catch(() => ({
		settings: settingsWithoutFile(login),
		stamp: undefined,
	}));
	// Another config file may call another machine by the same name.
	return cache !== undefined && cache.stamp === stamp
		? {settings, fleet: cache.fleet, schedules: cache.schedules ?? {}}
		: {settings, fleet: {}, schedules: {}};
};
