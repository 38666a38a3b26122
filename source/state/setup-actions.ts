import {type Tried, tryWorker} from '../jobs/try-worker.ts';
import type {Account} from '../model/account.ts';
import {toCandidates} from '../model/candidate.ts';
import type {Settings} from '../model/settings.ts';
import {type SetupTools, tickedWorkers} from '../model/setup.ts';
import {fromTyped} from '../model/typed-target.ts';
import type {Worker} from '../model/worker.ts';
import type {Remote} from '../remote/remote.ts';
import type {AppStore} from './app-state.ts';

export type DraftedConfig = {readonly text: string; readonly settings: Settings};

/** The first run: find workers, test the selected ones, write the config file. */
export type SetupActions = {
	/** Searches this machine, once unless `isAgain`. */
	findWorkers(isAgain?: boolean): void;
	/** Selects a candidate and tests it at once, or clears it. */
	tick(candidate: string): void;
	/** Tests a selected candidate again. */
	tryAgain(candidate: string): void;
	/** Selects a typed target; only without a targetProblem. */
	addTarget(typed: string): void;
	/** The config file for the selected workers. */
	draftConfig(account: Account): Promise<DraftedConfig>;
	/** Writes it and uses it. @throws Failure (usage) where it cannot be written */
	writeConfig(draft: DraftedConfig): Promise<void>;
};

export type SetupDeps = {
	readonly store: AppStore;
	readonly setup: SetupTools;
	readonly connect: (worker: Worker, signal: AbortSignal) => Promise<Remote>;
	/** The user wants this worker, so connections may ask questions. */
	readonly onWanted: (worker: string) => void;
	/** Contacts the workers of the fleet, and drops those of the previous fleet. */
	readonly start: (connect: SetupDeps['connect']) => void;
	readonly signal: AbortSignal;
};

export const setupActions = (deps: SetupDeps): SetupActions => {
	const {store, setup, start} = deps;
	const trials = createTrials(deps);
	const candidates = () => store.get().setup.found?.candidates ?? [];
	const attempt = (name: string): void => {
		const worker = candidates().find(each => each.worker.name === name)?.worker;
		if (worker !== undefined) trials.begin(worker);
	};
	let isLooking = false;
	return {
		findWorkers(isAgain = false) {
			if (isLooking && !isAgain) return;
			isLooking = true;
			void setup.find().then(found => store.send({type: 'setup-found', found}));
		},
		tick(name) {
			if (store.get().setup.ticked[name] === undefined) attempt(name);
			else trials.end(name);
		},
		tryAgain: attempt,
		addTarget(typed) {
			const name = known(store, typed) ?? added(store, typed);
			if (store.get().setup.ticked[name] === undefined) attempt(name);
		},
		draftConfig: account => setup.draft({account, workers: tickedWorkers(store.get().setup)}),
		async writeConfig({text, settings}) {
			await setup.write(text);
			store.send({type: 'config-written', settings});
			start(trials.connect);
		},
	};
};

/** A candidate that was already found is selected instead of a duplicate. */
const known = (store: AppStore, typed: string): string | undefined => {
	const {ssh} = fromTyped(typed);
	return store
		.get()
		.setup.found?.candidates.find(each => each.worker.ssh === ssh && each.refusal === undefined)?.worker.name;
};

const added = (store: AppStore, typed: string): string => {
	const taken = (store.get().setup.found?.candidates ?? []).map(each => each.worker.name);
	const [candidate] = toCandidates([fromTyped(typed)], taken);
	if (candidate === undefined) throw new Error('Nothing came of a target');
	store.sendNow({type: 'setup-added', candidate});
	return candidate.worker.name;
};

type Trials = {
	begin(worker: Worker): void;
	end(worker: string): void;
	/** Reuses the connection of a trial, or makes one. */
	connect: SetupDeps['connect'];
};

/** Tests workers. Connections are kept for later use, so that nobody enters a password twice. */
const createTrials = ({store, connect, onWanted, signal}: SetupDeps): Trials => {
	const stops = new Map<string, AbortController>();
	const standing = new Map<string, Remote>();
	const drop = (name: string): void => {
		stops.get(name)?.abort();
		stops.delete(name);
		standing.get(name)?.close();
		standing.delete(name);
	};
	signal.addEventListener('abort', () => {
		for (const name of [...stops.keys()]) drop(name);
	});
	const keep = (remote: Remote): void => {
		const {name} = remote.worker;
		standing.set(name, remote);
		void remote.ended.then(() => {
			if (standing.get(name) === remote) standing.delete(name);
		});
	};
	const finish = (name: string, stop: AbortController, {trial, remote}: Tried): void => {
		if (stop.signal.aborted) {
			remote?.close();
			return;
		}
		if (remote !== undefined) keep(remote);
		store.send({type: 'setup-tried', candidate: name, trial});
	};
	return {
		begin(worker) {
			const {name} = worker;
			drop(name);
			const stop = new AbortController();
			stops.set(name, stop);
			onWanted(name);
			store.sendNow({type: 'setup-tried', candidate: name, trial: {state: 'testing'}});
			const ended = AbortSignal.any([signal, stop.signal]);
			void tryWorker(connect(worker, ended), ended).then(tried => finish(name, stop, tried));
		},
		end(name) {
			drop(name);
			store.sendNow({type: 'setup-unticked', candidate: name});
		},
		async connect(worker, aborted) {
			const remote = standing.get(worker.name);
			standing.delete(worker.name);
			return remote ?? connect(worker, aborted);
		},
	};
};
