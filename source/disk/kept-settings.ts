import {Failure} from '../model/failure.ts';
import type {Settings} from '../model/settings.ts';
import {neutralise} from '../model/text.ts';
import {readJson, writeJson} from './json-file.ts';
import {readSettings} from './settings.ts';

type Place = {
	/** The config file. */
	readonly file: string;
	/** Whether somebody has named it, so that it must exist. */
	readonly isNamed: boolean;
	/** What an earlier command kept of it. */
	readonly keptFile: string;
	readonly login: string;
	/** Of Ingot; another one may read a config in another way. */
	readonly version: string;
	/** Ends the wait for a config that is a pipe. */
	readonly signal?: AbortSignal;
};

type Kept = {readonly version: string; readonly stamp: string; readonly settings: Settings};

/**
 * The settings for a command, parsed only when the config file has changed since the last one.
 * @throws Failure (usage) that lists every invalid field
 */
export const settingsFor = (place: Place): (() => Promise<Settings>) => {
	const {file, isNamed, keptFile, login, version, signal} = place;
	let known: Kept | undefined;
	return async () => {
		known ??= await readKept(keptFile, version);
		const {settings, stamp, exists} = await readSettings(file, login, {known, ...(signal && {signal})});
		if (isNamed && !exists) throw missing(file);
		if (known?.stamp !== stamp) {
			known = {version, stamp, settings};
			if (exists) void writeJson(keptFile, known);
		}
		return settings;
	};
};

const missing = (file: string): Failure =>
	new Failure(`${neutralise(file)} does not exist.`, {
		kind: 'usage',
		hint: 'Name another config file, or make this one: ingot init --config FILE.',
	});

const readKept = async (file: string, version: string): Promise<Kept | undefined> => {
	const found = (await readJson(file)) as Partial<Kept> | null | undefined;
	return found?.version === version && found.stamp !== undefined && found.settings !== undefined
		? {version, stamp: found.stamp, settings: found.settings}
		: undefined;
};
