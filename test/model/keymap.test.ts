import {describe, expect, test} from 'vitest';
import {editingKeys, type KeyMoves, keyProblems} from '../../source/model/keymap.ts';
import {editText, textState} from '../../source/parts/edit-text.ts';

const problems = (moves: KeyMoves): readonly string[] =>
	keyProblems(moves).map(({key, problem}) => `${key}: ${problem}`);

describe('keys can be moved', () => {
	test.each<[string, KeyMoves]>([
		['nowhere', {}],
		['to a free letter', {t: 'b'}],
		['to a letter of another alphabet', {t: 'т'}],
		['to a sign', {t: '!'}],
		['to a key with ctrl or alt', {t: 'alt+x', 'ctrl+g': 'ctrl+q'}],
		['to the place of each other', {j: 'k', k: 'j'}],
		['in a circle', {s: 'o', o: 't', t: 's'}],
		['to a key whose action has moved away', {s: 't', t: 'b'}],
		['to the space bar once it is free', {d: 'space', space: '.'}],
		['to where they are', {t: 't'}],
		['although they mean something in a question', {y: 'Y', n: 'B'}],
	])('%s', (_, moves) => {
		expect(problems(moves)).toEqual([]);
	});
});

describe('a key is refused', () => {
	test.each<[string, KeyMoves, readonly string[]]>([
		['without which nobody gets out', {esc: 'b'}, ['esc: esc cannot be moved']],
		['that always ends Ingot', {'ctrl+c': 'b'}, ['ctrl+c: ctrl+c cannot be moved']],
		['that always helps', {'?': 'b', f1: 'P'}, ['?: ? cannot be moved', 'f1: f1 cannot be moved']],
		['that no screen has', {Q: 'b'}, ['Q: no action has the key Q; press ? in Ingot for all keys']],
		['whose new place cannot be given away', {t: 'enter'}, ['t: enter cannot get another action']],
		[
			'whose new place is taken',
			{t: 'd'},
			['t: d has another action; move that key, too, or choose a free one'],
		],
		['whose new place is given to two', {t: 'b', o: 'b'}, ['o: b is already the new key of t']],
		[
			'whose new place is given to two, one being there',
			{t: 'd', d: 'd'},
			['d: d is already the new key of t'],
		],
		['whose new place edits text', {t: 'ctrl+w'}, ['t: ctrl+w edits text; choose another key']],
		[
			'whose new place looks the same to a terminal',
			{t: 'ctrl+i', o: 'ctrl+m'},
			[
				't: terminals send ctrl+i as tab; choose another key',
				'o: terminals send ctrl+m as enter; choose another key',
			],
		],
		[
			'that must work while one types',
			{'ctrl+s': 'b'},
			['ctrl+s: ctrl+s also works while you type; move it to a ctrl or alt key'],
		],
	])('%s', (_, moves, expected) => {
		expect(problems(moves)).toEqual(expected);
	});

	test.each([
		'',
		'pp',
		'ctrl+',
		'ctrl+P',
		'Ctrl+p',
		'shift+p',
		'f2',
		' ',
		'\u001B',
		'\u0301',
		'\u202E',
		'super+p',
	])('%j is not a key', to => {
		expect(problems({t: to})).toEqual([
			`t: ${to} is not a key; use a character, space, ctrl+LETTER or alt+LETTER`,
		]);
	});
});

test('all keys that edit a text are known, so that none can get another action', () => {
	const letters = [...'abcdefghijklmnopqrstuvwxyz'];
	const editing = letters
		.flatMap(letter => [`ctrl+${letter}`, `alt+${letter}`])
		// Terminals send backspace for it.
		.filter(key => key !== 'ctrl+h' && editText(textState('some text'), key) !== undefined);
	expect([...editingKeys].toSorted()).toEqual(editing.toSorted());
});
