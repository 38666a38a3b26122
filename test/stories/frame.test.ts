import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {homeIn, ok} from '../driver/homes.ts';
import type {Terminal} from '../driver/terminal.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;

beforeAll(async () => {
	lab = await holdLab({name: `frame${process.pid}`, workers: 2, user: 'alice'});
});
afterAll(() => lab?.release());

/** A tab, and words that only the first and the last row of its list and their details have. */
type Tab = {readonly key: string; readonly title: string; readonly first: RegExp; readonly last: RegExp};

const tabs = (): readonly Tab[] => [
	// A narrow list cuts the middle of a worker's name.
	{key: '1', title: 'Workers', first: /frame\S*-1 /u, last: /frame\S*-2 /u},
	{key: '2', title: 'DevBoxes', first: /\bapi\b/u, last: /carol-dev/u},
	// One image on two workers; a narrow list cuts the middle of their names.
	{key: '3', title: 'Images', first: /node-base[\s\S]*-1 /u, last: /node-base[\s\S]*-2 /u},
	{key: '4', title: 'Jobs', first: /Launch box-two /u, last: /Launch box-one /u},
	{key: '5', title: 'Schedules', first: /nightly/u, last: /yearly/u},
];

/** Two of everything that the lab does not have by itself. */
const fill = async (): Promise<void> => {
	const ingot = (...argv: readonly string[]) => ok(homeIn(lab).run(...argv));
	const on = ['-w', `${lab.name}-1`];
	const stay = ['--', 'sh', '-c', 'trap exit TERM; while :; do sleep 1; done'];
	ingot('launch', 'node-base:22', '--name', 'box-one', ...on, ...stay);
	// Jobs are listed newest first, by their seconds.
	const second = Math.floor(Date.now() / 1000);
	await until(() => Date.now() / 1000 > second + 1, {what: 'the next second'});
	ingot('launch', 'node-base:22', '--name', 'box-two', ...on, ...stay);
	for (const [name, when] of [
		['nightly', '0 2 * * *'],
		['yearly', '0 0 1 1 *'],
	] as const)
		ingot('schedules', 'add', 'node-base:22', '-n', name, ...on, '--when', when, '--', 'true');
};

type Look = {
	readonly lines: readonly string[];
	readonly bars: readonly string[];
	readonly isWrapped: boolean;
};

/** The screen, and of every line what is inverted in it, with blanks for the rest. */
const look = ({emulator: {buffer, cols, rows}}: Terminal): Look => {
	const lines = Array.from({length: rows}, (_, row) => buffer.active.getLine(row));
	const columns = Array.from({length: cols}, (_, column) => column);
	return {
		lines: lines.map(line => line?.translateToString(true).trimEnd() ?? ''),
		bars: lines.map(line =>
			columns
				.map(column => (line?.getCell(column)?.isInverse() ? line.getCell(column)?.getChars() || ' ' : '\0'))
				.join('')
				.replace(/^\0+|\0+$/gu, ''),
		),
		isWrapped: lines.some(line => line?.isWrapped),
	};
};

/** The columns of each panel's body in the first line of panels: `╭─ api ─╮╭─ Activity ─╮` has two panels. */
const panelsOf = (line: string): readonly {from: number; to: number}[] =>
	[...line.matchAll(/╭[^╮]*╮/gu)].map(({index, 0: {length}}) => ({from: index + 1, to: index + length - 1}));

/** The detail panel: below a rule of its own, or the second of the panels beside each other. */
const detailOf = (lines: readonly string[]): string => {
	const [, second] = panelsOf(lines[1] ?? '');
	if (second) return lines.map(line => line.slice(second.from, second.to)).join('\n');
	const at = lines.findIndex(line => line.startsWith('├─ '));
	return at === -1 ? '' : lines.slice(at, -2).join('\n');
};

