import {expect, test} from 'vitest';
import {splitEscapes} from '../source/terminal/split-escapes.ts';
import {joinPastedRuns, spellForInk, splitKeys} from '../source/terminal/split-keys.ts';

const esc = '\u001B';

/** Every kind of key, each with the next right after it. */
const keys = [
	'a',
	'é',
	'語',
	'👍',
	' ',
	'\r',
	'\t',
	'\u007F',
	'\u0003',
	`${esc}[A`,
	`${esc}[1;5D`,
	`${esc}[5~`,
	`${esc}[3;2~`,
	`${esc}[Z`,
	`${esc}[[A`,
	`${esc}[2$`,
	`${esc}[?62;4c`,
	`${esc}OP`,
	`${esc}O5A`,
	`${esc}b`,
	`${esc}語`,
	`${esc}👍`,
	`${esc}\r`,
	`${esc}\u007F`,
	`${esc}${esc}[A`,
	`${esc}${esc}OA`,
	`${esc}[200~two\nlines ${esc}[A inside${esc}[201~`,
	'z',
	`${esc}[200~${esc}[201~`,
	'9',
	`${esc}[27u`,
	`${esc}[97;5u`,
	`${esc}[<0;12;3M`,
	`${esc}[<0;12;3m`,
	`${esc}[<65;200;60M`,
	`${esc}[M a!`,
	`${esc}[32;5;3M`,
	'q',
];

test('every key of a long chunk is found', () => {
	expect(splitKeys(keys.join(''))).toEqual({keys, rest: ''});
});

test('wherever a chunk is cut, the keys are the same', () => {
	const text = keys.join('');
	for (let at = 0; at <= text.length; at += 1) {
		const first = splitKeys(text.slice(0, at));
		const second = splitKeys(first.rest + text.slice(at));
		expect([...first.keys, ...second.keys], `cut at ${at}`).toEqual(keys);
		expect(second.rest).toBe('');
	}
});

test('one byte at a time, the keys are the same', () => {
	let rest = '';
	const found: string[] = [];
	for (const unit of keys.join('').split('')) {
		const next = splitKeys(rest + unit);
		found.push(...next.keys);
		rest = next.rest;
	}
	expect(found).toEqual(keys);
});

test.each([
	[esc, [], esc],
	[`${esc}${esc}`, [], `${esc}${esc}`],
	[`${esc}${esc}x`, [esc, `${esc}x`], ''],
	[`${esc}${esc}${esc}[200~a${esc}[201~`, [esc, esc, `${esc}[200~a${esc}[201~`], ''],
	[`${esc}${esc}[<0;1;1M`, [esc, `${esc}[<0;1;1M`], ''],
	[`${esc}[<0;12`, [], `${esc}[<0;12`],
	[`${esc}[Mq`, [], `${esc}[Mq`],
	[`${esc}[`, [], `${esc}[`],
	[`${esc}[1;`, [], `${esc}[1;`],
	[`${esc}O`, [], `${esc}O`],
	[`${esc}[\u007F`, [`${esc}[`, '\u007F'], ''],
	[`${esc}O\r`, [`${esc}O`, '\r'], ''],
	['\uD83D', [], '\uD83D'],
	[`${esc}\uD83D`, [], `${esc}\uD83D`],
	[`${esc}[200~never ended`, [], `${esc}[200~never ended`],
	['', [], ''],
])('%j is split into its keys', (text, found, rest) => {
	expect(splitKeys(text)).toEqual({keys: found, rest});
});

const altKeys = new Set(['b', 'backspace', 'left']);
test.each([
	[[`${esc}5`], [esc, '5']],
	[[`${esc}\r`], [esc, '\r']],
	[
		[`${esc}\t`, 'x'],
		[esc, '\t', 'x'],
	],
	[[`${esc}\u0003`], [esc, '\u0003']],
	[[`${esc}語`], [esc, '語']],
	[[`${esc}👍`], [esc, '👍']],
	[[`${esc}${esc}[A`], [esc, `${esc}[A`]],
	[[`${esc}${esc}[5~`], [esc, `${esc}[5~`]],
	[[`${esc}b`], [`${esc}b`]],
	[
		[`${esc}\u007F`, `${esc}\b`],
		[`${esc}\u007F`, `${esc}\b`],
	],
	[
		[`${esc}${esc}OD`, `${esc}${esc}[D`],
		[`${esc}${esc}OD`, `${esc}${esc}[D`],
	],
	[[esc, `${esc}[`, `${esc}O`, `${esc}[A`, `${esc}[1;3A`, `${esc}[[A`, 'a'], undefined],
	[[`${esc}[200~${esc}5${esc}[201~`], undefined],
])('%j are two keys where Alt does nothing with the second', (found, expected) => {
	expect(splitEscapes(found, name => altKeys.has(name))).toEqual(expected ?? found);
});

test('no key is lost or doubled in random input', () => {
	const alphabet = [
		esc,
		'[',
		'O',
		'2',
		'0',
		'1',
		'~',
		'A',
		'x',
		'語',
		'👍',
		'\r',
		'$',
		';',
		`${esc}[200~`,
		`${esc}[201~`,
	];
	let seed = 7;
	const next = (below: number) => {
		seed = (seed * 48_271) % 2_147_483_647;
		return seed % below;
	};
	for (let round = 0; round < 3000; round += 1) {
		const text = Array.from({length: next(20)}, () => alphabet[next(alphabet.length)]).join('');
		const whole = splitKeys(text);
		expect(whole.keys.join('') + whole.rest).toBe(text);
		const at = next(text.length + 1);
		const first = splitKeys(text.slice(0, at));
		const second = splitKeys(first.rest + text.slice(at));
		expect([...first.keys, ...second.keys], JSON.stringify([text, at])).toEqual(whole.keys);
	}
});

test('a long run of different letters in one chunk is a paste and stays together', () => {
	const text = 'the quick brown fox jumps over the lazy dog '.repeat(3);
	expect(joinPastedRuns(['x', esc, ...text, '\r', 'a'])).toEqual(['x', esc, text, '\r', 'a']);
});

test('a held key stays as many keys as it was', () => {
	const held = Array.from({length: 200}, () => 'j');
	expect(joinPastedRuns(held)).toEqual(held);
});

test.each([
	[esc, '\u001B[27u'],
	['\n', '\r'],
	[`${esc}[`, '\u001B[91;3u'],
	[`${esc}O`, '\u001B[79;3u'],
	[`${esc}OP`, '\u001B?'],
	[`${esc}[11~`, '\u001B?'],
	[`${esc}[[A`, '\u001B?'],
	[`${esc}[1;5`, ''],
	[`${esc}${esc}[`, ''],
	[`${esc}[2$`, `${esc}[2$`],
	[`${esc}[A`, `${esc}[A`],
	[`${esc}b`, `${esc}b`],
	['x', 'x'],
])('Ink gets %j as %j', (key, spelled) => {
	expect(spellForInk(key)).toBe(spelled);
});
