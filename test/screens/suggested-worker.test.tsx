import {expect, test} from 'vitest';
import type {Image} from '../../source/model/image.ts';
import {TargetPicker} from '../../source/screens/launch/target-picker.tsx';
import type {AppEvent, AppStore} from '../../source/state/app-state.ts';
import {image} from '../launch-context.ts';
import {configured, launchJob} from './fleet-events.ts';
import {devbox, showScreen, workerFacts} from './show-app.tsx';

const names = ['small', 'roomy', 'full', 'attic', 'busy'];
const windows = {kvm: 'usable', hasTun: true, memoryBytes: 25e9} as const;
const noWindows = {kvm: 'absent', hasTun: true, memoryBytes: 25e9} as const;

const load = (worker: string, memory: number, disk = 40e9): AppEvent => ({
	type: 'load-read',
	worker,
	at: Date.now(),
	content: {
		memory: {totalBytes: 25e9, availableBytes: memory},
		disk: {totalBytes: 99e9, freeBytes: disk},
	},
});
const up = (worker: string): AppEvent => ({
	type: 'worker-reached',
	worker,
	reach: {state: 'ready', facts: {...workerFacts, windows: worker === 'small' ? windows : noWindows}},
});
const holding = (worker: string, ...managed: readonly Image[]): AppEvent => ({
	type: 'images-listed',
	worker,
	content: {managed, references: []},
	at: 1,
});
const launched = (worker: string, id: string): AppEvent => ({
	type: 'jobs-listed',
	worker,
	at: 1,
	content: [launchJob(worker, id)],
});

/** Five workers: most memory is free on the one whose disk is full, then on an unreachable one, then on `roomy`. */
const fleetWith =
	(...more: readonly AppEvent[]) =>
	(_: unknown, store: AppStore) => {
		store.send(configured(names.map(name => ({name}))));
		for (const worker of names) {
			if (worker !== 'attic') store.send(up(worker));
			const copy = image('tax', {worker, tag: '1', reference: 'localhost/tax:1'});
			const win = image('win11', {worker, tag: '1', reference: 'localhost/win11:1', os: 'windows'});
			store.send(holding(worker, copy, win));
			store.send({type: 'devboxes-listed', worker, content: [devbox('a', {worker})], at: 1});
		}
		for (const event of [load('small', 3e9), load('roomy', 14e9), load('busy', 9e9)]) store.send(event);
		store.send(load('full', 24e9, 1e6));
		for (const event of more) store.send(event);
	};

const pick = (from: 'worker' | 'image', prepare = fleetWith()) => {
	const picked: string[] = [];
	const picker = (
		<TargetPicker
			crumbs={['Launch']}
			from={{at: from}}
			onPick={({worker, name}) => picked.push(`${name} on ${worker}`)}
			onBack={() => {}}
		/>
	);
	return showScreen(picker, {columns: 100, rows: 24}, {prepare}).then(screen => ({...screen, picked}));
};

const rowsOf = (lines: readonly string[], pattern: RegExp) =>
	lines.flatMap(line => pattern.exec(line)?.[1] ?? []);
const workerRow = /(?:●|○) (small|roomy|full|attic|busy) /u;
const taxRow = /tax +1 +(\w+)/u;

test('the workers of a launch are ordered by room, and the cursor is on the one with the most', async () => {
	const screen = await pick('worker');
	expect(rowsOf(screen.lines(), workerRow)).toEqual(['roomy', 'busy', 'small', 'full', 'attic']);
	expect(screen.frame()).toMatch(/❯ ● roomy/u);
	expect(screen.frame()).toContain('roomy has the most room: 14 GB memory free, 1 DevBox running.');
	await screen.resize(60, 20);
	expect(screen.frame().replaceAll(/[│\s]+/gu, ' ')).toContain(
		'roomy has the most room: 14 GB memory free, 1 DevBox running.',
	);
	expect(screen.lines()).toHaveLength(20);
});

test('the order stays while the picker is open, whatever the workers do meanwhile', async () => {
	let store: AppStore | undefined;
	const screen = await pick('worker', (_, own) => {
		store = own;
		fleetWith()(_, own);
	});
	store?.send(load('busy', 25e9));
	store?.send(up('attic'));
	await screen.press('down');
	expect(rowsOf(screen.lines(), workerRow)).toEqual(['roomy', 'busy', 'small', 'full', 'attic']);
	expect(screen.frame()).toMatch(/❯ ● busy/u);
});

test('the workers of a launch can be filtered', async () => {
	const screen = await pick('worker');
	await screen.press('/');
	await screen.type('busy');
	expect(screen.frame()).toContain('1 of 5');
	await screen.press('enter', 'enter');
	expect(screen.frame()).toContain('Launch › busy › Image');
});

test('of an image that several workers hold, the copy on the worker with the most room is first, with the reason', async () => {
	const screen = await pick('image');
	await screen.type('tax');
	expect(rowsOf(screen.lines(), taxRow)).toEqual(['roomy', 'busy', 'small', 'full']);
	expect(screen.frame()).toContain(
		'localhost/tax:1 on roomy · most room: 14 GB memory free, 1 DevBox running',
	);
	await screen.press('enter');
	expect(screen.picked).toEqual(['tax on roomy']);
});

test('a copy that was launched last stays first, and nothing is suggested of it', async () => {
	const screen = await pick('image', fleetWith(launched('small', '20261101-000001-aaaa')));
	expect(rowsOf(screen.lines(), taxRow)).toEqual(['small', 'roomy', 'busy', 'full']);
	expect(screen.frame()).not.toContain('most room');
	await screen.type('tax');
	expect(rowsOf(screen.lines(), taxRow)[0]).toBe('small');
});

test('a Windows image comes first from the worker that can run it, however little room it has', async () => {
	const screen = await pick('image');
	await screen.type('win11');
	expect(screen.frame()).toMatch(/❯ .*win11 +1 +small/u);
});
