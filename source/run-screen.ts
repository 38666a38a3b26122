import type {ReadStream, WriteStream} from 'node:tty';
import {readCache, writeCache} from './disk/cache.ts';
import {readSettings} from './disk/settings.ts';
import {exitCodes} from './model/failure.ts';
import type {Worker} from './model/worker.ts';
import type {Examination, Remote} from './remote/remote.ts';
import {renderApp} from './render-app.tsx';
import {createActions} from './state/actions.ts';
import {newAppState, reduceApp} from './state/app-state.ts';
import {askPerson, type Person} from './state/ask-person.ts';
import {createStore} from './state/store.ts';
import {makeMarks} from './theme.ts';

export type ScreenOptions = {
	readonly stdin: ReadStream;
	readonly stdout: WriteStream;
	readonly configFile: string;
	readonly cacheFile: string;
	readonly login: string;
	readonly version: string;
	readonly asker: {readonly host: string; readonly ingot: string};
	readonly traits: {readonly unicode: boolean; readonly colour: boolean};
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
	readonly examineWith: (
		sshConfig: () => string | undefined,
	) => (worker: Worker, signal: AbortSignal) => Promise<Examination>;
};

/** Opens the full-screen UI and returns the exit code when it is left. What was known last is painted first. */
export const runScreen = async (options: ScreenOptions): Promise<number> => {
	const cache = await readCache(options.cacheFile, options.version);
	const {settings, exists, stamp} = await readSettings(options.configFile, options.login, cache);
	const store = createStore(
		reduceApp,
		newAppState(settings, {file: options.configFile, exists}, cache?.stamp === stamp ? cache.fleet : {}),
	);
	const person = askPerson(store);
	const actions = createActions({
		store,
		connect: options.connectWith(() => settings.sshConfig, person),
		examine: options.examineWith(() => settings.sshConfig),
		answerHostKey: person.answerHostKey,
		answerSecret: person.answerSecret,
		onWanted: person.onWanted,
		asker: options.asker,
		interactive: (worker, argv) => options.interactive(worker, argv, settings.sshConfig),
	});
	const app = renderApp({store, actions, marks: makeMarks(options.traits)}, options);
	// The first frame first: connecting costs more than painting.
	setImmediate(() => actions.start());
	await app.waitUntilExit();
	actions.stop();
	app.release();
	await writeCache(options.cacheFile, {version: options.version, stamp, settings, fleet: store.get().fleet});
	tellRunning(store.get().jobs, options.stdout);
	return exitCodes.done;
};

/** Jobs outlive the screen: say so, and how to see them again. */
const tellRunning = (jobs: ReturnType<typeof newAppState>['jobs'], stdout: WriteStream): void => {
	for (const {job} of Object.values(jobs)) {
		if (job.outcome !== undefined) continue;
		const {id, worker, title} = job.request;
		stdout.write(`${title} goes on, on ${worker}. Follow it again: ingot attach ${id}\n`);
	}
};
