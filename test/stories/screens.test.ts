import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {homeIn, ok} from '../driver/homes.ts';
import type {KeyName} from '../driver/key-bytes.ts';
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
/** A screen: the keys that open it from the list of workers, and what is on it at every size, also when it is spoken. */
const screens: readonly (readonly [string, readonly Step[], RegExp])[] = [
	['Workers', ['1'], /1 Workers\b[\s\S]*ready/u],
	['DevBoxes', ['2'], /2 DevBoxes[\s\S]*\bapi\b/u],
	['Images', ['3'], /3 Images[\s\S]*node-base/u],
	['Jobs', ['4'], /4 Jobs\b[\s\S]*Launch boxed/u],
	['Schedules', ['5'], /5 Schedules\b[\s\S]*nightly/u],
	['details of a DevBox', ['2', 'enter'], /DevBoxes[\s\S]*Image[\s\S]*Created/u],
	['details of an image', ['3', 'enter'], /Images[\s\S]*Reference/u],
	['a job', ['4', 'enter'], /Jobs[\s\S]*boxed/u],
	['details of a schedule', ['5', 'enter'], /Schedules[\s\S]*Next runs/u],
	['help', ['2', '?'], /Close help/u],
	['the palette', [':'], /Commands[\s\S]*(?:Quick launch|Create image|Refresh)/u],
	['the doctor', ['d'], /Doctor[\s\S]*connected in/u],
	['Create Image', ['c'], /Create image[\s\S]*DevBox/u],
	['Launch', ['l'], /Launch[\s\S]*(?:Image|worker)/u],
	['Quick Launch', ['ctrl+g'], /Quick launch[\s\S]*node-base/u],
];

const sizes = [
	[60, 20],
	[80, 24],
	[200, 60],
] as const;

const isKey = (step: Step): step is KeyName => step.length > 1;

/** Presses each key once the one before has shown. */
const open = async (terminal: Terminal, steps: readonly Step[]): Promise<void> => {
	for (const [at, step] of steps.entries()) {
		const before = terminal.screen();
		if (isKey(step)) terminal.press(step);
		else terminal.type(step);
		if (at < steps.length - 1)
			await until(() => terminal.screen() !== before, {
				what: `what ${step} shows`,
				seen: () => terminal.screen(),
			});
	}
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
	for (const [title, steps, fact] of screens) {
		await open(terminal, steps);
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
	for (const [title, steps, fact] of screens) {
		await open(terminal, steps);
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
