import {reportCrash} from './disk/crash-file.ts';
import type {CrashFacts, CrashPlace} from './model/crash-report.ts';
import {exitCodes} from './model/failure.ts';
import {signalCode} from './model/signal-code.ts';
import {neutralise} from './model/text.ts';
import type {RenderedApp} from './render-app.tsx';
import type {AppState} from './state/app-state.ts';

type Reporting = {
	readonly stdout: {readonly columns: number; readonly rows: number};
	/** One line on stderr. */
	readonly err: (line: string) => void;
	/** What a crash report says about this process. */
	readonly crash: () => Omit<CrashFacts, keyof CrashPlace>;
	readonly crashFolder: string;
};

/** Prints why the screen closed, unless the user closed it. @returns the exit code */
export const reportLeaving = (
	leaving: Awaited<ReturnType<RenderedApp['untilLeft']>>,
	options: Reporting,
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
export const runningLines = (jobs: AppState['jobs']): readonly string[] =>
	Object.values(jobs).flatMap(({job: {outcome, request}}) =>
		outcome === undefined
			? [
					neutralise(
						`${request.title} is still running on ${request.worker}. Follow it again: ingot attach ${request.id}`,
					),
				]
			: [],
	);
