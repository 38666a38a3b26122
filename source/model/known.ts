import type {Fleet} from './fleet.ts';
import type {Settings} from './settings.ts';

/** What is known without asking a worker. */
export type Known = {
	readonly settings: Settings;
	readonly fleet: Fleet;
	/** The names of each worker's schedules. */
	readonly schedules: {readonly [worker: string]: readonly string[]};
};
