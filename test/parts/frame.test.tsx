import {Text} from 'ink';
import {useState} from 'react';
import {expect, test} from 'vitest';
import type {Binding} from '../../source/keys.ts';
import {textState} from '../../source/parts/edit-text.ts';
import {Frame} from '../../source/parts/frame.tsx';
import {helpRows} from '../../source/parts/help-view.tsx';
import {TerminalContext} from '../../source/parts/terminal-context.ts';
import {TextField} from '../../source/parts/text-field.tsx';
import {show} from './show.tsx';

const run = () => {};
const bindings: readonly Binding[] = [
	{key: 'enter', title: 'Open', run},
	{key: 'c', title: 'Create image', run, refusal: 'Images need the Pro plan.'},
	{key: 'down', title: 'Next', run, isHidden: true, group: 'List'},
	{key: 'j', title: 'Next', run, isHidden: true, group: 'List'},
];

const Field = () => {
	const [state, setState] = useState(textState(''));
	return <TextField state={state} onChange={setState} isActive width={30} />;
};

const Whole = ({isTyping = true, notice = 'Image tax:1 is ready'}: {isTyping?: boolean; notice?: string}) => (
	<Frame crumbs={['Workers', 'forge-1']} account="alice · pro · member" bindings={bindings} notice={notice}>
		{({width, height}) => (
			<>
				<Text>{`body of ${width} by ${height}`}</Text>
				{isTyping ? <Field /> : null}
			</>
		)}
	</Frame>
);

test('title, body, notice and key bar fill the terminal', async () => {
	const screen = await show(<Whole />, {columns: 60, rows: 16});
	expect(screen.lines()).toEqual([
		' ingot Workers › forge-1               alice · pro · member',
		'body of 60 by 13',
		'',
		...Array(11).fill(''),
		'Image tax:1 is ready',
		' enter Open   f1 Help',
	]);
});

test('a long reason wraps, up to five lines', async () => {
	const reason = 'It was made with --rm, so a stop removes it. Recreate it without --rm on a named volume.';
	const screen = await show(<Whole notice={reason} />, {columns: 60, rows: 16});
	expect(screen.lines().slice(1, 2)).toEqual(['body of 60 by 12']);
	expect(screen.lines().slice(-3)).toEqual([
		'It was made with --rm, so a stop removes it. Recreate it',
		'  without --rm on a named volume.',
		' enter Open   f1 Help',
	]);
	await screen.rerender(<Whole notice={'word '.repeat(200)} />);
	await screen.sees('…');
	expect(screen.lines().slice(1, 2)).toEqual(['body of 60 by 9']);
	expect(screen.lines()).toHaveLength(16);
});

test('the bar shows letters only while they work', async () => {
	const screen = await show(<Whole isTyping={false} />, {columns: 60, rows: 16});
	expect(screen.lines().at(-1)).toBe(' enter Open   (c Create image)   ? Help');
	await screen.rerender(<Whole />);
	await screen.sees('enter Open   f1 Help');
	await screen.rerender(<Whole isTyping={false} />);
	await screen.sees('? Help');
});

test('help shows every key by group, with the reason of what is refused', async () => {
	const screen = await show(<Whole />, {columns: 80, rows: 16});
	await screen.press('f1');
	expect(screen.lines().slice(1, 9)).toEqual([
		'This screen',
		'  enter                   Open',
		'  c                       Create image (unavailable: Images need the Pro plan.)',
		'List',
		'  down j                  Next',
		'Everywhere',
		'  ? f1                    Help',
		'  ctrl+l                  Redraw screen',
	]);
	expect(screen.lines().at(-1)).toBe(' esc Close help   down Scroll');
});

test('what was typed is still there after the help and after the terminal was too small', async () => {
	const screen = await show(<Whole />);
	await screen.type('abc');
	await screen.press('f1', 'x', 'esc', 'd');
	expect(screen.lines()[2]).toBe('abcd');
	await screen.resize(59, 24);
	expect(screen.frame()).toContain('The terminal is too small: 59 by 24.\nIngot needs 60 by 16.');
	expect(screen.frame()).not.toContain('abcd');
	await screen.type('lost');
	await screen.resize(80, 15);
	expect(screen.frame()).toContain('too small: 80 by 15');
	await screen.resize(80, 24);
	expect(screen.lines()[2]).toBe('abcd');
});

