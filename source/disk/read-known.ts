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
	const {settings, stamp} = await readSettings(configFile, login, cache).catch(() => ({
		settings: settingsWithoutFile(login),
		stamp: undefined,
	}));
	// Another config file may call another machine by the same name.
	return cache !== undefined && cache.stamp === stamp
		? {settings, fleet: cache.fleet, schedules: cache.schedules ?? {}}
		: {settings, fleet: {}, schedules: {}};
};
