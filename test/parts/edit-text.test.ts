import {expect, test} from 'vitest';
import {editText, insertText} from '../../source/parts/edit-text.ts';
import {aroundCursor} from '../../source/parts/field-window.ts';

/** `|` is the cursor. */
const parse = (text: string) => {
	const [before = '', after = ''] = text.split('|');
	return {text: before + after, cursor: [...new Intl.Segmenter().segment(before)].length};
};
const show = ({text, cursor}: {text: string; cursor: number}) => {
	const all = Array.from(new Intl.Segmenter().segment(text), each => each.segment);
	return `${all.slice(0, cursor).join('')}|${all.slice(cursor).join('')}`;
};

test.each([
	['ab|c', 'left', 'a|bc'],
	['|abc', 'left', '|abc'],
	['ab|c', 'right', 'abc|'],
	['abc|', 'right', 'abc|'],
	['ab|c', 'home', '|abc'],
	['ab|c', 'ctrl+a', '|abc'],
	['a|bc', 'end', 'abc|'],
	['a|bc', 'ctrl+e', 'abc|'],
	['one two-three|', 'alt+b', 'one two-|three'],
	['one two-|three', 'ctrl+left', 'one |two-three'],
	['one |two', 'alt+left', '|one two'],
	['|one two', 'alt+f', 'one| two'],
	['one| two', 'ctrl+right', 'one two|'],
	['ab|c', 'backspace', 'a|c'],
	['|abc', 'backspace', '|abc'],
	['ab|c', 'ctrl+h', 'a|c'],
	['ab|c', 'delete', 'ab|'],
	['abc|', 'delete', 'abc|'],
	['ab|c', 'ctrl+d', 'ab|'],
	['one two|three', 'ctrl+u', '|three'],
	['one two|three', 'ctrl+k', 'one two|'],
	['one two |three', 'ctrl+w', 'one |three'],
	['one two|', 'alt+backspace', 'one |'],
	['one| two three', 'alt+d', 'one| three'],
	['e\u0301\u0302|x', 'backspace', '|x'],
	['👩‍👩‍👧|x', 'backspace', '|x'],
	['🏳️‍🌈|', 'left', '|🏳️‍🌈'],
	['日本|語', 'backspace', '日|語'],
	['über| x', 'alt+b', '|über x'],
])('%s and %s gives %s', (before, key, after) => {
	expect(show(editText(parse(before), key) ?? parse('none|'))).toBe(after);
});

test.each(['enter', 'esc', 'tab', 'up', 'down', 'pgdn', 'f1', 'ctrl+s'])('%s does not edit', key => {
	expect(editText(parse('ab|c'), key)).toBeUndefined();
});

test('a combining mark typed after its letter makes one character', () => {
	const once = insertText(parse('|'), 'e');
	expect(insertText(once, '\u0301')).toEqual({text: 'e\u0301', cursor: 1});
});

test('an emoji typed one code point at a time becomes one character', () => {
	let state = parse('|');
	for (const point of '👩‍👩‍👧') state = insertText(state, point);
	expect(show(state)).toBe('👩‍👩‍👧|');
	expect(state.cursor).toBe(1);
});

test('a field holds at most 4096 characters', () => {
	expect(insertText(parse('ab|'), 'x'.repeat(1_000_000)).text.length).toBe(4096);
});

test.each([
	['abc|', 10, 'abc[ ]'],
	['abcdefghij|', 5, 'ghij[ ]'],
	['abcdefghij|', 4, 'hij[ ]'],
	['ab|cdefghij', 5, 'ab[c]de'],
	['日本語テキスト|', 6, 'スト[ ]'],
	['日|本語', 5, '日[本]'],
	['|', 5, '[ ]'],
	['a\u202E|b', 5, 'a·[b]'],
])('%s in %d columns shows %s', (text, width, shown) => {
	const {before, at, after} = aroundCursor(parse(text), width);
	expect(`${before}[${at}]${after}`).toBe(shown);
});
