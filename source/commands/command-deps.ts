import {Failure} from '../model/failure.ts';
import type {Known} from '../model/known.ts';
import type {Settings} from '../model/settings.ts';
import type {SetupTools} from '../model/setup.ts';
import type {SaveStream} from '../model/stream-to-save.ts';
import {neutralise} from '../model/text.ts';
import type {Worker} from '../model/worker.ts';
import type {ColourMeaning} from '../palettes.ts';
import type {DoctorResult, Remote} from '../remote/remote.ts';
import {didYouMean} from './did-you-mean.ts';
import {refuseEmpty} from './refuse-idle.ts';

/** A piece of a line, and what its colour means; it repeats what a word says. */
export type Run = {readonly text: string; readonly meaning?: ColourMeaning | undefined};

/** What stdout can show. */
export type Display = {
	/** Columns of the terminal; undefined where it is none, so that nothing is cut. */
	columns(): number | undefined;
	/** One line on stdout, in colours where it shows them. */
	show(line: readonly Run[]): void;
	/**
	 * Draws the last line anew, below everything that is printed; without pieces, removes it. Undefined where a line cannot be
	 * redrawn.
	 * @param line draws it for so many columns
	 */
	readonly status?: ((line: StatusLine | undefined) => void) | undefined;
};
export type StatusLine = (columns: number) => readonly Run[];

/** Dependencies of the commands, provided by cli.tsx; the commands do not access the process. */
export type CommandDeps = {
	settings(): Promise<Settings>;
	/** What the last full screen knew, from this machine's disk; for completion, which must not wait for a worker. */
	known(): Promise<Known>;
	/** Finds workers and writes a new config file. */
	readonly setup: SetupTools;
	connect(worker: Worker): Promise<Remote>;
	/** Checks a worker that may not answer; never rejects. */
	runDoctor(worker: Worker): Promise<DoctorResult>;
	/** One line on stdout. */
	out(line: string): void;
	/** One line on stderr, for people. */
	err(line: string): void;
	/** Runs what must reach its end although nobody reads stdout any more (`| head`), which ends everything else. */
	untilDone<T>(act: () => Promise<T>): Promise<T>;
	/** Undefined: lines without colours, of any width. */
	readonly display?: Display;
	/** Aborted by Ctrl-C, SIGTERM or when the terminal closes; the reason is an Interrupted. */
	readonly signal: AbortSignal;
	/** Asks the user yes or no; undefined without a terminal. */
	confirm(question: string): Promise<boolean | undefined>;
	/** Asks the user to type something; undefined without a terminal. */
	ask(question: string): Promise<string | undefined>;
	/** Whether commands can use a terminal. */
	readonly isTerminal: boolean;
	/** The local command that runs argv on a worker with this terminal. */
	interactiveArgv(worker: Worker, argv: readonly string[]): readonly string[];
	/** Runs it; @returns its exit code */
	interactive(worker: Worker, argv: readonly string[]): Promise<number>;
	/** The environment of this process. */
	readonly env: Readonly<Record<string, string | undefined>>;
	/** The text of a file, or of stdin for `-`. @throws Failure (usage) if it cannot be read */
	readFile(name: string): Promise<string>;
	/** Saves a text that only this user can read; an existing file stays, unless overwritten. @throws Failure if it cannot be written */
	saveFile(name: string, text: string, how: {readonly overwrite: boolean}): Promise<'saved' | 'exists'>;
	readonly saveStream: SaveStream;
	/** This machine and version, for the job's request. */
	readonly requester: {readonly host: string; readonly ingot: string};
};

/** The configured workers of these names, each once; all without names. @throws Failure (usage) as findWorker */
export const findWorkers = (settings: Settings, names: readonly string[] | undefined): readonly Worker[] =>
	names === undefined ? settings.workers : [...new Set(names)].map(name => findWorker(settings, name));

/** `a,b` for a command that runs on one worker. */
const refuseList = ({workers}: Settings, name: string): void => {
	const parts = name.split(',').map(each => each.trim());
	if (parts.length === 1 || !parts.every(part => workers.some(each => each.name === part))) return;
	throw new Failure('This command takes one worker.', {
		kind: 'usage',
		hint: `Run it for each of them: ${parts.map(part => `--worker ${part}`).join(', then ')}.`,
	});
};

/** The configured worker of that name. @throws Failure (usage) that lists the configured workers */
export const findWorker = (settings: Settings, name: string): Worker => {
	const worker = settings.workers.find(each => each.name === name);
	if (worker !== undefined) return worker;
	refuseEmpty(name, 'worker', 'Name it, or omit --worker.');
	refuseList(settings, name);
	throw new Failure(`There is no worker ${neutralise(name)} in the config.`, {
		kind: 'usage',
		hint: didYouMean(
			name,
			settings.workers.map(each => each.name),
			`Configured workers: ${settings.workers.map(each => each.name).join(', ') || 'none'}.`,
		),
	});
};
