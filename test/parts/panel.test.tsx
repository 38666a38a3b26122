import {Text} from 'ink';
import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {Panel} from '../../source/parts/panel.tsx';
import {MarksContext, makeMarks} from '../../source/theme.ts';
import {show} from './show.tsx';

const list = {title: 'DevBoxes', note: '10 · name ↑', height: 2, body: <Text>{'api\nworker'}</Text>};
const detail = {title: 'api', note: 'up 4 h', height: 1, body: <Text>Image node-base:22</Text>};

test('a panel has a rule with title and note above each of its sections', async () => {
	const screen = await show(<Panel sections={[list, detail]} width={40} />, {columns: 40, rows: 10});
	expect(screen.lines().slice(0, 6)).toEqual([
		'╭─ DevBoxes ───────────── 10 · name ↑ ─╮',
		'│ api                                  │',
		'│ worker                               │',
		'├─ api ─────────────────────── up 4 h ─┤',
		'│ Image node-base:22                   │',
		'╰──────────────────────────────────────╯',
	]);
});

test('without box-drawing characters it is drawn in ASCII', async () => {
	const screen = await show(
		<MarksContext value={makeMarks({unicode: false})}>
			<Panel sections={[{...list, note: '10'}, detail]} width={40} />
		</MarksContext>,
		{columns: 40, rows: 10},
	);
	expect(screen.lines()[0]).toBe('+- DevBoxes ---------------------- 10 -+');
	expect(screen.frame()).toMatch(/^[\x20-\x7E\n]*$/u);
});

test.each([
	'日本語の名前',
	'👩‍👩‍👧‍👦 family',
	'e\u0301te\u0301',
	'x'.repeat(300),
	'\u001B[31mred\u001B[0m',
	'',
])('every line is as wide as the panel with the title %j', async title => {
	for (const width of [12, 33, 60]) {
		const screen = await show(
			<Panel
				sections={[{...list, title, note: title, body: <Text wrap="truncate-end">{'y'.repeat(99)}</Text>}]}
				width={width}
			/>,
			{columns: width, rows: 6},
		);
		expect(
			screen
				.lines()
				.slice(0, 4)
				.map(line => stringWidth(line)),
		).toEqual([width, width, width, width]);
	}
});

test('a note that says why a list is out of date is cut, a short one is left out', async () => {
	const ruleOf = async (title: string, note: string) => {
		const screen = await show(<Panel sections={[{...detail, title, note}]} width={40} />, {
			columns: 40,
			rows: 6,
		});
		return screen.lines()[0];
	};
	expect(await ruleOf('DevBoxes', 'may be out of date: forge-1 does not respond')).toBe(
		'╭─ DevBoxes ─ may be out of date: fo… ─╮',
	);
	expect(await ruleOf('a DevBox with a long name', 'up 4 h and more')).toBe(
		'╭─ a DevBox with a long name ──────────╮',
	);
});
