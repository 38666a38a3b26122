import stringWidth from 'string-width';
import {expect, test, vi} from 'vitest';
import type {WorkerView} from '../../source/model/fleet.ts';
import type {WorkerLoad} from '../../source/model/worker-load.ts';
import {shortBytes, usedOfTotal} from '../../source/screens/workers/figures.ts';
import {isOldLoad} from '../../source/screens/workers/worker-row.ts';
import {WorkersScreen} from '../../source/screens/workers/workers-screen.tsx';
import type {AppEvent, AppStore} from '../../source/state/app-state.ts';
import {configured} from './fleet-events.ts';
import {alice, devbox, listed, listedImages, screenAfter, showScreen, workerFacts} from './show-app.tsx';

const facts = {...workerFacts, transport: 'built-in SSH'} as const;
const reached = (worker: string): AppEvent => ({
	type: 'worker-reached',
	worker,
	reach: {state: 'ready', facts},
});
const read = (worker: string, content: WorkerLoad, at = Date.now()): AppEvent => ({
	type: 'load-read',
	worker,
	content,
	at,
});
const busy: WorkerLoad = {
	load: 0.42,
	memory: {totalBytes: 25e9, availableBytes: 16e9},
	disk: {totalBytes: 100e9, freeBytes: 84e9},
	latencyMs: 12.3,
};
const gone = (): AppEvent => ({
	type: 'worker-reached',
	worker: 'forge-2',
	reach: {
		state: 'down',
		reason: 'gone',
		hint: 'look',
		failure: 'unreachable',
		seenAt: Date.now() - 185_000,
		nextAt: Date.now() + 20_000,
	},
});
const configure = (store: AppStore, names: readonly string[]) =>
	store.send(configured(names.map(name => ({name}))));
/** As of now: figures get old, and the next try comes. */
const fleet = () => [
	reached('forge-1'),
	read('forge-1', busy),
	gone(),
	listed(devbox('api'), devbox('etl')),
	listedImages('forge-1'),
];

test.each([
	[84_800_000_000, '85G'],
	[8_430_000_000, '8.4G'],
	[999_700_000, '1G'],
	[512_000_000, '512M'],
	[0, '0M'],
	[1_500_000_000_000, '1.5T'],
])('%d bytes are %s in a column', (bytes, text) => {
	expect(shortBytes(bytes)).toBe(text);
});

test.each([
	[9e9, 25e9, '9/25G'],
	[0.4e9, 25e9, '0.4/25G'],
	[0.3e9, 1.9e9, '0.3/1.9G'],
	[500e6, 512e6, '500/512M'],
	[0, 25e9, '0/25G'],
])('%d bytes of %d are %s', (used, total, text) => {
	expect(usedOfTotal(used, total)).toBe(text);
});

test.each([
	{
		columns: 60,
		rows: 20,
		up: /forge-1 +ready +2\/2 +9\/25G +84G free/u,
		off: /forge-2 +down +retry in \d+ s/u,
	},
	{
		columns: 80,
		rows: 24,
		up: /forge-1 +ready +2\/2 +0\.4 +█░░ 9\/25G +█░░ 84G free/u,
		off: /forge-2 +down +retry in \d+ s, seen 3m ago/u,
	},
	{
		columns: 120,
		rows: 40,
		up: /forge-1 +ready +2\/2 +█░░ 9\/25G +█░░ 84G free/u,
		off: /forge-2 +down +retry in \d+ s, seen 3m/u,
	},
	{
		columns: 200,
		rows: 60,
		up: /forge-1 +ready +2\/2 +0 +0\.4 +██░░░░ 9\/25G +█░░░░░ 84G free/u,
		off: /forge-2 +down +retry in \d+ s, seen 3m ago/u,
	},
])(
	'at $columns columns the list has load, memory and disk, and of an offline worker the next try',
	async ({columns, rows, up, off}) => {
		const screen = await screenAfter(fleet(), alice, {columns, rows});
		expect(screen.frame()).toMatch(up);
		expect(screen.frame()).toMatch(off);
		for (const line of screen.lines()) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
	},
);

test.each([60, 80, 100, 120, 200])('at %d columns a name of twelve letters is whole', async columns => {
	const name = 'build-host-3';
	const at = {columns, rows: 24};
	const screen = await showScreen(<WorkersScreen />, at, {prepare: (_, store) => configure(store, [name])});
	expect(screen.frame()).toMatch(/○ build-host-3 +waiting/u);
});

test.each([
	[0, false],
	[14_000, false],
	[16_000, true],
])('figures that were read %d ms ago are shown as old: %j', (ms, isOld) => {
	const health = {load: {content: busy, at: 1_000_000 - ms}};
	expect(isOldLoad({view: {} as WorkerView, health}, 1_000_000)).toBe(isOld);
});

test('a disk that fills up while Ingot runs makes the worker full, although its facts are older', async () => {
	const full = {...busy, disk: {totalBytes: 100e9, freeBytes: 1e6}};
	const screen = await screenAfter([reached('forge-1'), read('forge-1', full)]);
	expect(screen.frame()).toMatch(/forge-1 +full/u);
	expect(screen.frame()).toContain('The disk that stores images is full.');
});

