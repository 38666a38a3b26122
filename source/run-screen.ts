import type {ReadStream, WriteStream} from 'node:tty';
import {forgetCache, readCache, writeCache} from './disk/cache.ts';
import {reportCrash} from './disk/crash-file.ts';
import {saveStream} from './disk/save-stream.ts';
import {saveText} from './disk/save-text.ts';
import {readSettings} from './disk/settings.ts';
import type {StrayLog} from './disk/stray-log.ts';
import {moveKeys} from './key-names.ts';
import type {CrashFacts, CrashPlace} from './model/crash-report.ts';
import {exitCodes} from './model/failure.ts';
import {outcomeWords} from './model/outcome-words.ts';
import type {Settings} from './model/settings.ts';
import type {SetupTools} from './model/setup.ts';
import {signalCode} from './model/signal-code.ts';
import {neutralise} from './model/text.ts';
import type {Worker} from './model/worker.ts';
import type {ColourTraits, Theme} from './palettes.ts';
import type {DoctorResult, Remote} from './remote/remote.ts';
import {type RenderedApp, renderApp, type Shown} from './render-app.tsx';
import {type Actions, createActions} from './state/actions.ts';
import {type AppState, type AppStore, newAppState, reduceApp} from './state/app-state.ts';
import {askPerson, type Person} from './state/ask-person.ts';
import {onWaking} from './state/on-waking.ts';
import {createStore} from './state/store.ts';
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

/** Opens the full-screen UI, starting with cached data. @returns the exit code */
export const runScreen = async (options: ScreenOptions): Promise<number> => {
	const cache = await readCache(options.cacheFile, options.version);
	const {settings, exists, stamp} = await readSettings(options.configFile, options.login, {known: cache});
	const trail = {screens: [exists ? 'workers' : 'first-run'] as readonly string[], events: [] as string[]};
	const store: AppStore = createStore(
		(state, event) => {
			trail.events.push(event.type);
			if (trail.events.length > maxEvents) trail.events.shift();
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
	const leaving = await app.untilLeft();
	actions.stop();
	const {config, fleet} = store.get();
	const known = {settings, stamp};
	const now = config.exists === exists ? known : await readWritten(options, known);
	const kept = {version: options.version, settings: now.settings, stamp: now.stamp, fleet};
	// The cached data may have caused the crash, and would again.
	if (leaving.how === 'crash') await forgetCache(options.cacheFile);
	else await writeCache(options.cacheFile, kept);
	const code = reportLeaving(leaving, options, trail);
	for (const line of runningLines(store.get().jobs)) options.stdout.write(`${line}\n`);
	return code;
};

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

/** Reads the config that the first run has written, for the next start. */
const readWritten = <Known>({configFile, login}: ScreenOptions, known: Known) =>
	readSettings(configFile, login).catch(() => known);

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

/** Prints why the screen closed, unless the user closed it. @returns the exit code */
const reportLeaving = (
	leaving: Awaited<ReturnType<RenderedApp['untilLeft']>>,
	options: ScreenOptions,
	trail: Pick<CrashPlace, 'screens' | 'events'>,
): number => {
	if (leaving.how === 'quit') return exitCodes.done;
	if (leaving.how === 'signal') {
		options.err(`ingot: ended by ${leaving.signal}. Jobs on workers keep running.`);
		return signalCode(leaving.signal);
	}
	const {columns, rows} = options.stdout;
	options.err(
		reportCrash(leaving.thrown, {...options.crash(), ...trail, size: {columns, rows}}, options.crashFolder),
	);
	return exitCodes.failed;
};

/** Jobs that outlive the screen, and how to follow them again. */
const runningLines = (jobs: AppState['jobs']): readonly string[] =>
	Object.values(jobs).flatMap(({job: {outcome, request}}) =>
		outcome === undefined
			? [
					neutralise(
						`${request.title} is still running on ${request.worker}. Follow it again: ingot attach ${request.id}`,
					),
				]
			: [],
	);
