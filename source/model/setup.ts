import prettyBytes from 'pretty-bytes';
import type {Account} from './account.ts';
import {type Candidate, typedHere} from './candidate.ts';
import type {Settings} from './settings.ts';
import type {Worker, WorkerFacts} from './worker.ts';

/** The result of testing a candidate. */
export type Trial =
	| {readonly state: 'testing'}
	| {readonly state: 'ok'; readonly facts: WorkerFacts | undefined}
	| {readonly state: 'failed'; readonly reason: string; readonly hint: string};

/** The candidates found on this machine, and the sources that could not be read. */
export type Finding = {readonly candidates: readonly Candidate[]; readonly problems: readonly string[]};

/** The first run: what was found, and the ticked candidates, each with its test. */
export type Setup = {
	readonly found: Finding | undefined;
	readonly ticked: {readonly [worker: string]: Trial};
};

/** The contents of a new config file. */
export type ConfigDraft = {readonly account: Account; readonly workers: readonly Worker[]};

/** Functions that create a config file. */
export type SetupTools = {
	/** Its path. */
	readonly file: string;
	/** The default account. */
	readonly account: Account;
	/** Never throws: unreadable sources are among the problems. */
	find(): Promise<Finding>;
	/** @throws Failure (usage) if the file exists */
	refuseExisting(): Promise<void>;
	/** The text, and the settings that Ingot reads from it. */
	draft(draft: ConfigDraft): Promise<{readonly text: string; readonly settings: Settings}>;
	/** Writes atomically, readable only by the user. @throws Failure (usage) if the file exists, unless forced */
	write(text: string, options?: {readonly force?: boolean | undefined}): Promise<void>;
};

export type SetupEvent =
	| {readonly type: 'setup-found'; readonly found: Finding}
	| {readonly type: 'setup-added'; readonly candidate: Candidate}
	| {readonly type: 'setup-tried'; readonly candidate: string; readonly trial: Trial}
	| {readonly type: 'setup-unticked'; readonly candidate: string};

export const newSetup: Setup = {found: undefined, ticked: {}};

/** The first run after an event. */
export const reduceSetup = (setup: Setup, event: SetupEvent): Setup => {
	switch (event.type) {
		case 'setup-found':
			return foundAgain(setup, event.found);
		case 'setup-added': {
			const {candidates = [], problems = []} = setup.found ?? {};
			return {...setup, found: {candidates: [event.candidate, ...candidates], problems}};
		}
		case 'setup-tried':
			return {...setup, ticked: {...setup.ticked, [event.candidate]: event.trial}};
		case 'setup-unticked': {
			const {[event.candidate]: _, ...ticked} = setup.ticked;
			return {...setup, ticked};
		}
	}
};

/** A new search keeps typed candidates; ticks on candidates that are gone are removed. */
const foundAgain = ({found, ticked}: Setup, {candidates, problems}: Finding): Setup => {
	const names = candidates.map(each => each.worker.name);
	const typed = (found?.candidates ?? []).filter(
		each => each.from.includes(typedHere) && !names.includes(each.worker.name),
	);
	const all = [...typed, ...candidates];
	return {
		found: {candidates: all, problems},
		ticked: Object.fromEntries(
			Object.entries(ticked).filter(([name]) => all.some(each => each.worker.name === name)),
		),
	};
};

/** The ticked workers, in the order of the list. */
export const tickedWorkers = ({found, ticked}: Setup): readonly Worker[] =>
	(found?.candidates ?? []).map(each => each.worker).filter(each => ticked[each.name] !== undefined);

/** `Podman 4.3.1, rootless, 23 GB free` */
export const factsWords = (facts: WorkerFacts | undefined): string =>
	facts === undefined
		? 'Podman is reachable'
		: `Podman ${facts.podmanVersion}, ${facts.rootless ? 'rootless' : 'root'}, ${prettyBytes(facts.freeBytes)} free`;
