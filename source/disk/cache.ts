import {mkdir, readFile, rm} from 'node:fs/promises';
import path from 'node:path';
import type {Fleet} from '../model/fleet.ts';
import type {Settings} from '../model/settings.ts';

/** What the first paint can show before any worker has answered. Disposable: anything odd in it is thrown away. */
export type Cache = {
	readonly version: string;
	readonly stamp: string;
	readonly settings: Settings;
	readonly fleet: Fleet;
};

/** The cache that this very version of Ingot wrote, or undefined. Never throws. */
export const readCache = async (file: string, version: string): Promise<Cache | undefined> => {
	try {
		const found: unknown = JSON.parse(await readFile(file, 'utf8'));
		return isCache(found) && found.version === version ? found : undefined;
	} catch {
		return undefined;
	}
};

const isCache = (found: unknown): found is Cache =>
	typeof found === 'object' && found !== null && 'version' in found && 'stamp' in found && 'fleet' in found;

/** Writes the cache whole or not at all. Failing is no harm (a full or read-only disk), so it never throws. */
export const writeCache = async (file: string, cache: Cache): Promise<void> => {
	try {
		const {default: writeFileAtomic} = await import('write-file-atomic');
		await mkdir(path.dirname(file), {recursive: true, mode: 0o700});
		await writeFileAtomic(file, JSON.stringify({...cache, fleet: withoutSecrets(cache.fleet)}), {
			mode: 0o600,
		});
	} catch {
		// The next start paints without it.
	}
};

/** The next start paints without it. Never throws. */
export const forgetCache = (file: string): Promise<void> => rm(file, {force: true}).catch(() => {});

/** Schedules hold the values of variables, which are the worker's to keep. */
const withoutSecrets = (fleet: Fleet): Fleet =>
	Object.fromEntries(Object.entries(fleet).map(([name, {schedules: _, ...view}]) => [name, view]));