test('in ASCII the bars are still bars', async () => {
	const {asciiFrame} = await import('../../source/terminal/ascii-frame.ts');
	const screen = await screenAfter(fleet(), alice, {columns: 80, unicode: false});
	expect(asciiFrame(screen.frame())).toMatch(/#\.\. 9\/25G +#\.\. 84G free/u);
});

test('the details say how the worker is reached, what it does, and how busy it is', async () => {
	const screen = await screenAfter(
		[
			...fleet(),
			{
				type: 'jobs-listed',
				worker: 'forge-1',
				at: Date.now(),
				content: ['Snapshot api', 'Launch web', 'Launch etl', 'Launch idle'].map((title, index) => ({
					request: {
						version: 1,
						id: title,
						kind: 'snapshot',
						title,
						worker: 'forge-1',
						user: 'alice',
						host: 'laptop',
						ingot: '1',
						at: new Date().toISOString(),
						devbox: {id: 'x', name: 'api'},
						reference: 'localhost/api:1',
						steps: [],
					},
					outcome: undefined,
					alive: true,
					isWaiting: index > 0,
				})),
			} as unknown as AppEvent,
		],
		alice,
		{columns: 180, rows: 40},
	);
	expect(screen.frame()).toMatch(/Transport +built-in SSH, 12 ms/u);
	expect(screen.frame()).toMatch(/Jobs +1 running \(Snapshot api\), 3 waiting/u);
	expect(screen.frame()).toContain('(Launch web');
	expect(screen.frame()).toMatch(/Memory +██░░░░ 16 GB of 25 GB available/u);
	expect(screen.frame()).toMatch(/Load +0\.4 in the last minute/u);
	expect(screen.frame()).toMatch(/Doctor +not run yet · d runs it/u);
});

test('the details keep how many checks of the doctor passed', async () => {
	const checks = (['ok', 'note', 'warning', 'failed', 'ok'] as const).map(state => ({
		id: 'x',
		state,
		said: '',
	}));
	const screen = await screenAfter([
		...fleet(),
		{type: 'doctor-ran', worker: 'forge-1', checks, at: Date.now() - 120_000},
	]);
	expect(screen.frame()).toMatch(/Doctor +3 of 5 checks passed, 2m ago · d runs them again/u);
});

test('workers are sorted by load, memory and disk, those of which nothing is known last', async () => {
	const screen = await screenAfter([
		reached('forge-1'),
		reached('forge-2'),
		read('forge-1', {
			...busy,
			load: 3,
			memory: {totalBytes: 10e9, availableBytes: 1e9},
			disk: {totalBytes: 1e9, freeBytes: 9e8},
		}),
		read('forge-2', {
			...busy,
			load: 2,
			memory: {totalBytes: 9e9, availableBytes: 5e9},
			disk: {totalBytes: 1e9, freeBytes: 1e8},
		}),
	]);
	const first = () => /[●] (forge-\d)/u.exec(screen.frame())?.[1];
	const sortBy = async (downs: number) => {
		await screen.press('S', ...Array<string>(downs).fill('down'), 'enter');
	};
	await sortBy(2);
	expect([first(), screen.frame().includes('load ↑')]).toEqual(['forge-2', true]);
	await screen.press('S', 'down', 'enter');
	expect([first(), screen.frame().includes('memory ↑')]).toEqual(['forge-2', true]);
	await screen.press('S', 'down', 'enter');
	expect([first(), screen.frame().includes('disk ↑')]).toEqual(['forge-1', true]);
});

test('only the connected workers on the screen are asked, and none once something covers the list', async () => {
	const names = Array.from({length: 1000}, (_, index) => `w${index}`);
	const asked: {worker: string; signal: AbortSignal}[] = [];
	const screen = await showScreen(
		<WorkersScreen />,
		{columns: 80, rows: 24},
		{
			prepare(actions, store) {
				configure(store, names);
				for (const name of names.slice(1)) store.send(reached(name));
				vi.spyOn(actions, 'readLoad').mockImplementation(async (worker, signal) => {
					asked.push({worker, signal});
				});
			},
		},
	);
	const shown = screen.lines().flatMap(line => /[●] (w\d+)/u.exec(line)?.[1] ?? []);
	expect(shown.length).toBeGreaterThan(5);
	expect(asked.map(({worker}) => worker).sort()).toEqual([...shown].sort());
	expect(asked.every(({signal}) => !signal.aborted)).toBe(true);
	// The help covers the list: every loop ends.
	await screen.press('?');
	expect(asked.every(({signal}) => signal.aborted)).toBe(true);
	const before = asked.length;
	await screen.press('?');
	expect(asked.length).toBe(before + shown.length);
	// The palette, too.
	await screen.press(':');
	expect(asked.every(({signal}) => signal.aborted)).toBe(true);
	expect(asked.length).toBe(before + shown.length);
	// And leaving.
	await screen.press('esc');
	expect(asked.slice(-shown.length).every(({signal}) => !signal.aborted)).toBe(true);
	screen.unmount();
	expect(asked.every(({signal}) => signal.aborted)).toBe(true);
});
