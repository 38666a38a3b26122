import {expect, test} from 'vitest';
import {bytesOf, missingLayers} from '../../source/model/copy.ts';

const layers = ['a', 'b', 'a', 'c'].map((hex, index) => ({hex, bytes: index + 1}));

test.each([
	{there: [], sent: ['a', 'b', 'c'], bytes: 7},
	{there: ['a'], sent: ['b', 'c'], bytes: 6},
	{there: ['a', 'b', 'c', 'd'], sent: [], bytes: 0},
])('a worker with the layers $there gets $sent, each once', ({there, sent, bytes}) => {
	const missing = missingLayers({layers}, {hasImage: false, layers: new Set(there)});
	expect(missing.map(({hex}) => hex)).toEqual(sent);
	expect(bytesOf(missing)).toBe(bytes);
});

test('a worker that has the image gets nothing', () => {
	expect(missingLayers({layers}, {hasImage: true, layers: new Set()})).toEqual([]);
});
