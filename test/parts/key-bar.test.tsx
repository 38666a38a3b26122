import {expect, test} from 'vitest';
import {fittingBindings} from '../../source/parts/key-bar.tsx';

const run = () => {};
const help = {key: '?', title: 'Help', run};
const bindings = [
	{key: 'enter', title: 'Open', run},
	{key: 'c', title: 'Create image', run, refusal: 'Images need the Pro plan.'},
	{key: 'down', title: 'Next', run, isHidden: true},
	help,
];
const shown = (all: typeof bindings, width: number, lines: number) =>
	fittingBindings(all, {width, lines}).map(row => row.map(({key, title}) => `${key} ${title}`).join(', '));

test.each([
	[80, 'enter Open, c Create image, ? Help'],
	[38, 'enter Open, c Create image, ? Help'],
	[37, 'enter Open, ? 1 more'],
	[21, 'enter Open, ? 1 more'],
	[19, '? 2 more'],
	[6, '? 2 more'],
])('in %d columns the bar is %j', (width, expected) => {
	expect(shown(bindings, width, 1)).toEqual([expected]);
});

test('a second line takes what the first has no space for, help at its end', () => {
	expect(shown(bindings, 20, 2)).toEqual(['enter Open', '? 1 more']);
	expect(shown(bindings, 24, 2)).toEqual(['enter Open', '? 1 more']);
	expect(shown(bindings, 33, 2)).toEqual(['enter Open, c Create image', '? Help']);
	expect(shown(bindings, 80, 2)).toEqual(['', 'enter Open, c Create image, ? Help']);
});

test('a binding that is too long for the bar does not hide the way back after it', () => {
	const all = [
		{key: 'enter', title: 'Open', run},
		{key: 'ctrl+l', title: 'The values of my last launch', run},
		{key: 'esc', title: 'Back', run},
		help,
	];
	expect(shown(all as typeof bindings, 40, 1)).toEqual(['enter Open, esc Back, ? 1 more']);
});

test('every key is shown or counted, at every width', () => {
	const all = Array.from({length: 14}, (_, index) => ({key: `f${index + 2}`, title: `Thing ${index}`, run}));
	for (let width = 12; width <= 200; width += 1)
		for (const lines of [1, 2]) {
			const rows = fittingBindings([...all, help], {width, lines});
			const last = rows.flat().find(each => each.key === '?');
			const counted = Number(/^(\d+) more$/u.exec(last?.title ?? '')?.[1] ?? 0);
			expect(rows.flat().length - 1 + counted, `${width} ${lines}`).toBe(all.length);
		}
});
