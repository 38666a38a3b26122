import type {ReadStream, WriteStream} from 'node:tty';
import {type Cache, forgetCache, readCache, writeCache} from './disk/cache.ts';
import {saveStream} from './disk/save-stream.ts';
import {saveText} from './disk/save-text.ts';
import {readSettings} from './disk/settings.ts';
import type {StrayLog} from './disk/stray-log.ts';
import {moveKeys} from './key-names.ts';
import type {CrashFacts, CrashPlace} from './model/crash-report.ts';
import type {Fleet} from './model/fleet.ts';
import {outcomeWords} from './model/outcome-words.ts';
import type {Settings} from './model/settings.ts';
import type {SetupTools} from './model/setup.ts';
import type {Worker} from './model/worker.ts';
import type {ColourTraits, Theme} from './palettes.ts';
import type {DoctorResult, Remote} from './remote/remote.ts';
import {type RenderedApp, renderApp, type Shown} from './render-app.tsx';
import {reportLeaving, runningLines} from './report-leaving.ts';
import {type Actions, createActions} from './state/actions.ts';
import {type AppStore, newAppState, reduceApp} from './state/app-state.ts';
import {askPerson, type Person} from './state/ask-person.ts';
import {onWaking} from './state/on-waking.ts';
import {createStore} from './state/store.ts';
import {type KnownConfig, watchConfig} from './state/watch-config.ts';
import {watchEnds} from './state/watch-ends.ts';
import {makeMarks} from './theme.ts';

export type ScreenOptions = {
	readonly stdin: ReadStream;
	readonly stdout: WriteStream;
	readonly stderr: WriteStream;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly configFile: string;
	readonly cacheFile: string;
	readonly login: string;
	readonly setup: SetupTools;
	readonly version: string;
	readonly requester: {readonly host: string; readonly ingot: string};
	readonly traits: {
		readonly unicode: boolean;
		readonly isSpoken: boolean;
		readonly canAskBackground: boolean;
	} & ColourTraits;
	/** Runs argv on a worker with this terminal. */
	readonly interactive: (
		worker: Worker,
		argv: readonly string[],
		sshConfig: string | undefined,
	) => Promise<number>;
	readonly connectWith: (
		sshConfig: () => string | undefined,
		asks: Pick<Person, 'askHostKey' | 'askSecret'>,
	) => (worker: Worker, signal: AbortSignal) => Promise<Remote>;
	/** What a crash report says about this process. */
	readonly crash: () => Omit<CrashFacts, keyof CrashPlace>;
	readonly crashFolder: string;
	/** Stores output that was kept off the terminal. */
	readonly strayLog: StrayLog;
	/** Keeps the compiled code for the next start. */
	readonly keepCompiled: () => void;
	/** One line on stderr. */
	readonly err: (line: string) => void;
	readonly doctorWith: (
		sshConfig: () => string | undefined,
	) => (worker: Worker, signal: AbortSignal) => Promise<DoctorResult>;
	/** A jump host that has rejected us is tried again, although it was not long ago. */
	readonly endRests: () => void;
};

const maxEvents = 50;

/** What a crash report says about the time before. */
class Trail {
	screens: readonly string[];
	readonly events: string[] = [];

	constructor(first: string) {
		this.screens = [first];
	}

	passed(event: string): void {
		this.events.push(event);
		if (this.events.length > maxEvents) this.events.shift();
	}
}

/** Opens the full-screen UI, starting with cached data. @returns the exit code */
export const runScreen = async (options: ScreenOptions): Promise<number> => {
	const cache = await readCache(options.cacheFile, options.version);
	const read = (known?: KnownConfig) => readSettings(options.configFile, options.login, {known});
	const {settings, exists, stamp} = await read(cache);
	const known = {settings, stamp};
	const trail = new Trail(exists ? 'workers' : 'first-run');
	const store: AppStore = createStore(
		(state, event) => {
			trail.passed(event.type);
			return reduceApp(state, event);
		},
		newAppState(settings, {file: options.configFile, exists}, cache?.stamp === stamp ? cache.fleet : {}),
	);
	moveKeys(settings.keys ?? {});
	let app: RenderedApp | undefined;
	const actions = actionsOn(store, options, {
		sshConfig: settings.sshConfig,
		lend: run => app?.lend(run) ?? run(),
	});
	const onScreens = (names: readonly string[]) => {
		trail.screens = names;
	};
	app = renderApp(
		{
			store,
			actions,
			...looksOf(options, settings.theme),
			onScreens,
			logFile: options.strayLog.shortName,
		},
		ttyOf(options, settings),
	);
	notifyOfEnds(store, app);
	// What has been compiled now is what every start needs, unless the config was parsed first.
	if (cache?.stamp === stamp) options.keepCompiled();
	// After the first frame, since connecting costs more than drawing.
	if (exists) setImmediate(() => actions.start());
	const left = new AbortController();
	void watchConfig({store, read, known, signal: left.signal});
	const leaving = await app.untilLeft();
	left.abort();
	actions.stop();
	// The first run has written it.
	const now = exists ? known : await read().catch(() => known);
	// The cached data may have caused the crash, and would again.
	if (leaving.how === 'crash') await forgetCache(options.cacheFile);
	else await writeCache(options.cacheFile, keptOf(now, options.version, store.get().fleet));
	const code = reportLeaving(leaving, options, trail);
	for (const line of runningLines(store.get().jobs)) options.stdout.write(`${line}\n`);
	return code;
};

const keptOf = ({settings, stamp}: KnownConfig, version: string, fleet: Fleet): Cache => ({
	version,
	settings,
	stamp,
	fleet,
});

/** A theme that names the background decides it; for the others the terminal is asked. */
const looksOf = ({traits}: ScreenOptions, theme: Theme | undefined): Pick<Shown, 'marks' | 'marksOn'> => {
	const asks = theme !== 'dark' && theme !== 'light' && traits.colour !== false && traits.canAskBackground;
	return {
		marks: makeMarks({...traits, theme}),
		marksOn: asks ? background => makeMarks({...traits, theme, background}) : undefined,
	};
};

const ttyOf = (options: ScreenOptions, {notify, mouse}: Settings) => ({
	...options,
	notify,
	mouse,
	onStray: (text: string, stream: 'stdout' | 'stderr') => options.strayLog.add(stream, text),
});

type Borrow = {
	readonly sshConfig: string | undefined;
	readonly lend: (run: () => Promise<number>) => Promise<number>;
};

const actionsOn = (store: AppStore, options: ScreenOptions, {sshConfig, lend}: Borrow): Actions => {
	const {endRests, doctorWith} = options;
	const person = askPerson(store, endRests);
	onWaking(endRests, new AbortController().signal);
	return createActions({
		store,
		connect: options.connectWith(() => sshConfig, person),
		runDoctor(worker, signal) {
			endRests();
			return doctorWith(() => sshConfig)(worker, signal);
		},
		person,
		setup: options.setup,
		...{saveText, saveStream},
		requester: options.requester,
		interactive: (worker, argv) => lend(() => options.interactive(worker, argv, sshConfig)),
	});
};

const notifyOfEnds = (store: AppStore, app: RenderedApp): void =>
	watchEnds(store, ({request, outcome, tookMs}) =>
		app.notify(`${outcomeWords[outcome]}: ${request.title} (${request.worker})`, tookMs),
	);
