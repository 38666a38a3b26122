import {toMessage} from '../model/failure.ts';
import type {Settings} from '../model/settings.ts';
import {neutralise} from '../model/text.ts';
import {sleep} from '../time/sleep.ts';
import type {AppStore} from './app-state.ts';

const everyMs = 5000;

/** What a read of the config file gave; the stamp changes with the file. */
export type KnownConfig = {readonly settings: Settings; readonly stamp: string};

export type ConfigWatch = {
	readonly store: AppStore;
	/** Reads the file, or gives back what is known where the file is the same. @throws Failure where it cannot be used */
	readonly read: (known: KnownConfig) => Promise<KnownConfig>;
	/** What the start has read. */
	readonly known: KnownConfig;
	readonly signal: AbortSignal;
};

/** Says in the state when the config file no longer has what this start uses. Ends with the signal, and never rejects. */
export const watchConfig = async ({store, read, known, signal}: ConfigWatch): Promise<void> => {
	let last = known;
	const look = async (): Promise<string | undefined> => {
		last = await read(last);
		// The cached ones are from JSON, which has no undefined.
		if (JSON.stringify(last.settings) === JSON.stringify(store.get().config.used)) return undefined;
		return 'The config file has changed. Start Ingot again to use it.';
	};
	while (!signal.aborted) {
		await sleep(everyMs, {signal});
		const {config} = store.get();
		if (signal.aborted || !config.exists) continue;
		const notice = await look().catch(asNotice);
		if (notice !== config.notice) store.send({type: 'config-changed', notice});
	}
};

const asNotice = (thrown: unknown): string => {
	const [what, ...problems] = toMessage(thrown).split('\n');
	return neutralise(
		['The config file has changed.', what, problems.map(each => each.trim()).join('; ')].join(' ').trim(),
	);
};
