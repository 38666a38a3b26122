import {expect, test} from 'vitest';
import {LogRing} from '../../source/model/log-ring.ts';
import {Frame} from '../../source/parts/frame.tsx';
import {LogView, useLogPosition} from '../../source/parts/log-view.tsx';
import {type Pointer, TerminalContext} from '../../source/parts/terminal-context.ts';
import {show} from '../parts/show.tsx';
import {fullFleet} from './every-screen.tsx';
import {alice, devbox, listed, ready, screenAfter} from './show-app.tsx';

const many = Array.from({length: 40}, (_, index) => devbox(`box-${String(index).padStart(2, '0')}`));
const fleet = [ready, listed(...many)];

/** A screen whose mouse points at what is drawn. */
const opened = async (keys: readonly string[], {events = fleet as typeof fullFleet, rows = 30} = {}) => {
	const pointer: Pointer = new Set();
	const screen = await screenAfter(events, alice, {columns: 100, rows, pointer});
	await screen.press(...keys);
	const at = async (text: string, kind: 'click' | 'wheel-up' | 'wheel-down', inside = 0) => {
		const row = screen.lines().findIndex(line => line.includes(text));
		expect(row, `${text} in\n${screen.frame()}`).toBeGreaterThan(-1);
		const column = (screen.lines()[row] ?? '').indexOf(text) + inside;
		for (const listener of [...pointer]) listener({kind, column, row});
		await screen.send('');
	};
	return {
		...screen,
		pointer,
		click: (text: string, inside?: number) => at(text, 'click', inside),
		wheel: (text: string, to: 'up' | 'down') => at(text, `wheel-${to}`),
		cursor: () => /❯.(\S+)/u.exec(screen.frame())?.[1],
	};
};

test('a click on a row moves the cursor there, and a second one is enter', async () => {
	const screen = await opened(['1'], {events: fullFleet});
	await screen.click('forge-2');
	expect(screen.frame()).toMatch(/❯.*forge-2 /u);
	expect(screen.lines()[0]).toContain('[1 Workers');
	await screen.click('❯', 10);
	expect(screen.lines()[0]).toContain('Workers › forge-2 › DevBoxes');
});

test('a click beside the rows does nothing', async () => {
	const screen = await opened(['2']);
	await screen.click('box-03');
	const before = screen.frame();
	for (const place of ['DEVBOX ', '╭─ DevBoxes', '├─ ', '╰─']) await screen.click(place);
	expect(screen.frame()).toBe(before);
});

test('the wheel moves the cursor of a list by three rows', async () => {
	const screen = await opened(['2']);
	await screen.wheel('box-02', 'down');
	expect(screen.cursor()).toBe('box-03');
	await screen.wheel('box-02', 'down');
	await screen.wheel('box-02', 'up');
	expect(screen.cursor()).toBe('box-03');
});

test('a click on a row of a list that is scrolled takes the row that is seen', async () => {
	const screen = await opened(['2', 'end', 'up', 'up']);
	await screen.click('box-39');
	expect(screen.cursor()).toBe('box-39');
});

test('a click on a tab opens it, on its title and on its count', async () => {
	const screen = await opened(['2']);
	await screen.click('5 Schedules', 5);
	expect(screen.lines()[0]).toContain('[5 Schedules');
	await screen.click(' 2 DevBoxes 40', 12);
	expect(screen.lines()[0]).toContain('[2 DevBoxes');
	await screen.click('ingot');
	expect(screen.lines()[0]).toContain('[2 DevBoxes');
});

test('a click on a key in the key bar presses it, and not beside it', async () => {
	const screen = await opened(['2']);
	await screen.click('s Shell', -1);
	expect(screen.lines()[0]).toContain('[2 DevBoxes');
	await screen.click('o Output', 3);
	expect(screen.lines()[0]).toContain('› Output');
	await screen.click('esc Back');
	expect(screen.lines()[0]).toContain('[2 DevBoxes');
});

test('an unavailable key in the key bar says why', async () => {
	const screen = await opened(['2'], {events: [ready, listed(devbox('old', {state: 'stopped'}))]});
	await screen.click('(s Shell)', 2);
	expect(screen.frame()).toMatch(/not running\.$/mu);
});

test('nothing under a question can be clicked, and the wheel moves nothing under it', async () => {
	const screen = await opened(['2', 't']);
	expect(screen.frame()).toContain('Stop box-00?');
	const before = screen.frame();
	for (let row = 0; row < 28; row += 1)
		for (const kind of ['click', 'wheel-down'] as const)
			for (const listener of [...screen.pointer]) listener({kind, column: 30, row});
	await screen.send('');
	expect(screen.frame()).toBe(before);
	await screen.press('n');
	expect(screen.cursor()).toBe('box-00');
});

test('in the palette a click runs the entry under the cursor, and the wheel moves it', async () => {
	const screen = await opened(['2', ':']);
	await screen.wheel('Commands', 'down');
	await screen.click('Go to Jobs');
	await screen.click('Go to Jobs');
	expect(screen.lines()[0]).toContain('[4 Jobs');
});

test('a tab is opened although a filter is being typed', async () => {
	const screen = await opened(['2', '/', 'b']);
	await screen.click('4 Jobs', 3);
	expect(screen.lines()[0]).toContain('[4 Jobs');
});

test('the wheel scrolls the help, which a click closes', async () => {
	const screen = await opened(['2', '?'], {rows: 20});
	const [, first] = screen.lines();
	await screen.wheel('This screen', 'down');
	expect(screen.lines()[1]).not.toBe(first);
	await screen.click('esc Close help', 6);
	expect(screen.frame()).toContain('❯');
});

/** A log of 50 lines in a screen. */
const Log = ({ring}: {ring: LogRing}) => {
	const position = useLogPosition(ring, 20);
	return (
		<Frame crumbs={['Log']} account="alice" bindings={position.bindings}>
			{({width}) => <LogView ring={ring} position={position} width={width} height={20} />}
		</Frame>
	);
};

test('the wheel scrolls a log by three lines, and follows it again at the end', async () => {
	const ring = new LogRing(100);
	for (let line = 0; line < 50; line += 1) ring.push({text: `line ${line}`, tone: 'plain'});
	const pointer: Pointer = new Set();
	const screen = await show(
		<TerminalContext value={{redraw: () => {}, copy: () => true, logFile: undefined, pointer}}>
			<Log ring={ring} />
		</TerminalContext>,
	);
	const wheel = async (kind: 'wheel-up' | 'wheel-down') => {
		for (const listener of [...pointer]) listener({kind, column: 5, row: 5});
		await screen.send('');
		return screen.lines()[1];
	};
	expect(await wheel('wheel-up')).toBe('line 27');
	expect(screen.frame()).toContain('f Follow');
	expect(await wheel('wheel-down')).toBe('line 30');
	expect(screen.frame()).toContain('f Pause');
});
