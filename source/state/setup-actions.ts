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

/** The first run: find workers, try those that are ticked, write the config file. */
export type SetupActions = {
	/** Looks on this machine, once unless it is wanted again. */
	findWorkers(isAgain?: boolean): void;
	/** Ticks a candidate and tries it at once, or unticks it. */
	tick(candidate: string): void;
	/** Tries a ticked one again. */
	tryAgain(candidate: string): void;
	/** Ticks what somebody has typed; only for what has no targetProblem. */
	addTarget(typed: string): void;
	/** The config file for what is ticked. */
	draftConfig(account: Account): Promise<DraftedConfig>;
	/** Writes it, and goes on with it. @throws Failure (usage) where it cannot be written */
	writeConfig(draft: DraftedConfig): Promise<void>;
};

export type SetupDeps = {
	readonly store: AppStore;
	readonly setup: SetupTools;
	readonly connect: (worker: Worker, signal: AbortSignal) => Promise<Remote>;
	/** Somebody wants this worker, so they may be asked for it. */
	readonly onWanted: (worker: string) => void;
	/** Contacts the workers of the fleet, and no longer those of the fleet before. */
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

/** One that was found already is ticked in place of a double. */
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
	store.send({type: 'setup-added', candidate});
	return candidate.worker.name;
};

type Trials = {
	begin(worker: Worker): void;
	end(worker: string): void;
	/** Hands the connection of a trial on, or makes one. */
	connect: SetupDeps['connect'];
};

/** Tries workers. What was connected stays so until it is wanted: nobody is asked for their password twice. */
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
			store.send({type: 'setup-tried', candidate: name, trial: {state: 'testing'}});
			const ended = AbortSignal.any([signal, stop.signal]);
			void tryWorker(connect(worker, ended), ended).then(tried => finish(name, stop, tried));
		},
		end(name) {
			drop(name);
			store.send({type: 'setup-unticked', candidate: name});
		},
		async connect(worker, aborted) {
			const remote = standing.get(worker.name);
			standing.delete(worker.name);
			return remote ?? connect(worker, aborted);
		},
	};
};
