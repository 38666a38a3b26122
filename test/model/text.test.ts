import {expect, test} from 'vitest';
import {isHarmless, neutralise} from '../../source/model/text.ts';

test.each([
	['plain', 'plain'],
	['a\tb', 'a b'],
	['\u001B[31mred\u001B[0m', 'red'],
	['\u001B[2J\u001B[Hwiped', 'wiped'],
	['\u001B]0;title\u0007x', 'x'],
	['\u001B]52;c;ZXZpbA==\u001B\\x', 'x'],
	['\u001B]8;;http://x\u0007link', 'link'],
	['a\r\nb', 'a··b'],
	['\u009B31mred', '·31mred'],
	['a\u202Eb', 'a·b'],
	['\u2066a\u2069', '·a·'],
	['a\u0000b\u007F', 'a·b·'],
	['日本語 🙂 é', '日本語 🙂 é'],
])('%j is drawn as %j', (text, drawn) => {
	expect(neutralise(text)).toBe(drawn);
	expect(isHarmless(neutralise(text))).toBe(true);
});

test('an escape sequence that never ends cannot reach the terminal', () => {
	expect(neutralise('\u001B]0;never')).toBe('');
	expect(neutralise('\u001B[')).toBe('·[');
});
