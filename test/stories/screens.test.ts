import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {homeIn, ok} from '../driver/homes.ts';
import {type KeyName, keyBytes} from '../driver/key-bytes.ts';
import type {Terminal} from '../driver/terminal.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;

beforeAll(async () => {
	lab = await holdLab({name: `screens${process.pid}`, workers: 1, user: 'alice'});
});
afterAll(() => lab?.release());

/** A row in every list; the second test finds it there. */
const fill = (): void => {
	const ingot = (...argv: readonly string[]) => ok(homeIn(lab).run(...argv));
	const on = ['-w', `${lab.name}-1`];
	ingot('launch', 'node-base:22', '--name', 'boxed', ...on, '--', 'sleep', '600');
	ingot('schedules', 'add', 'node-base:22', '-n', 'nightly', ...on, '--when', '0 2 * * *', '--', 'true');
};

type Step = KeyName | string;
const home = 'Workers';

/** A tab is selected, drawn or spoken, and shows something. */
const onTab = (tab: string, fact: string): RegExp =>
	new RegExp(`^.*(?:\\[${tab}\\b|${tab}(?: \\d+)?, tab, selected)[\\s\\S]*${fact}`, 'u');
/** The first line begins with a place, drawn or spoken, and the rest shows something. */
const inPlace = (place: string, fact: string): RegExp =>
	new RegExp(`^(?: ingot +)?${place}(?: ›|,|   )[\\s\\S]*${fact}`, 'u');

/** A screen: the keys that open it from the list of workers, and what is on it at every size, also when it is spoken. */
const screens: readonly (readonly [string, readonly Step[], RegExp])[] = [
	[home, ['1'], onTab('1 Workers', 'ready')],
	['DevBoxes', ['2'], onTab('2 DevBoxes', String.raw`\bapi\b`)],
	['Images', ['3'], onTab('3 Images', 'node-base')],
	['Jobs', ['4'], onTab('4 Jobs', 'Launch boxed')],
	['Schedules', ['5'], onTab('5 Schedules', 'nightly')],
	['details of a DevBox', ['2', 'enter'], inPlace('DevBoxes', 'Created')],
	['details of an image', ['3', 'enter'], inPlace('Images', 'Reference')],
	['a job', ['4', 'enter'], inPlace('Jobs', 'boxed')],
	['details of a schedule', ['5', 'enter'], inPlace('Schedules', 'Next runs')],
	['help', ['2', '?'], /Close help/u],
	['the palette', [':'], /Commands(?: ─|:)[\s\S]*(?:Quick launch|Create image|Refresh)/u],
	['the doctor', ['d'], inPlace('Workers', 'connected in')],
	['Create Image', ['c'], inPlace('Create image', 'From DevBox')],
	['Launch', ['l'], inPlace('Launch', 'Select a')],
	['Quick Launch', ['ctrl+g'], inPlace('Quick launch', 'node-base')],
];

const sizes = [
	[60, 20],
	[80, 24],
	[200, 60],
] as const;

const isKey = (step: Step): step is KeyName => step.length > 1;

/**
 * Types all keys at once, as a slow line delivers them: each has to reach the screen that the one before it opens. Nothing
 * that is there before may look like it, or the next keys would come before these have done anything.
 */
const open = (terminal: Terminal, [title, steps, fact]: (typeof screens)[number]): void => {
	if (title !== home) expect(terminal.screen(), `before ${title} is opened`).not.toMatch(fact);
	terminal.type(steps.map(step => (isKey(step) ? keyBytes[step] : step)).join(''));
};

