import {describe, expect, test} from 'vitest';
import type {WorkerFacts} from '../../source/model/worker.ts';
import type {AppEvent} from '../../source/state/app-state.ts';
import {image} from '../launch-context.ts';
import {manyImages} from '../search/many-images.ts';
import {down, listed, listedImages, ready, screenAfter} from './show-app.tsx';

const facts: WorkerFacts = {
	hostname: 'forge-1',
	podmanVersion: '4.3.1',
	rootless: false,
	cgroupVersion: 'v2',
	storageDriver: 'overlay',
	graphRoot: '/var/lib/containers/storage',
	freeBytes: 85e9,
	cpus: 8,
	memoryBytes: 16e9,
	windows: {kvm: 'absent', hasTun: true, memoryBytes: 16e9} as const,
};
const known: AppEvent = {type: 'worker-reached', worker: 'forge-1', reach: {state: 'ready', facts}};
const images = [
	image('tax-prep', {tag: 'v2', capabilities: ['git', 'custom:erp'], owner: 'alice', base: 'node-base:22'}),
	image('api', {capabilities: ['node'], source: 'containerfile'}),
	image('win11', {os: 'windows'}),
];
const fleet = [known, down, listed(), listedImages('forge-1', ...images)];
const hidden = listedImages('forge-2', image('out-of-reach', {worker: 'forge-2'}));

/** The keys from the first screen to the picker, and whether it begins with the worker. */
const places = [
	{place: 'Launch', keys: ['l'], beginsWithWorker: true},
	{place: 'Quick launch', keys: ['\u0007'], beginsWithWorker: false},
	{place: 'New schedule', keys: ['5', 'n'], beginsWithWorker: true},
];

describe.each(places)('the target picker of $place', ({place, keys, beginsWithWorker}) => {
	const open = async (events: readonly AppEvent[], size?: {columns: number; rows: number}) => {
		const screen = await screenAfter(events, undefined, size);
		await screen.press(...keys);
		return screen;
	};
	const openAtImages = async (events: readonly AppEvent[], size?: {columns: number; rows: number}) => {
		const screen = await open(events, size);
		if (beginsWithWorker) await screen.press('tab');
		return screen;
	};

	test('shows what a launch needs to know of each worker, and keeps an offline one visible', async () => {
		const screen = await open(fleet);
		if (!beginsWithWorker) await screen.press('tab');
		expect(screen.frame()).toContain(place);
		expect(screen.frame()).toMatch(/forge-1 +ready +85 GB +0 +3 +no/u);
		expect(screen.frame()).toMatch(/forge-2 +offline: forge-2 does not answer\./u);
		await screen.press('down', 'enter');
		expect(screen.frame()).toContain('offline: forge-2 does not answer.');
		await screen.press('up', 'enter');
		expect(screen.frame()).toMatch(/› forge-1 › Image/u);
		expect(screen.frame()).toContain('tax-prep');
	});

	test('finds by name, tag and capability, and field words narrow it', async () => {
		const screen = await openAtImages(fleet);
		const found = async (query: string) => {
			await screen.type(query);
			const frame = screen.frame();
			if (query !== '') await screen.press('esc');
			return ['tax-prep', 'api', 'win11'].filter(name => frame.includes(` ${name} `));
		};
		expect(await found('')).toEqual(['tax-prep', 'api', 'win11']);
		expect(await found('tprep')).toEqual(['tax-prep']);
		expect(await found('erp')).toEqual(['tax-prep']);
		expect(await found('tag:v2')).toEqual(['tax-prep']);
		expect(await found('cap:node')).toEqual(['api']);
		expect(await found('owner:me')).toEqual(['tax-prep']);
		expect(await found('os:windows')).toEqual(['win11']);
		expect(await found('zzz')).toEqual([]);
	});

	test('shows capabilities, size, age, owner and origin of an image', async () => {
		const screen = await openAtImages(fleet, {columns: 140, rows: 30});
		expect(screen.frame()).toMatch(/tax-prep +v2 +forge-1 +Linux +1\.2 GB +\S+ +git #?erp +alice +snapshot/u);
		expect(screen.frame()).toMatch(/api +latest +forge-1 +Linux .*node .*built/u);
		await screen.type('tax');
		expect(screen.frame()).toContain('from node-base:22');
	});

	test('cuts none of its sentences in a terminal of 60 by 20', async () => {
		const screen = await open(fleet, {columns: 60, rows: 20});
		if (!beginsWithWorker) await screen.press('tab');
		expect(screen.frame()).toContain('Select a worker. The DevBox runs there, from its images.');
		const textOf = () => screen.frame().replaceAll(/[│\s]+/gu, ' ');
		await screen.press('enter');
		expect(screen.frame()).toContain('tag:v2 cap:git owner:me');
		expect(textOf()).toMatch(/localhost\/\S+ on forge-1 · .* · 1\.2 GB/u);
		expect(screen.lines()).toHaveLength(20);
	});

	test('does not choose a Windows image where no Windows VM runs, and says why', async () => {
		const screen = await openAtImages(fleet);
		await screen.type('win11');
		expect(screen.frame()).toContain('win11');
		await screen.press('enter');
		expect(screen.frame()).toContain('it has no /dev/kvm');
		expect(screen.frame()).toContain('win11');
	});

	test('does not offer the images of a worker that is offline, and says so', async () => {
		const screen = await openAtImages([...fleet, hidden]);
		expect(screen.frame()).not.toContain('out-of-reach');
		expect(screen.frame()).toContain('Unavailable: forge-2 offline');
	});

	test('says what to do where there is nothing to choose', async () => {
		const screen = await openAtImages([ready, down, listedImages('forge-1')]);
		expect(screen.frame()).toContain('No golden images yet. Create one from a DevBox');
		const other = await openAtImages(fleet);
		await other.type('zzz');
		expect(other.frame()).toContain('No matches; esc clears the filter.');
	});

	test.each([
		[60, 20],
		[80, 24],
		[200, 60],
	])('fits a terminal of %i by %i', async (columns, rows) => {
		const many = manyImages(300).map(each => ({...each, worker: 'forge-1'}));
		const screen = await open([known, down, listedImages('forge-1', ...many)], {columns, rows});
		for (const step of ['', 'tab', 't', 'a', 'down']) {
			if (step !== '') await screen.press(step);
			expect(screen.lines(), step).toHaveLength(rows);
			expect(Math.max(...screen.lines().map(line => line.length)), step).toBeLessThanOrEqual(columns);
			if (columns > 60) expect(screen.lines().at(-1), step).toContain('Help');
		}
	});
});
