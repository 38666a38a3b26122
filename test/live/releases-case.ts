import type {ReleaseWorker} from './releases-lab.ts';

/** One row of the table: what has to work on every release of Podman. It leaves the worker as it found it. */
export type ReleaseCase = {
	/** In the printed table. */
	readonly name: string;
	/** After `on every release`. */
	readonly title: string;
	/** What the worker is; root with all DevBoxes of the set when left out. */
	readonly kind?: 'rootless';
	/** Started on all releases before the first of them is looked at. */
	readonly begin?: (at: ReleaseWorker) => Promise<void>;
	readonly run: (at: ReleaseWorker) => Promise<void>;
};

/** What a command has printed with --json. */
// biome-ignore lint/suspicious/noExplicitAny: every test looks at other fields
export const rowsOf = (said: string): readonly any[] =>
	said
		.trim()
		.split('\n')
		.filter(line => line !== '')
		.map(line => JSON.parse(line));
