import {expect, test} from 'vitest';
import {KeyLayerContext} from '../../source/keys.ts';
import type {Devbox} from '../../source/model/devbox.ts';
import {DevboxesScreen} from '../../source/screens/devboxes/devboxes-screen.tsx';
import type {AppEvent} from '../../source/state/app-state.ts';
import {until} from '../driver/until.ts';
import {devbox, listed, ready, showScreen} from './show-app.tsx';

const second = 1e9;
const read = (
	seconds: number,
	used: Readonly<Record<string, readonly [cores: number, bytes: number]>>,
): AppEvent => ({
	type: 'usage-read',
	worker: 'forge-1',
	samples: new Map(
		Object.entries(used).map(([name, [cores, memoryBytes]]) => [
			name.repeat(8),
			{cpuNs: cores * seconds * second, atNs: seconds * second, memoryBytes},
		]),
	),
});
const used = {api: [0.12, 310e6], etl: [1.5, 42e6]} as const;
const fleet = [
	ready,
	listed(devbox('api'), devbox('etl'), devbox('off', {state: 'stopped', startedAt: undefined})),
];

/** The list after these events, with a worker that answers no question. */
const listAfter = (...events: readonly AppEvent[]) =>
	showScreen(
		<DevboxesScreen />,
		{columns: 100, rows: 24},
		{
			events: [...fleet, ...events],
			prepare: actions => Object.assign(actions, {measure: () => new Promise(() => {})}),
		},
	);

test('the list shows CPU and memory of running DevBoxes, and can be sorted by them', async () => {
	const screen = await listAfter(read(1, used), read(3, used));
	expect(screen.frame()).toMatch(/api .*12% +310 MB/u);
	expect(screen.frame()).toMatch(/etl .*150% +42 MB/u);
	const head = screen.lines().find(line => line.includes('DEVBOX ')) ?? '';
	const row = screen.lines().find(line => line.includes('api ')) ?? '';
	expect(head.indexOf('CPU') + 'CPU'.length).toBe(row.indexOf('12%') + '12%'.length);
	await screen.press('S');
	await screen.press(...Array.from({length: 5}, () => 'down'), 'enter');
	expect(screen.frame()).toContain('CPU ↑');
	expect(screen.frame().indexOf('etl ')).toBeLessThan(screen.frame().indexOf('api '));
});

test('a DevBox that has stopped shows nothing of what it used', async () => {
	const stopped = listed(devbox('api', {state: 'stopped', startedAt: undefined}));
	const screen = await listAfter(read(1, used), read(3, used), stopped);
	expect(screen.frame()).not.toMatch(/12%|310 MB/u);
});

test('where Podman stops answering, old figures go away', async () => {
	const gone: AppEvent = {type: 'usage-read', worker: 'forge-1', samples: undefined};
	const screen = await listAfter(read(1, used), read(3, used), gone);
	expect(screen.frame()).not.toContain('310 MB');
});

/** The list with the questions that it asks; each is answered when the test says so. */
const asking = async (devboxes: readonly Devbox[], size = {columns: 100, rows: 24}) => {
	const asked: {worker: string; ids: readonly string[]; signal: AbortSignal; answer: () => void}[] = [];
	const layer = (isActive: boolean) => (
		<KeyLayerContext value={{isActive, notify: () => {}}}>
			<DevboxesScreen />
		</KeyLayerContext>
	);
	const screen = await showScreen(layer(true), size, {
		events: [ready, listed(...devboxes)],
		prepare: actions =>
			Object.assign(actions, {
				measure: (worker: string, ids: readonly string[], signal: AbortSignal) =>
					new Promise<void>(resolve => asked.push({worker, ids, signal, answer: resolve})),
			}),
	});
	return {screen, asked};
};

test('only running DevBoxes in the window are measured, one question at a time', async () => {
	const many = Array.from({length: 50}, (_, at) => devbox(`box-${10 + at}`));
	const {asked} = await asking([...many, devbox('a-stopped', {state: 'stopped'})]);
	expect(asked).toHaveLength(1);
	expect(asked[0]?.ids.length).toBeLessThan(20);
	expect(asked[0]?.ids).not.toContain('a-stopped'.repeat(8));
	asked[0]?.answer();
	await until(() => asked.length === 2, {what: 'the next question'});
});

test('a list that is covered or left asks no more', async () => {
	const {screen, asked} = await asking([devbox('api')]);
	expect(asked[0]?.signal.aborted).toBe(false);
	await screen.press(':');
	expect(asked[0]?.signal.aborted).toBe(true);
	await screen.press('esc');
	expect(asked).toHaveLength(2);
	screen.unmount();
	expect(asked[1]?.signal.aborted).toBe(true);
});
