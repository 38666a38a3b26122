import {expect, test} from 'vitest';
import {remember} from '../../source/terminal/remember.ts';

test('what was asked before is not worked out again, and not kept for ever', () => {
	const asked: string[] = [];
	const ask = remember(text => {
		asked.push(text);
		return text.toUpperCase();
	}, 2);
	expect(['a', 'b', 'a', 'c', 'a'].map(ask)).toEqual(['A', 'B', 'A', 'C', 'A']);
	expect(asked).toEqual(['a', 'b', 'c', 'a']);
});
