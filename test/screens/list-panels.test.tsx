import {Text} from 'ink';
import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {panelEdge, panelRules} from '../../source/parts/panel.tsx';
import {useWindowSize} from '../../source/parts/use-window-size.ts';
import {listLayout} from '../../source/screens/shared/list-layout.ts';
import {type Detail, ListPanels} from '../../source/screens/shared/list-panels.tsx';
import {show} from '../parts/show.tsx';
import {fullFleet} from './every-screen.tsx';
import {screenAfter} from './show-app.tsx';

test.each([
	[60, 17, 'list', ['list']],
	[80, 21, 'stacked', ['list', 'detail']],
	[119, 40, 'stacked', ['list', 'detail']],
	[120, 21, 'columns', ['list', 'detail']],
	[200, 57, 'columns', ['list', 'detail', 'activity']],
] as const)('a body of %i by %i is a %s', (...[width, height, arrangement, panels]) => {
	const layout = listLayout({width, height});
	expect(layout.arrangement).toBe(arrangement);
	const shown = (['list', 'detail', 'activity'] as const).filter(panel => layout[panel] !== undefined);
	expect(shown).toEqual(panels);
});

test('at every size the panels fill the body exactly', () => {
	for (let width = 60; width <= 300; width += 1)
		for (const [height, needed] of [13, 17, 18, 21, 40, 97].flatMap(each =>
			[0, 5, 12, 99].map(rows => [each, rows] as const),
		)) {
			const {arrangement, list, detail, activity} = listLayout({width, height}, needed);
			const across = [list, ...(arrangement === 'columns' ? [detail, activity] : [])]
				.flatMap(each => (each === undefined ? [] : [each.width + panelEdge]))
				.reduce((sum, each) => sum + each, 0);
			expect(across).toBe(width);
			const down =
				arrangement === 'stacked' && detail
					? list.height + detail.height + panelRules(2)
					: list.height + panelRules(1);
			expect(down).toBe(height);
		}
});

test.each([
	[80, 21, 4, 4],
	[80, 21, 7, 7],
	[80, 21, 12, 12],
	[80, 21, 100, 12],
	[100, 40, 100, 25],
	// A sentence in place of rows has space to wrap.
	[80, 21, 2, 4],
])(
	'at %i by %i a list that needs %i lines over its details has %i of them',
	(...[width, height, needed, lines]) => {
		const {list, detail} = listLayout({width, height}, needed);
		expect(list.height).toBe(lines);
		expect(detail?.height).toBe(height - panelRules(2) - lines);
	},
);

test('the cursor and a filter move no panel, and details that fit below a short list are shown in full', async () => {
	const screen = await screenAfter(fullFleet, undefined, {columns: 80, rows: 24});
	const rules = () => screen.lines().flatMap((line, index) => (/^[╭├╰]/u.test(line) ? [index] : []));
	await screen.press('2');
	const before = rules();
	expect(before).toHaveLength(3);
	await screen.press('down');
	expect(rules()).toEqual(before);
	await screen.press('/');
	await screen.type('idle');
	expect(screen.frame()).toContain('1 of 3');
	expect(rules()).toEqual(before);
	expect(screen.frame()).not.toContain('more lines');
});

const Panels = ({detail}: {detail: Detail}) => {
	const {columns, rows} = useWindowSize();
	return (
		<ListPanels
			layout={listLayout({width: columns, height: rows})}
			title="DevBoxes"
			note="1 of 10"
			list={<Text>api</Text>}
			detail={detail}
			activity={<Text>Snapshot api</Text>}
		/>
	);
};

const detail = {
	title: 'api',
	note: 'up 4 h',
	rows: [
		{label: 'Image', text: 'node-base:22, by bob'},
		{label: 'Ports', text: ''},
		{label: 'Snapshot', text: `not available: ${'a long reason '.repeat(20)}`, meaning: 'warning'},
	],
} as const;

test.each([
	[60, 17],
	[80, 21],
	[120, 21],
	[200, 57],
])('at %i by %i no line is wider or narrower than the screen', async (width, height) => {
	const screen = await show(<Panels detail={detail} />, {columns: width, rows: height});
	const layout = listLayout({width, height});
	expect(new Set(screen.lines().map(line => stringWidth(line)))).toEqual(new Set([width]));
	expect(screen.lines()).toHaveLength(height);
	if (layout.detail) {
		expect(screen.frame()).toMatch(/Image {5}node-base:22, by bob/u);
		expect(screen.frame()).not.toContain('Ports');
		expect(screen.frame()).toContain('a long reason');
	}
});

test('what does not fit into the detail panel is counted', async () => {
	const rows = Array.from({length: 30}, (_, index) => ({label: `Label ${index}`, text: 'text'}));
	const screen = await show(<Panels detail={{title: 'api', rows}} />, {columns: 80, rows: 21});
	expect(screen.frame()).toMatch(/… \d+ more lines/u);
});
