import {expect, test} from 'vitest';
import {KeyLayerContext} from '../../source/keys.ts';
import type {Devbox} from '../../source/model/devbox.ts';
import {Failure} from '../../source/model/failure.ts';
import {DevboxesScreen} from '../../source/screens/devboxes/devboxes-screen.tsx';
import {planLines} from '../../source/screens/shared/plan-lines.ts';
import type {AppStore} from '../../source/state/app-state.ts';
import {alice, devbox, listed, ready, screenAfter, showScreen} from './show-app.tsx';

const fleet = [
	devbox('api'),
	devbox('etl'),
	devbox('off', {state: 'stopped'}),
	devbox('bobs', {launchedBy: 'bob'}),
];

/** The list of DevBoxes sorted by name, with what was asked of the workers and what the user was told. */
const devboxes = async (fails: readonly string[] = [], size = {columns: 100, rows: 24}) => {
	const changes: string[] = [];
	const notices: string[] = [];
	let store: AppStore | undefined;
	const change = async (which: Devbox, to: string) => {
		changes.push(`${to} ${which.name}`);
		if (fails.includes(which.name))
			throw new Failure(`${which.name} is locked.`, {kind: 'conflict', hint: 'Wait.'});
	};
	const screen = await showScreen(
		<KeyLayerContext value={{isActive: true, notify: text => void notices.push(text)}}>
			<DevboxesScreen />
		</KeyLayerContext>,
		size,
		{
			events: [ready, listed(...fleet)],
			prepare: (actions, own) => {
				Object.assign(actions, {change});
				store = own;
			},
		},
	);
	await screen.press('S', 'enter');
	return {screen, changes, notices, send: (...rows: readonly Devbox[]) => store?.send(listed(...rows))};
};

test('space selects rows: marked, counted in the title, and cleared by esc', async () => {
	const {screen} = await devboxes();
	await screen.press('home', ' ', 'down', 'down', ' ');
	expect(screen.frame()).toContain('2 selected · 4 · name ↑');
	expect(screen.frame()).toMatch(/│ {2}?◆api/u);
	expect(screen.frame()).toContain('❯◆etl');
	await screen.press(' ');
	expect(screen.frame()).toContain('1 selected');
	await screen.press('esc');
	expect(screen.frame()).not.toMatch(/selected ·|◆/u);
});

test('a selection is marked in ASCII, too', async () => {
	const screen = await screenAfter([ready, listed(...fleet)], alice, {unicode: false});
	await screen.press('2', ' ');
	expect(screen.frame()).toMatch(/>\*api/u);
	await screen.press('S', 'enter');
	expect(screen.frame()).toContain('1 selected - 4 - name ^');
});

test('esc clears the selection first, then the filter', async () => {
	const {screen} = await devboxes();
	await screen.press('home', ' ', '/');
	await screen.type('etl');
	await screen.press('enter', ' ');
	expect(screen.frame()).toContain('2 selected');
	await screen.press('esc');
	expect(screen.frame()).not.toContain('2 selected');
	expect(screen.frame()).toContain('1 of 4');
	await screen.press('esc');
	expect(screen.frame()).not.toContain('1 of 4');
});

test('a selection follows its rows through a refresh, and forgets those that are gone', async () => {
	const {screen, send} = await devboxes();
	await screen.press('home', ' ', 'down', 'down', ' ');
	send(devbox('aaa'), devbox('api', {state: 'stopped'}));
	await screen.sees('1 selected · 2');
	expect(screen.frame()).toMatch(/◆api/u);
	send(...fleet);
	await screen.sees('1 selected · 4');
});

test('one question stops all that can be stopped and names the others; each becomes a job', async () => {
	const {screen, changes, notices} = await devboxes();
	await screen.press('home', ' ', 'down', ' ', 'down', ' ', 'down', ' ', 't');
	const question = screen.frame();
	expect(question).toContain('Stop 2 of 4 DevBoxes?');
	expect(question).toContain('api on forge-1: stops');
	expect(question).toContain('bobs on forge-1: skipped, belongs to bob');
	expect(question).toContain('off on forge-1: skipped, it is stopped');
	expect(changes).toEqual([]);
	await screen.press('enter');
	expect(changes).toEqual(['stop api', 'stop etl']);
	expect(notices.at(-1)).toBe('2 jobs started. Press 4 to follow.');
	expect(screen.frame()).not.toContain('selected');
});

test('T starts those that do not run, where some run and some do not', async () => {
	const {screen, changes} = await devboxes();
	await screen.press('home', ' ', 'end', ' ', 'T');
	expect(screen.frame()).toContain('Start 1 of 2 DevBoxes?');
	await screen.press('enter');
	expect(changes).toEqual(['start off']);
});

test('to remove several, their number is typed', async () => {
	const {screen, changes} = await devboxes();
	await screen.press('home', ' ', 'end', ' ', 'd');
	expect(screen.frame()).toContain('Remove 2 DevBoxes?');
	expect(screen.frame()).toContain('api on forge-1: stops and is removed');
	expect(screen.frame()).toContain('off on forge-1: is removed');
	await screen.press('enter');
	expect(changes).toEqual([]);
	await screen.type('remove 2');
	await screen.press('enter');
	expect(changes).toEqual(['remove api', 'remove off']);
});

test('one job that does not start keeps none of the others from starting', async () => {
	const {screen, changes, notices} = await devboxes(['api']);
	await screen.press('home', ' ', 'down', 'down', ' ', 't', 'enter');
	expect(changes).toEqual(['stop api', 'stop etl']);
	expect(notices.at(-1)).toMatch(/^1 of 2 jobs started\. api: api is locked\./u);
});

test('if nothing can be done, the key says why; an image is created from one DevBox', async () => {
	const {screen, notices} = await devboxes();
	await screen.press('home', 'down', ' ', 'd');
	expect(notices.at(-1)).toBe('There is nothing to remove: bobs on forge-1 is skipped (belongs to bob).');
	await screen.press('c');
	expect(notices.at(-1)).toContain('An image is created from one DevBox at a time.');
});

test('a plan that is too long counts what it leaves out, of both kinds', () => {
	const lines = (count: number) => Array.from({length: count}, (_, at) => ({name: `n${at}`, text: 'x'}));
	const short = planLines(lines(2), lines(1), {width: 80, height: 24});
	expect(short).toEqual(['n0: x', 'n1: x', 'n0: skipped, x']);
	const long = planLines(lines(20), lines(20), {width: 80, height: 17});
	expect(long).toEqual(['n0: x', 'n1: x', '18 more', 'n0: skipped, x', 'n1: skipped, x', '18 more skipped']);
});

test('a long name loses its middle, so that its end and the reason stay', () => {
	const [line = ''] = planLines(
		[],
		[{name: `${'long-'.repeat(60)}1 on forge-1`, text: 'a job is using it'}],
		{
			width: 60,
			height: 24,
		},
	);
	expect(line).toMatch(/^long-.*….*forge-1: skipped, a job is using it$/u);
	expect(line).toHaveLength(48);
});

test('the question fits 60 by 20, its keys included', async () => {
	const {screen} = await devboxes([], {columns: 60, rows: 20});
	await screen.press('home', ' ', 'down', ' ', 'down', ' ', 'down', ' ', 'd');
	expect(screen.frame()).toContain('Remove 3 of 4 DevBoxes?');
	expect(screen.frame()).toContain('bobs on forge-1: skipped, belongs to bob');
	expect(screen.frame()).toContain('enter Remove   esc Cancel');
	expect(screen.lines().every(line => line.length <= 60)).toBe(true);
});
