import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {durationText} from '../../source/model/duration.ts';
import {fitText, pad} from '../../source/parts/fit.ts';
import {highlightPieces} from '../../source/parts/highlight-pieces.ts';
import {findCursor, placeAt, windowOf} from '../../source/parts/place.ts';
import {type ColumnWidth, shareWidth} from '../../source/parts/share-width.ts';
import {fieldAfter} from '../../source/parts/use-form.ts';
import {wrapText} from '../../source/parts/wrap-text.ts';
import {wrapWords} from '../../source/parts/wrap-words.ts';
import {hostile} from './hostile.ts';

describe('a text in so many columns', () => {
	test.each([
		['tax-prep', 8, 'tax-prep'],
		['tax-prep', 7, 'tax-pr…'],
		['日本語', 6, '日本語'],
		['日本語', 5, '日本…'],
		['日本語', 4, '日…'],
		['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
		['abc', 1, '…'],
		['abc', 0, ''],
		['abc', -3, ''],
	])('%s in %d is %s', (text, width, cut) => expect(fitText(text, width)).toBe(cut));

	test.each(hostile.map(text => [text]))(
		'%j is never wider than it may be, and padded to it exactly',
		text => {
			for (const width of [1, 2, 7, 40]) {
				expect(stringWidth(fitText(text, width))).toBeLessThanOrEqual(width);
				expect(stringWidth(pad(text, width))).toBe(width);
			}
		},
	);

	test('a line of a megabyte is cut at once', () => {
		expect(stringWidth(fitText('語'.repeat(1_000_000), 80))).toBe(79);
	});
});

describe('columns that share a row', () => {
	test.each<[number, readonly ColumnWidth[], readonly number[]]>([
		[40, [{width: 10}, {grow: 1}], [10, 28]],
		[40, [{grow: 1}, {grow: 1}, {grow: 1}], [12, 12, 12]],
		[41, [{grow: 1}, {grow: 1}, {grow: 1}], [12, 12, 13]],
		[
			40,
			[
				{width: 8, grow: 2},
				{width: 8, grow: 1},
			],
			[22, 16],
		],
		[15, [{width: 10}, {width: 10}, {width: 10}], [10, 0, 0]],
		[22, [{width: 10}, {width: 10}, {width: 10}], [10, 10, 0]],
		[5, [{width: 10}], [5]],
		// What the contents need comes before the weights.
		[
			50,
			[
				{width: 8, grow: 1, needed: 25},
				{width: 8, grow: 9, needed: 10},
			],
			[26, 22],
		],
		// Where it is not enough, the short one is whole.
		[
			50,
			[
				{width: 8, grow: 1, needed: 20},
				{width: 8, grow: 9, needed: 60},
			],
			[20, 28],
		],
		[
			50,
			[
				{width: 8, grow: 9, needed: 60},
				{width: 8, grow: 1, needed: 70},
			],
			[24, 24],
		],
		// A column that needs less than its width gives it to the others.
		[
			30,
			[
				{width: 12, grow: 1, needed: 5},
				{width: 12, grow: 1, needed: 23},
			],
			[5, 23],
		],
		// The last column goes before a name of a usual length is cut.
		[30, [{width: 12}, {width: 8, grow: 1, needed: 14, whole: 16}, {width: 6}], [12, 16, 0]],
		// It stays where another one does not need its width.
		[
			30,
			[{width: 12, grow: 1, needed: 5}, {width: 8, grow: 1, needed: 13, whole: 16}, {width: 6}],
			[6, 14, 6],
		],
		// The rest is for the column whose need is unknown.
		[
			60,
			[
				{width: 8, grow: 9, needed: 20},
				{width: 8, grow: 1},
			],
			[20, 38],
		],
	])('%d among %j', (total, columns, widths) => expect(shareWidth(total, columns)).toEqual(widths));
});

describe('the rows on the screen', () => {
	test.each([
		[100, 0, 10, 0, 10],
		[100, 50, 10, 45, 55],
		[100, 99, 10, 90, 100],
		[5, 4, 10, 0, 5],
		[0, 0, 10, 0, 0],
		[100, 3, 0, 3, 3],
	])('of %d with the cursor at %d and %d lines are %d to %d', (...[length, cursor, rows, from, to]) => {
		expect(windowOf(length, cursor, rows)).toEqual({from, to});
	});
});

describe('the cursor of a list', () => {
	const idOf = (row: string) => row;
	const at = (rows: readonly string[], index: number) => placeAt(rows, idOf, index);
	test.each([
		['stays on its row when rows come before it', ['a', 'b', 'c'], 1, ['x', 'y', 'a', 'b', 'c'], 3],
		['stays on its row when rows before it go', ['a', 'b', 'c'], 2, ['c'], 0],
		['stays in place when its row goes', ['a', 'b', 'c'], 1, ['a', 'c'], 1],
		['is on the last row when the list gets shorter', ['a', 'b', 'c'], 2, ['a'], 0],
		['is at the start of an empty list', ['a'], 0, [], 0],
		['follows its row when the order turns', ['a', 'b', 'c'], 0, ['c', 'b', 'a'], 2],
	])('%s', (...[, before, index, after, cursor]) => {
		expect(findCursor(after, idOf, at(before, index))).toBe(cursor);
	});
	test.each([
		[-5, 0],
		[99, 2],
	])('goes no further than the ends (%d → %d)', (index, cursor) => {
		expect(at(['a', 'b', 'c'], index)).toEqual({id: ['a', 'b', 'c'][cursor], index: cursor});
	});
});

describe('a time that went by', () => {
	test.each([
		[0, '0.0 s'],
		[340, '0.3 s'],
		[9949, '9.9 s'],
		[9950, '10 s'],
		[12_400, '12 s'],
		[59_600, '1 m 00 s'],
		[200_000, '3 m 20 s'],
		[3_599_400, '59 m 59 s'],
		[3_600_000, '1 h 00 m'],
		[7_500_000, '2 h 05 m'],
		[-50, '0.0 s'],
		[Number.NaN, '0.0 s'],
	])('of %d ms is %s', (ms, text) => expect(durationText(ms)).toBe(text));
});

describe('a match is shown', () => {
	const shown = (text: string, ranges: readonly (readonly [number, number])[], width = 80) =>
		highlightPieces(text, ranges, {width, more: '…'})
			.map(piece => (piece.isMatch ? `<${piece.text}>` : piece.text))
			.join('');
	test.each([
		['tax-prep', [[0, 2]], 80, '<tax>-prep'],
		[
			'tax-prep',
			[
				[0, 2],
				[4, 7],
			],
			80,
			'<tax>-<prep>',
		],
		['tax-prep', [[4, 99]], 80, 'tax-<prep>'],
		[
			'tax-prep',
			[
				[1, 3],
				[2, 5],
			],
			80,
			't<ax-pr>ep',
		],
		['tax-prep', [], 80, 'tax-prep'],
		['tax-prep', [[0, 7]], 6, '<tax-p>…'],
		['tax-prep', [[6, 7]], 6, 'tax-p…'],
		['e\u0301x', [[1, 1]], 80, '<e\u0301>x'],
		['a👍b', [[2, 2]], 80, 'a<👍>b'],
		['\u001B[31mred', [[0, 4]], 80, 'red'],
	] as const)('%j %j in %d columns as %s', (...[text, ranges, width, marked]) => {
		expect(shown(text, ranges, width)).toBe(marked);
	});
});

describe('a long line wraps', () => {
	test.each([
		['abcdefgh', 3, 9, ['abc', 'def', 'gh']],
		['日本語', 3, 9, ['日', '本', '語']],
		['abcdefgh', 3, 2, ['abc', 'de…']],
		['', 3, 9, ['']],
		['abc', 3, 9, ['abc']],
	])('%s into %d columns and %d lines', (...[text, width, most, rows]) => {
		expect(wrapText(text, width, most)).toEqual(rows);
	});
});

describe('a command in a summary', () => {
	test.each([
		['    podman run --name web-1 x', 20, ['    podman run', '      --name web-1 x']],
		['    podman run --name web-1 x', 19, ['    podman run', '      --name web-1', '      x']],
		['abcdefghij', 6, ['abcd', '  efgh', '  ij']],
		['日本語日本', 8, ['日本語', '  日本']],
		['short', 80, ['short']],
		['', 80, ['']],
	])('%j in %d columns is whole, over as many rows as it takes', (text, width, rows) => {
		expect(wrapWords(text, width)).toEqual(rows);
	});
});

test.each([
	['name', 1, 'tag'],
	['capabilities', 1, 'name'],
	['name', -1, 'capabilities'],
] as const)('from %s by %d to %s', (from, by, to) => {
	expect(fieldAfter(['name', 'tag', 'capabilities'], from, by)).toBe(to);
});
