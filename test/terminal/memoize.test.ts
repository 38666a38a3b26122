import {expect, test} from 'vitest';
import {memoize} from '../../source/terminal/memoize.ts';

test('a result is computed once and not kept for ever', () => {
	const computed: string[] = [];
	const upper = memoize(text => {
		computed.push(text);
		return text.toUpperCase();
	}, 2);
	expect(['a', 'b', 'a', 'c', 'a'].map(upper)).toEqual(['A', 'B', 'A', 'C', 'A']);
	expect(computed).toEqual(['a', 'b', 'c', 'a']);
});
