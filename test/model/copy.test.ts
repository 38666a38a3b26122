import {expect, test} from 'vitest';
import {bytesOf, maxHashMs, missingLayers} from '../../source/model/copy.ts';

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

const gigabyte = 1024 ** 3;

test.each([
	['90 GB on a disk that reads 100 MB a second', 90, 100],
	['200 GB on a disk that reads 20 MB a second', 200, 20],
	['2 TB on a disk that reads 20 MB a second', 2000, 20],
])('what has arrived is waited for while it is hashed: %s', (_, gigabytes, megabytesPerSecond) => {
	const bytes = gigabytes * gigabyte;
	expect(maxHashMs(bytes)).toBeGreaterThan((bytes / (megabytesPerSecond * 1024 ** 2)) * 1000);
});

test.each([0, 1, Number.MAX_SAFE_INTEGER])(
	'a hash of %d bytes has a time that a timer can be set to',
	bytes => {
		expect(maxHashMs(bytes)).toBeGreaterThanOrEqual(600_000);
		expect(maxHashMs(bytes)).toBeLessThan(2 ** 31);
	},
);
