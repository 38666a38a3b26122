import {setImmediate} from 'node:timers/promises';
import xterm from '@xterm/headless';
import {expect, test} from 'vitest';
import {LastLine} from '../../source/terminal/last-line.ts';
import {until} from '../driver/until.ts';

/** A last line on a real emulator, and when it was written to. */
const onTerminal = (columns = 40) => {
	const emulator = new xterm.Terminal({cols: columns, rows: 8, allowProposedApi: true, convertEol: true});
	const terminal = {
		columns,
		writes: [] as number[],
		write(bytes: string) {
			terminal.writes.push(performance.now());
			emulator.write(bytes);
			return true;
		},
	};
	const lines = () => {
		const {active} = emulator.buffer;
		const rows = Array.from({length: active.length}, (_, row) =>
			active.getLine(row)?.translateToString(true),
		);
		return rows.join('\n').trimEnd().split('\n');
	};
	const shows = (...expected: readonly string[]) =>
		until(() => lines().join('\n') === expected.join('\n'), {
			what: expected.join('\n'),
			seen: () => lines().join('\n'),
		});
	const resize = (width: number) => {
		emulator.resize(width, 8);
		terminal.columns = width;
	};
	return {terminal, lines, shows, resize, last: new LastLine(terminal)};
};

test('what is printed scrolls above the line, which is the last one', async () => {
	const {last, shows} = onTerminal();
	last.print('before\n');
	last.show(() => 'bar 1');
	last.print('one\n');
	last.print('two\n');
	last.show(() => 'bar 2');
	await shows('before', 'one', 'two', 'bar 2');
	last.print('three\n');
	last.show(undefined);
	await shows('before', 'one', 'two', 'three');
});

test('the line is drawn at most ten times a second, whatever is printed', async () => {
	const {last, lines, terminal} = onTerminal();
	const begun = performance.now();
	let count = 0;
	// Longer where the machine is slow.
	while (performance.now() - begun < 600 || count <= 50 || terminal.writes.length < 2) {
		last.show(() => `bar ${count}`);
		last.print(`line ${count}\n`);
		count += 1;
		await setImmediate();
	}
	const frames = (performance.now() - begun) / 100;
	expect(terminal.writes.length).toBeLessThanOrEqual(frames + 1);
	last.show(undefined);
	await until(() => lines().at(-1) === `line ${count - 1}`, {what: 'the last line'});
});

test('its time advances by itself, and stops with it', async () => {
	const {last, lines, shows, terminal} = onTerminal();
	let drawn = 0;
	last.show(() => {
		drawn += 1;
		return `${drawn}`;
	});
	await until(() => Number(lines().at(-1)) >= 2, {what: 'a second line', seen: () => lines().join('\n')});
	last.show(undefined);
	await shows('');
	const {length} = terminal.writes;
	last.show(undefined);
	expect(terminal.writes).toHaveLength(length);
});

test('in a terminal that was made narrower the line still fits, and nothing printed is lost', async () => {
	const {last, lines, shows, resize} = onTerminal(40);
	last.print('log\n');
	last.show(columns => '='.repeat(columns - 1));
	await shows('log', '='.repeat(39));
	resize(20);
	expect(lines()[0]).toBe('log');
	last.print('more\n');
	await shows('log', 'more', '='.repeat(19));
});

test('while somebody is asked something, there is no line', async () => {
	const {last, shows} = onTerminal();
	last.show(() => 'bar');
	await shows('bar');
	const answer = Promise.withResolvers<string>();
	const asked = last.without(() => answer.promise);
	await shows('');
	last.show(() => 'another bar');
	answer.resolve('yes');
	expect(await asked).toBe('yes');
	await shows('another bar');
});

test('another stream that is no terminal gets its lines at once', () => {
	const {last} = onTerminal();
	let file = '';
	last.show(() => 'bar');
	last.print('said\n', {write: text => (file += text)});
	expect(file).toBe('said\n');
});
