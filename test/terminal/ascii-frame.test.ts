import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {asciiFrame} from '../../source/terminal/ascii-frame.ts';
import {printable} from '../../source/terminal/printable.ts';
import {hostile} from '../parts/hostile.ts';

test.each([
	['plain text', 'plain text'],
	['╭─ Images ─┤ … │', '+- Images -+ ~ |'],
	['“tax-prep” → worker’s · 3×', '"tax-prep" > worker\'s - 3x'],
	['日本.png', '????.png'],
	['Zoë, crème brûlée', 'Zoe, creme brulee'],
	['e\u0301te\u0301', 'ete'],
	['👩‍👩‍👧‍👦 team', '?? team'],
	['مرحبا', '?????'],
	['\u001B[1mname…\u001B[22m', '\u001B[1mname~\u001B[22m'],
])('%j is drawn as %j where the locale is not UTF-8', (text, drawn) => {
	expect(asciiFrame(text)).toBe(drawn);
});

test('whatever is drawn, it stays as wide as it was', () => {
	for (const text of hostile) {
		const drawn = asciiFrame(text);
		expect(drawn).toMatch(/^[\u0000-\u007F]*$/u);
		expect(stringWidth(drawn)).toBe(stringWidth(text));
	}
});

test.each([
	['a terminal without UTF-8', {isTTY: true}, {TERM: 'xterm', LANG: 'C'}, '~'],
	['a dumb terminal', {isTTY: true}, {TERM: 'dumb', LANG: 'C.UTF-8'}, '~'],
	['a terminal with UTF-8', {isTTY: true}, {TERM: 'xterm', LANG: 'C.UTF-8'}, '…'],
	['a pipe', {}, {TERM: 'xterm', LANG: 'C'}, '…'],
] as const)('a command prints to %s what it can show', (...[, stream, env, printed]) => {
	expect(printable('…\u001B[2J', stream, env)).toBe(printed);
});
