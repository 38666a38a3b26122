import type {ReactNode} from 'react';
import {App} from '../../source/app.tsx';
import type {Account} from '../../source/model/account.ts';
import type {Devbox} from '../../source/model/devbox.ts';
import type {Image} from '../../source/model/image.ts';
import type {Worker} from '../../source/model/worker.ts';
import {type Pointer, TerminalContext} from '../../source/parts/terminal-context.ts';
import type {Navigation} from '../../source/screens/shared/screen.ts';
import {AppContext} from '../../source/screens/shared/use-app.ts';
import {type Actions, type ActionsDeps, createActions} from '../../source/state/actions.ts';
import {type AppEvent, type AppStore, newAppState, reduceApp} from '../../source/state/app-state.ts';
import {askPerson} from '../../source/state/ask-person.ts';
import {createStore} from '../../source/state/store.ts';
import {makeMarks} from '../../source/theme.ts';
import {show} from '../parts/show.tsx';
import {noSetup} from './no-setup.ts';

export const alice: Account = {user: 'alice', plan: 'pro', role: 'member'};
const worker = (name: string): Worker => ({name, kind: 'self-hosted', ssh: name});

/** One time for all: rows that are made twice are compared with each other. */
const threeHoursAgo = Date.now() - 3 * 3_600_000;

export const devbox = (name: string, change: Partial<Devbox> = {}): Devbox => ({
	worker: 'forge-1',
	workerKind: 'self-hosted',
	id: name.repeat(8),
	name,
	os: 'linux',
	state: 'running',
	image: 'localhost/node-base:22',
	imageId: 'f'.repeat(64),
	capabilities: ['git', 'custom:erp'],
	launchedBy: 'alice',
	cloudWorker: undefined,
	ports: [],
	createdAt: 0,
	startedAt: threeHoursAgo,
	...change,
});

/** A store that these events have reached, and actions that contact nothing. */
const worldAfter = (
	events: readonly AppEvent[],
	account: Account,
	{
		runDoctor = () => new Promise(() => {}),
		saveText = async () => 'saved',
	}: Partial<Pick<ActionsDeps, 'runDoctor' | 'saveText'>> = {},
) => {
	const settings = {account, sshConfig: undefined, workers: [worker('forge-1'), worker('forge-2')]};
	const store = createStore(
		reduceApp,
		newAppState(settings, {file: '/home/alice/config.yaml', exists: true}, {}),
	);
	const actions = createActions({
		store,
		connect: () => new Promise(() => {}),
		runDoctor,
		person: askPerson(store),
		setup: noSetup,
		saveText,
		saveStream: async () => '',
		interactive: async () => 0,
		requester: {host: 'here', ingot: '0'},
	});
	actions.searchSecrets = async () => ({secrets: [], notes: [], isDone: true});
	actions.patterns = async () => ({ignored: [], saved: [], tree: undefined});
	for (const event of events) store.send(event);
	return {store, actions};
};

/** The whole app over a state that these events have made; nothing is contacted. */
export const screenAfter = async (
	events: readonly AppEvent[],
	account = alice,
	{
		copy = () => true,
		unicode = true,
		isSpoken = false,
		pointer,
		prepare = () => {},
		...size
	}: {
		prepare?: (actions: Actions) => void;
		columns?: number;
		rows?: number;
		copy?: (text: string) => boolean;
		unicode?: boolean;
		isSpoken?: boolean;
		pointer?: Pointer;
	} = {},
) => {
	const world = worldAfter(events, account);
	prepare(world.actions);
	return show(
		<TerminalContext value={{redraw: () => {}, copy, logFile: undefined, pointer}}>
			<App {...world} marks={makeMarks({unicode, isSpoken})} />
		</TerminalContext>,
		{columns: 100, rows: 24, ...size},
	);
};

const nowhere = () => {};
const navigation: Navigation = {
	open: nowhere,
	back: nowhere,
	go: nowhere,
	replace: nowhere,
	quick: nowhere,
	quit: nowhere,
};

/** One screen of the app by itself, over a state that these events have made. */
export const showScreen = async (
	screen: ReactNode,
	size: {columns: number; rows: number},
	{
		events = [],
		prepare = () => {},
		...deps
	}: {
		events?: readonly AppEvent[];
		runDoctor?: ActionsDeps['runDoctor'];
		saveText?: ActionsDeps['saveText'];
		prepare?: (actions: Actions, store: AppStore) => void;
	} = {},
) => {
	const world = worldAfter(events, alice, deps);
	prepare(world.actions, world.store);
	return show(<AppContext value={{...world, navigation}}>{screen}</AppContext>, size);
};

export const ready: AppEvent = {
	type: 'worker-reached',
	worker: 'forge-1',
	reach: {state: 'ready', facts: undefined},
};
export const down: AppEvent = {
	type: 'worker-reached',
	worker: 'forge-2',
	reach: {
		state: 'down',
		reason: 'forge-2 does not answer.',
		hint: 'Check its power.',
		failure: 'unreachable',
	},
};
export const listed = (...content: readonly Devbox[]): AppEvent => ({
	type: 'devboxes-listed',
	worker: 'forge-1',
	content,
	at: Date.now(),
});

export const listedImages = (worker: string, ...managed: readonly Image[]): AppEvent => ({
	type: 'images-listed',
	worker,
	content: {managed, references: managed.map(each => each.reference)},
	at: Date.now(),
});

/** What a connected worker reports of itself. */
export const workerFacts = {
	hostname: 'forge-1',
	podmanVersion: '4.3.1',
	rootless: false,
	cgroupVersion: 'v1',
	storageDriver: 'overlay',
	graphRoot: '/var/lib/containers/storage',
	freeBytes: 50e9,
	diskBytes: 100e9,
	cpus: 2,
	memoryBytes: 25e9,
} as const;
