import xterm from '@xterm/headless';
import {Chalk} from 'chalk';
import {expect, test} from 'vitest';
// Ink does not export it; the bundle replaces this file (build-ink-patch.ts).
import lineUpdate from '../../node_modules/ink/build/line-update.js';
import {fastLine} from '../../source/terminal/fast-line.ts';

const columns = 40;
const slow = lineUpdate as Parameters<typeof fastLine>[0];
const fast = fastLine(slow);
const paint = new Chalk({level: 3});

/** Each cell of the first line after these writes, with what is visible of its style. */
const cellsAfter = async (...writes: readonly string[]): Promise<readonly string[]> => {
	const terminal = new xterm.Terminal({cols: columns, rows: 3, allowProposedApi: true});
	for (const each of writes) await new Promise<void>(resolve => terminal.write(each, resolve));
	const line = terminal.buffer.active.getLine(0);
	const cells = Array.from({length: columns}, (_, at) => {
		const cell = line?.getCell(at);
		if (cell === undefined) return '';
		const value = cell.getChars() || ' ';
		const ground = [cell.getBgColor(), cell.isInverse(), cell.isUnderline(), cell.isStrikethrough()];
		const own = [cell.getFgColor(), cell.isBold(), cell.isDim(), cell.isItalic()];
		return JSON.stringify([value, ...ground, ...(value === ' ' && cell.isInverse() === 0 ? [] : own)]);
	});
	const {cursorY} = terminal.buffer.active;
	terminal.dispose();
	return [...cells, `cursor in line ${cursorY}`];
};

const shows = async (previous: string, next: string): Promise<void> => {
	// The cursor is anywhere in the line, as after a frame.
	const before = `${previous}\r\u001B[7C`;
	expect(await cellsAfter(before, fast(previous, next, columns))).toEqual(await cellsAfter(next));
};

const full = 'x'.repeat(columns);

test.each<[string, string, string]>([
	['a letter in the middle', 'one two three', 'one tWo three'],
	['the first letter', 'one', 'One'],
	['a longer line', 'one', 'one two'],
	['a shorter line', 'one two', 'one'],
	['an empty line', 'one two', ''],
	['a line that was empty', '', 'one two'],
	['the last column', full, `${full.slice(1)}y`],
	['a full line that becomes short', full, 'x'],
	['a line that becomes full', 'x', full],
	['a style', 'one two', `one ${paint.red('two')}`],
	['a style that ends', `one ${paint.inverse('two  ')}`, 'one two'],
	[
		'a bar over the whole line',
		`❯ ${'api'.padEnd(columns - 2)}`,
		paint.bold.inverse(`❯ ${'api'.padEnd(columns - 2)}`),
	],
	['a blank that gets a background', 'a  b', `a${paint.bgBlue('  ')}b`],
	['a blank in another colour only', `a${paint.red('  ')}b`, `a${paint.green('  ')}b`],
	['an underlined blank', 'a  b', `a${paint.underline('  ')}b`],
	['true colour', paint.hex('#123456')('a'), paint.hex('#654321')('a')],
	['a style within a style', paint.yellow(`a${paint.underline('b')}c`), paint.yellow(`a${paint.bold('b')}c`)],
	['borders at both sides', '│ one  │ two │', '│ one  │ owt │'],
	['wide characters', '日本 one', '日本 two'],
	['a wide one that goes', '日本 one', 'ab one'],
	['an emoji with its joiner', '👩‍💻 one', '👩‍💻 two'],
])('%s', (_, previous, next) => shows(previous, next));

const random = (seed: number) => () => {
	seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
	return seed / 2_147_483_648;
};

test('hundreds of random changes look as if the line had been written anew', async () => {
	const next = random(3);
	const styles = [
		paint.red,
		paint.bold,
		paint.inverse,
		paint.dim,
		paint.underline,
		paint.bgBlue,
		(text: string) => text,
	];
	const pieces = ['api', '  ', '│', ' ', 'node-base:22', '…', '日', '●'];
	const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
	const draw = () => {
		let line = '';
		for (let width = 0; width < 22; width += 4) line += pick(styles)(pick(pieces).slice(0, 5));
		return line;
	};
	for (let round = 0; round < 300; round += 1) {
		const previous = draw();
		const changed = draw();
		await shows(
			previous,
			next() < 0.5 ? changed : previous.slice(0, previous.indexOf('\u001B')) + changed.slice(0),
		);
	}
});

test('what is equal at both ends of a line is not written again', () => {
	const row = (word: string) => `${paint.dim('│ ')}forge-1  ${word}  running${paint.dim(' │')}`;
	expect(fast(row('api-1'), row('api-2'), columns)).toBe('\u001B[16G2');
	expect(fast(row('api-1'), row('api-1'), columns)).toBe('');
});
