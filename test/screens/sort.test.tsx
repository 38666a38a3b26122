import {expect, test} from 'vitest';
import {sortRows} from '../../source/screens/shared/sort-rows.ts';
import {alice, devbox, listed, ready, screenAfter} from './show-app.tsx';

const boxes = listed(
	devbox('web-10', {createdAt: 3}),
	devbox('api', {createdAt: 1, state: 'stopped'}),
	devbox('web-2', {createdAt: 2}),
);

const names = (lines: readonly string[]) =>
	lines.flatMap(line => /^│ .{2,4}(web-10|api|web-2) .*forge-1/u.exec(line)?.[1] ?? []);

const devboxes = async (size = {columns: 100, rows: 24}) => {
	const screen = await screenAfter([ready, boxes], alice, size);
	await screen.press('2');
	return screen;
};

test('S sorts a list by a column; the title shows the column and the direction', async () => {
	const screen = await devboxes();
	expect(names(screen.lines())).toEqual(['web-10', 'web-2', 'api']);
	await screen.press('S');
	await screen.sees('Sort by');
	await screen.press('enter');
	await screen.sees('3 · name ↑');
	expect(names(screen.lines())).toEqual(['api', 'web-2', 'web-10']);
});

test('choosing the same column again reverses it, and the default order can be chosen', async () => {
	const screen = await devboxes();
	await screen.press('S', '1', 'S');
	await screen.sees('name ↑  (enter reverses it)');
	await screen.press('enter');
	await screen.sees('3 · name ↓');
	expect(names(screen.lines())).toEqual(['web-10', 'web-2', 'api']);
	await screen.press('S', 'down', 'down', 'down', 'down', 'down', 'enter');
	expect(screen.frame()).not.toContain('name ↓');
});

test('the cursor stays on its row when the order changes', async () => {
	const screen = await devboxes();
	await screen.sees('❯ web-10');
	await screen.press('S', '1');
	await screen.sees('❯ web-10');
	await screen.sees('3/3');
});

test('a list keeps its order when it is left and opened again', async () => {
	const screen = await devboxes();
	await screen.press('S', '5');
	await screen.sees('3 · age ↑');
	await screen.press('1', '2');
	await screen.sees('3 · age ↑');
	expect(names(screen.lines())).toEqual(['web-10', 'web-2', 'api']);
});

test('esc leaves the order as it is', async () => {
	const screen = await devboxes();
	await screen.press('S', 'esc');
	expect(names(screen.lines())).toEqual(['web-10', 'web-2', 'api']);
});

test.each([
	['1', 'state'],
	['3', 'name'],
	['4', 'age'],
	['5', 'next'],
])('the list on tab %s can be sorted by %s', async (tab, column) => {
	const screen = await devboxes();
	await screen.press(tab, 'S');
	await screen.sees(column);
	const line = screen
		.lines()
		.findIndex(each => each.includes(`  ${column} `) || each.includes(`❯ ${column} `));
	expect(line).toBeGreaterThan(0);
});

test('rows without a value come last in both directions', () => {
	const rows = [{at: 2}, {at: undefined}, {at: 1}];
	const column = {name: 'at', by: (row: {at: number | undefined}) => row.at};
	const sorted = (isReversed: boolean) => sortRows(rows, {column, isReversed}).map(row => row.at);
	expect(sorted(false)).toEqual([1, 2, undefined]);
	expect(sorted(true)).toEqual([2, 1, undefined]);
});
