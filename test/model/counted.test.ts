import {expect, test} from 'vitest';
import {counted} from '../../source/model/counted.ts';

test.each([
	{count: 0, of: ['file'], expected: '0 files'},
	{count: 1, of: ['file'], expected: '1 file'},
	{count: 2, of: ['more line'], expected: '2 more lines'},
	{count: 1, of: ['DevBox', 'DevBoxes'], expected: '1 DevBox'},
	{count: 3, of: ['copy', 'copies'], expected: '3 copies'},
])('$count of $of are counted as $expected', ({count, of: [one = '', many], expected}) => {
	expect(counted(count, one, many)).toBe(expected);
});
