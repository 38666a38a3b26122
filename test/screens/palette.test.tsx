import {expect, test} from 'vitest';
import {alice, devbox, listed, ready, screenAfter} from './show-app.tsx';

const fleet = [ready, listed(devbox('api'), devbox('shop'), devbox('tax-prep', {state: 'stopped'}))];
const opened = async (size = {columns: 100, rows: 24}) => {
	const screen = await screenAfter(fleet, alice, size);
	await screen.press('2', ':');
	return screen;
};

test('the palette lists every action of the screen with its key, those that work everywhere too', async () => {
	const screen = await opened({columns: 100, rows: 30});
	for (const action of [/Shell +s/u, /Create image +c/u, /Refresh +r/u, /Go to Jobs +4/u])
		expect(screen.frame()).toMatch(action);
	expect(screen.frame()).not.toMatch(/Page down|Previous/u);
	await screen.press('end');
	expect(screen.frame()).toMatch(/Quit +q/u);
});

test('an action runs from the palette as its key does', async () => {
	const screen = await opened();
	await screen.type('go to sched');
	await screen.press('enter');
	expect(screen.frame()).toContain('[5 Schedules');
	expect(screen.frame()).not.toContain('Commands ─');
});

test('an unavailable action says why, and the palette stays open', async () => {
	const screen = await opened();
	await screen.press('esc', 'end', ':');
	await screen.type('shell');
	expect(screen.frame()).toMatch(/Shell +It is stopped, not running\. +s/u);
	await screen.press('enter');
	expect(screen.frame()).toContain('Commands');
});

test('a DevBox of the fleet is found from anywhere, and its list opens with the cursor on it', async () => {
	const screen = await screenAfter(fleet);
	await screen.press('5', ':');
	await screen.type('taxprep');
	expect(screen.frame()).toMatch(/❯ tax-prep +DevBox on forge-1/u);
	await screen.press('enter');
	expect(screen.frame()).toContain('[2 DevBoxes');
	expect(screen.frame()).toMatch(/❯ tax-prep/u);
	await screen.press('esc');
	expect(screen.frame()).toContain('[5 Schedules');
});

test('the palette counts what matches of all that it could find, as a list under its filter does', async () => {
	const screen = await opened();
	await screen.type('shop');
	const [, matches, all] = /(\d+) of (\d+)/u.exec(screen.frame()) ?? [];
	expect(Number(matches)).toBeGreaterThan(0);
	expect(Number(all)).toBeGreaterThan(Number(matches));
});

test('esc clears what is typed, then closes the palette', async () => {
	const screen = await opened();
	await screen.type('shop');
	await screen.press('esc');
	expect(screen.frame()).toMatch(/Shell +s/u);
	await screen.press('esc');
	expect(screen.frame()).toMatch(/❯ api/u);
});

test('keys typed into the palette do nothing in the list below', async () => {
	const screen = await opened();
	await screen.type('dsq');
	expect(screen.frame()).not.toMatch(/Remove api\?/u);
	expect(screen.frame()).toContain('Commands');
});

test.each([
	[60, 20],
	[80, 24],
	[200, 60],
])('at %i by %i the palette fits the terminal', async (columns, rows) => {
	const screen = await opened({columns, rows});
	await screen.type('a');
	expect(screen.lines()).toHaveLength(rows);
	expect(screen.frame()).toMatch(/╭─ Commands/u);
});