const isHome = (terminal: Terminal): boolean =>
	/^ ?(?:ingot )?(?:\[1 Workers|1 Workers 1, tab)/u.test(placeOf(terminal));

/** Where we are, without what changes by itself: the tab or path, and what covers it. */
const placeOf = (terminal: Terminal): string => {
	const over = /─ Commands ─|^Commands:|Close help/mu.exec(terminal.screen())?.[0] ?? '';
	const first = terminal.lines()[0] ?? '';
	const tab = /\[\d \w+|\d \w+(?: \d+)?, tab/u.exec(first)?.[0];
	return over + (tab ?? first.replace(/(?: {3}|\. ).*$/u, ''));
};

/** Goes back to the list of workers, whatever is open. An escape must not meet the next key. */
const goHome = async (terminal: Terminal): Promise<void> => {
	for (let presses = 0; presses < 6 && !isHome(terminal); presses += 1) {
		const before = placeOf(terminal);
		terminal.press('esc');
		await until(() => placeOf(terminal) !== before, {
			what: 'the screen before',
			seen: () => terminal.screen(),
		});
	}
};

const count = (text: string, sign: string): number => text.split(sign).length - 1;

/** What is not as it has to be, in words. */
const problems = (terminal: Terminal, columns: number): readonly string[] => {
	const {buffer, rows} = terminal.emulator;
	const cells = Array.from({length: rows}, (_, row) => buffer.active.getLine(row));
	const lines = terminal.lines();
	const text = lines.join('\n');
	const bodies = lines.filter(line => line.startsWith('│'));
	const facts: Readonly<Record<string, boolean>> = {
		'no line is wider than the terminal': !cells.some(line => line?.isWrapped),
		'nothing has scrolled away': buffer.active.baseY === 0,
		'no character is cut': !text.includes('\uFFFD'),
		'every corner has its counterpart':
			count(text, '╭') === count(text, '╮') && count(text, '╰') === count(text, '╯'),
		'as many panels end as begin': count(text, '╭') === count(text, '╰'),
		'bodies reach the right edge of their panel': bodies.every(
			line => /[│┤╯]$/u.test(line) && line.length === columns,
		),
		'the last line has keys': /^ (?:\S+ \S.*)$/u.test(lines.at(-1) ?? ''),
	};
	return Object.entries(facts).flatMap(([fact, holds]) => (holds ? [] : [fact]));
};

test('every screen is whole at every size, resized while it is open', async () => {
	fill();
	const terminal = homeIn(lab).open({columns: 200, rows: 60});
	onTestFinished(() => terminal.close());
	await terminal.sees(/2 DevBoxes \d.* 4 Jobs 1 .* 5 Schedules 1/u);
	for (const screen of screens) {
		const [title, , fact] = screen;
		open(terminal, screen);
		for (const [columns, rows] of sizes) {
			terminal.resize(columns, rows);
			const wrong = () => [
				...(fact.test(terminal.screen()) ? [] : [`it shows ${fact}`]),
				...problems(terminal, columns),
			];
			await until(() => wrong().length === 0, {
				what: `${title} at ${columns} by ${rows}`,
				seen: () => [...wrong(), ...terminal.lines()].join('\n'),
			});
		}
		await goHome(terminal);
	}
});

test('every screen can be read by a screen reader', async () => {
	const terminal = homeIn(lab).open({columns: 80, rows: 24, env: {INK_SCREEN_READER: 'true'}});
	onTestFinished(() => terminal.close());
	await terminal.sees(/1 Workers 1, tab, selected[\s\S]*\(selected\) \S+-1, ready/u);
	for (const screen of screens) {
		const [title, , fact] = screen;
		open(terminal, screen);
		await terminal.sees(fact);
		await terminal.sees(/^Keys: \S+ \S/mu);
		expect({title, screen: terminal.screen()}).toEqual({
			title,
			screen: expect.not.stringMatching(/[\u2500-\u25FF\u2800-\u28FF✓✗❯]/u),
		});
		await goHome(terminal);
	}
	terminal.type('q');
	await terminal.exited;
});

test('Escape and the keys after it in one piece are keys of their own, not Alt with a key', async () => {
	const terminal = homeIn(lab).open({columns: 80, rows: 24});
	onTestFinished(() => terminal.close());
	await terminal.sees(/4 Jobs 1 .* 5 Schedules 1/u);
	terminal.type(`4${keyBytes.enter}`);
	await terminal.sees(/^ ingot Jobs › /u);
	terminal.type(`${keyBytes.esc}5${keyBytes.enter}`);
	await terminal.sees(/^ ingot Schedules › nightly/u);
	terminal.type(`${keyBytes.esc}1${keyBytes.esc}${keyBytes.enter}`);
	await terminal.sees(/^ ingot DevBoxes|^ ingot Workers › /u);
});
