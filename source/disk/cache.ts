import {rm} from 'node:fs/promises';
import type {Fleet} from '../model/fleet.ts';
import type {Settings} from '../model/settings.ts';
import {readJson, writeJson} from './json-file.ts';

/** Data for the first frame, before any worker has answered. Disposable: an invalid cache is ignored. */
export type Cache = {
	readonly version: string;
	readonly stamp: string;
	readonly settings: Settings;
	readonly fleet: Fleet;
	/** The names of each worker's schedules, for completion. */
	readonly schedules?: {readonly [worker: string]: readonly string[]};
};

/** The cache, if this version of Ingot wrote it. Never throws. */
export const readCache = async (file: string, version: string): Promise<Cache | undefined> => {
	const found = await readJson(file);
	return isCache(found) && found.version === version ? found : undefined;
};

const isCache = (found: unknown): found is Cache =>
	typeof found === 'object' && found !== null && 'version' in found && 'stamp' in found && 'fleet' in found;

/** Writes the cache atomically. Never throws: a failure (a full or read-only disk) does no harm. */
export const writeCache = (file: string, cache: Cache): Promise<void> =>
	writeJson(file, {...cache, fleet: withoutSecrets(cache.fleet), schedules: scheduleNames(cache.fleet)});

/** Deletes the cache. Never throws. */
export const forgetCache = (file: string): Promise<void> => rm(file, {force: true}).catch(() => {});

/** Schedules contain the values of variables, which only the worker stores. */
const withoutSecrets = (fleet: Fleet): Fleet =>
	Object.fromEntries(Object.entries(fleet).map(([name, {schedules: _, ...view}]) => [name, view]));

const scheduleNames = (fleet: Fleet): NonNullable<Cache['schedules']> =>
	Object.fromEntries(
		Object.entries(fleet).map(([name, {schedules}]) => [
			name,
			schedules?.content.schedules.map(each => each.draft.name) ?? [],
		]),
	);