test('the first crumbs are truncated before the last one and the account', async () => {
	const screen = await show(
		<Frame crumbs={['a'.repeat(50), 'here']} account="alice" bindings={[]}>
			{() => null}
		</Frame>,
		{columns: 60, rows: 16},
	);
	expect(screen.lines()[0]).toMatch(/^ ingot a{20,}…a+ › here/u);
});

test('the screen is redrawn from everywhere: over the help, while a field is typed in, where the terminal is too small', async () => {
	let redrawn = 0;
	const redraw = () => {
		redrawn += 1;
	};
	const terminal = {redraw, copy: () => true, logFile: undefined};
	const screen = await show(
		<TerminalContext value={terminal}>
			<Whole />
		</TerminalContext>,
	);
	await screen.press('ctrl+l');
	expect(redrawn).toBe(1);
	await screen.press('f1', 'ctrl+l', 'esc');
	expect(redrawn).toBe(2);
	await screen.resize(20, 5);
	await screen.press('ctrl+l');
	expect(redrawn).toBe(3);
});

test('help shows the full path of the log of warnings', async () => {
	const logFile = `~/${'deep/'.repeat(30)}warnings.log`;
	const screen = await show(
		<TerminalContext value={{redraw: run, copy: () => true, logFile}}>
			<Frame crumbs={[]} account="" bindings={[]}>
				{() => null}
			</Frame>
		</TerminalContext>,
		{columns: 60, rows: 16},
	);
	await screen.press('?');
	const lines = screen.lines();
	const heading = lines.indexOf('Log of warnings');
	expect(
		lines
			.slice(heading + 1, heading + 4)
			.map(line => line.slice(2))
			.join(''),
	).toBe(logFile);
});

test('a long help scrolls', async () => {
	const many = Array.from({length: 40}, (_, index) => ({key: `ctrl+${index}`, title: `Thing ${index}`, run}));
	const screen = await show(
		<Frame crumbs={[]} account="" bindings={many}>
			{() => null}
		</Frame>,
		{columns: 60, rows: 16},
	);
	await screen.press('?');
	expect(screen.frame()).not.toContain('Thing 39');
	await screen.press('pgdn', 'pgdn', 'pgdn', 'pgdn');
	expect(screen.frame()).toContain('Thing 39');
	await screen.press('up', 'esc');
	expect(screen.frame()).toContain('ctrl+0 Thing 0');
});

test('the help has the keys of a list, and says in full why a key is unavailable', async () => {
	const refusal =
		'This DevBox was launched by bob, and only the person who launched a DevBox can snapshot it.';
	const many = Array.from({length: 40}, (_, index) => ({key: `ctrl+${index}`, title: `Thing ${index}`, run}));
	const screen = await show(
		<Frame crumbs={[]} account="" bindings={[{key: 'c', title: 'Create image', run, refusal}, ...many]}>
			{() => null}
		</Frame>,
		{columns: 60, rows: 16},
	);
	await screen.press('?');
	const words = screen
		.lines()
		.map(line => line.trim())
		.join(' ');
	expect(words).toContain(`c                       Create image (unavailable: ${refusal})`);
	for (const [key, shown] of [
		['G', 'Thing 39'],
		['g', 'Create image'],
		['end', 'Thing 39'],
		['home', 'Create image'],
	] as const) {
		await screen.press(key);
		expect(screen.frame()).toContain(shown);
	}
});

test('a key with two meanings is shown with the one that runs', () => {
	const rows = helpRows([
		{key: 'esc', title: 'Clear filter', run},
		{key: 'esc', title: 'Back', run},
	]);
	expect(rows).toEqual([{heading: 'This screen'}, {keys: 'esc', title: 'Clear filter', refusal: undefined}]);
});