/** What is not as it has to be, in words; none once the screen is drawn. */
const problems = (
	{lines, bars, isWrapped}: Look,
	{columns, tab, row}: {columns: number; tab: Tab; row: RegExp},
): readonly string[] => {
	const body = lines.slice(1, -1).filter(line => /^[╭│├╰]/u.test(line));
	const panels = panelsOf(lines[1] ?? '');
	const cursors = bars.slice(1).filter(bar => bar !== '');
	const [list = {from: 0, to: 0}] = panels;
	const detail = detailOf(lines);
	const facts: Readonly<Record<string, boolean>> = {
		'the tab strip marks the current tab only': new RegExp(
			`^\\[${tab.key} ${tab.title}( \\d+)?\\]$`,
			'u',
		).test(bars[0] ?? ''),
		'the tab strip has all tabs': tabs().every(each => lines[0]?.includes(`${each.key} ${each.title}`)),
		'no line is longer than the terminal': !isWrapped,
		'panels fill the terminal':
			body.length > 10 && body.every(line => /^.*[╮│┤╯]$/u.test(line) && line.length === columns),
		'as many panels beside each other as have space': panels.length === (columns === 200 ? 3 : 1),
		'one row is inverted, it is the one that was moved to':
			cursors.length === 1 && row.test(cursors[0] ?? ''),
		'it is inverted without gaps from the mark on, over its whole width':
			cursors[0]?.startsWith('❯') === true &&
			!cursors[0].includes('\0') &&
			cursors[0].length >= list.to - list.from - 4,
		'details follow the cursor, where they have space': columns === 60 ? detail === '' : row.test(detail),
		'activity is beside the details of a wide screen':
			(columns === 200) === /╭─ Activity ─/u.test(lines[1] ?? ''),
		'the key bar ends with help': /\? (Help|\d+ more)$/u.test(lines.at(-1) ?? ''),
	};
	return Object.entries(facts).flatMap(([fact, holds]) => (holds ? [] : [fact]));
};

/** How many keys the bar has, and how many more it says there are. */
const keysOf = ({lines}: Look): {shown: number; more: number} => {
	const words = lines.slice(lines.findLastIndex(line => line.startsWith('╰')) + 1).join('   ');
	return {
		shown: words.split(/ {3,}/u).filter(word => /^\S+ \S/u.test(word.trim())).length - 1,
		more: Number(/\? (\d+) more$/u.exec(words)?.[1] ?? 0),
	};
};

test('every tab is drawn as it should be at every size, also after the terminal was resized', async () => {
	await fill();
	const terminal = homeIn(lab).open({columns: 80, rows: 24});
	onTestFinished(() => terminal.close());
	await terminal.sees(/\b[2-9] ready/u);
	// Every object is known, so that no row comes or goes from here on.
	await terminal.sees(/2 DevBoxes 12 .* 4 Jobs 2 .* 5 Schedules 2/u);
	const keys: {
		readonly tab: string;
		readonly columns: number;
		readonly shown: number;
		readonly more: number;
	}[] = [];
	const sizes = [
		{columns: 80, rows: 24},
		{columns: 200, rows: 60},
		{columns: 60, rows: 20},
		{columns: 80, rows: 24},
	];
	for (const size of sizes) {
		terminal.resize(size.columns, size.rows);
		for (const tab of tabs()) {
			terminal.type(tab.key);
			for (const [key, row] of [
				['end', tab.last],
				['home', tab.first],
			] as const) {
				terminal.press(key);
				const wrong = () => problems(look(terminal), {columns: size.columns, tab, row});
				await until(() => wrong().length === 0, {
					what: `${tab.title} at ${size.columns} by ${size.rows} after ${key}`,
					seen: () => [...wrong(), ...look(terminal).lines].join('\n'),
				});
			}
			keys.push({tab: tab.title, columns: size.columns, ...keysOf(look(terminal))});
		}
	}
	for (const {title} of tabs()) {
		const own = keys.filter(each => each.tab === title);
		// Each key is in the bar or counted.
		expect(new Set(own.map(({shown, more}) => shown + more)).size, JSON.stringify(own)).toBe(1);
		expect(own.find(({columns}) => columns === 60)?.more, title).toBeGreaterThan(0);
		expect(own.find(({columns}) => columns === 200)?.more, title).toBe(0);
	}
	expect(terminal.emulator.buffer.active.baseY).toBe(0);
});
