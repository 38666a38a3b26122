import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {TabStrip} from '../../source/parts/tab-strip.tsx';
import {show} from './show.tsx';

const tabs = [
	{key: '1', title: 'Workers', count: 2},
	{key: '2', title: 'DevBoxes', count: 10},
	{key: '3', title: 'Images', count: 31},
	{key: '4', title: 'Jobs', count: 12},
	{key: '5', title: 'Schedules'},
];
const strip = async (width: number, crumbs: readonly string[], text = '1 job') => {
	const screen = await show(
		<TabStrip
			tabs={tabs}
			crumbs={crumbs}
			activity={text === '' ? undefined : {text, isMoving: false}}
			account="alice · pro"
			width={width}
		/>,
		{columns: width, rows: 3},
	);
	return screen.lines()[0] ?? '';
};

test.each([
	[120, ['DevBoxes'], ' ingot  1 Workers 2 [2 DevBoxes 10] 3 Images 31  4 Jobs 12  5 Schedules'],
	[80, ['Jobs'], ' ingot  1 Workers 2  2 DevBoxes 10  3 Images 31 [4 Jobs 12] 5 Schedules'],
	[70, ['Jobs'], ' ingot  1 Workers  2 DevBoxes  3 Images [4 Jobs] 5 Schedules'],
	[60, ['Workers'], ' ingot [1 Work] 2 DevB  3 Imag  4 Jobs  5 Sche'],
	[100, ['DevBoxes', 'api', 'Create image'], ' ingot DevBoxes › api › Create image'],
	[
		60,
		['A'.repeat(60), 'api', 'Create image'],
		` ingot ${'A'.repeat(14)}…${'A'.repeat(9)} › api › Create image`,
	],
] as const)('at %i columns %j is drawn as %j', async (width, crumbs, expected) => {
	const line = await strip(width, crumbs);
	expect(line.slice(0, expected.length)).toBe(expected);
	expect(line).toContain('1 job');
});

test('the account makes room for what is running', async () => {
	expect(await strip(120, ['Jobs'])).toMatch(/1 job {2}alice · pro$/u);
	expect(await strip(80, ['Jobs'])).not.toContain('alice');
	expect(await strip(100, ['Jobs'], '')).toMatch(/alice · pro$/u);
});

test('a narrow terminal shows whole titles rather than the name of the product', async () => {
	expect(await strip(60, ['Jobs'], '')).toMatch(
		/^ 1 Workers {2}2 DevBoxes {2}3 Images \[4 Jobs\] 5 Schedules/u,
	);
});

test('the strip is never wider than the terminal', async () => {
	for (let width = 60; width <= 200; width += 7)
		for (const crumbs of [['Jobs'], ['Workers', '日本語'.repeat(40), 'api']])
			expect(stringWidth(await strip(width, crumbs, '⠙ snapshot api 58 %'))).toBeLessThanOrEqual(width);
});

test.each(['', '1 job'])(
	'tabs that fit are not cut, however exactly they fit (going on: %j)',
	async going => {
		for (let width = 60; width <= 120; width += 1)
			expect(await strip(width, ['Jobs'], going)).not.toContain('…');
	},
);
