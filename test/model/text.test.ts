import {expect, test} from 'vitest';
import {escapeHostile, isHarmless, neutralise, neutraliseLines} from '../../source/model/text.ts';

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
	['e\u0301té', 'e\u0301té'],
	['\u001BPq#0\u001B\\x', 'q#0x'],
	['\u001B_Gf=100;AAAA\u001B\\x', 'Gf=100;AAAAx'],
	['\u001B^secret\u001B\\', 'secret'],
	['\u001B\u001B[0m[31mred', '·[31mred'],
	['\u001B(0lqk', '·(0lqk'],
	['\u009D0;title\u009Cx', '·0;title·x'],
	['\u0090q\u009C', '·q·'],
	['soft\u00ADhyphen', 'soft·hyphen'],
	['ad\u200Cmin ad\u200Dmin ad\u2060min', 'ad·min ad·min ad·min'],
	['\u061Ca\u206Ab', '·a·b'],
	['a\u034Fb\u115Fc\u3164d\uFFA0', 'a·b·c·d·'],
	['tag\u{E0041}\u{E007F}', 'tag··'],
	['a\uFE0Fb\u{E0100}', 'a·b·'],
	['⚠\uFE0F careful', '⚠ careful'],
	['👩\u200D👧', '👩·👧'],
	['half \uD83D', 'half ·'],
	['\u0301on the border', '·on the border'],
	['a \u0336b', 'a ·b'],
	['Z\u0334\u0335\u0336\u0337\u0338\u0339', 'Z\u0334\u0335\u0336\u0337·'],
	['नमस्ते สวัสดี שָׁלוֹם', 'नमस्ते สวัสดี שָׁלוֹם'],
])('%j is drawn as %j', (text, drawn) => {
	expect(neutralise(text)).toBe(drawn);
	expect(isHarmless(neutralise(text))).toBe(true);
});

test.each([
	'\u001B[31mred',
	'a\tb',
	'ad\u200Bmin',
	'\u0301x',
	'x\u0301\u0301\u0301\u0301\u0301',
	'half \uD83D',
])('%j is not harmless', text => {
	expect(isHarmless(text)).toBe(false);
});

test('an emoji and an accent are harmless', () => {
	expect(isHarmless('⚠\uFE0F e\u0301')).toBe(true);
});

test('the lines of a text stay lines', () => {
	expect(neutraliseLines('one\u0007\n\u001B[2Jtwo\r\n')).toBe('one·\ntwo·\n');
});

test.each([
	'\u001B]0;x\u0007',
	'\u009B31m',
	'\u202Eevil\u{E0041}',
	'\uFE0F\u200D',
	'x\u0301\u0301\u0301\u0301\u0301\u0301 \u0301',
	'line\u2028\u0000',
	'日本語 é "\\',
])('%j in JSON is exact, and nothing in it that a terminal acts upon', text => {
	const json = escapeHostile(JSON.stringify({text}));
	expect(JSON.parse(json)).toEqual({text});
	expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u);
});

test('no single hostile character is ever drawn', () => {
	const hostile = /^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]$/u;
	const wrong: string[] = [];
	for (let code = 0; code <= 0x10_ffff; code += 1) {
		const character = String.fromCodePoint(code);
		const drawn = neutralise(`a${character}b`);
		const wanted = character === '\t' ? 'a b' : hostile.test(character) ? 'a·b' : `a${character}b`;
		if (character !== '\u001B' && drawn !== wanted) wrong.push(code.toString(16));
	}
	expect(wrong).toEqual([]);
});

test('any combination comes out harmless, and unchanged when repeated', () => {
	const alphabet = [
		'a',
		' ',
		'日',
		'\u001B',
		'[',
		']',
		'3',
		';',
		'm',
		'0',
		'\u0007',
		'\\',
		'\u009B',
		'\n',
		'\r',
		'\t',
	];
	alphabet.push(
		'\u0301',
		'\u202E',
		'\u200D',
		'👩',
		'\uFE0F',
		'\uD83D',
		'\uDC69',
		'\u{E0041}',
		'P',
		'\u0000',
		'é',
		'\u3164',
	);
	const random = seeded(7);
	for (let round = 0; round < 5000; round += 1) {
		const text = Array.from(
			{length: 1 + Math.floor(random() * 40)},
			() => alphabet[Math.floor(random() * alphabet.length)],
		).join('');
		const drawn = neutralise(text);
		expect(drawn, JSON.stringify(text)).not.toMatch(
			/[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]|\p{M}{6}/u,
		);
		expect(neutralise(drawn), JSON.stringify(text)).toBe(drawn);
		const json = escapeHostile(JSON.stringify(text));
		expect(JSON.parse(json)).toBe(text);
		expect(neutralise(json)).toBe(json);
	}
});

/** Numbers from 0 to 1 that are the same every time. */
const seeded = (seed: number) => {
	let state = seed;
	return () => {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		return state / 2_147_483_648;
	};
};

test('a megabyte of unfinished sequences is not slow', () => {
	for (const each of ['\u001B]', '\u001B[1;', '\u001B', '\u0301', 'e\u0301\u0301\u0301\u0301\u0301'])
		expect(neutralise(each.repeat(200_000))).not.toContain('\u001B');
});

test('an escape sequence that never ends cannot reach the terminal', () => {
	expect(neutralise('\u001B]0;never')).toBe('');
	expect(neutralise('\u001B[')).toBe('·[');
});
