import {expect, test} from 'vitest';
import {parseLoad} from '../../source/model/worker-load.ts';

const kib = 1024;
const heading = 'disk Filesystem     1024-blocks     Used Available Capacity Mounted on';

test.each([
	['load 0.42', 0.42],
	['load 11.81\nload 3', 11.81],
	['load 128', 128],
	['load -1', undefined],
	['load 1e9', undefined],
	['load 99999999', undefined],
	['load \u001B[31m1.0', undefined],
	['reload 1.0', undefined],
	['', undefined],
])('of %j the load is %j', (text, load) => {
	expect(parseLoad(text).load).toBe(load);
});

test.each([
	[['MemTotal 1000', 'MemFree 100', 'MemAvailable 600', 'Buffers 50', 'Cached 300'], 600],
	[['MemTotal 1000', 'MemFree 100', 'Buffers 50', 'Cached 300'], 450],
	[['MemTotal 1000', 'MemFree 100'], 100],
	[['MemTotal 1000', 'MemAvailable 5000'], 1000],
	[['MemTotal 1000', 'MemAvailable 0'], 0],
	[['MemTotal 1000', 'Cached 300'], undefined],
	[['MemAvailable 600'], undefined],
	[['MemTotal 0', 'MemAvailable 0'], undefined],
	[['MemTotal many', 'MemAvailable 600'], undefined],
	[['MemTotal 99999999999999999999', 'MemAvailable 600'], undefined],
	[['MemTotal 1000 MemAvailable 600'], undefined],
])('of %j KiB so much memory is available: %j', (rows, available) => {
	const {memory} = parseLoad(rows.map(row => `memory ${row}`).join('\n'));
	expect(memory?.availableBytes).toBe(available === undefined ? undefined : available * kib);
});

test.each([
	['disk /dev/vda 264212084 32323692 74067220 31% /', 264212084, 74067220],
	[`${heading}\ndisk a device: of 5 100 40% words 1000 400 600 40% /var/lib/containers`, 1000, 600],
	['disk tank\t1000 400 600 40% /with a blank', 1000, 600],
	['disk /dev/x 1000 1050 -50 100% /', 1000, 0],
	['disk none 1000 0 1000 - /', 1000, 1000],
	['disk /dev/x 1000 0 5000 0% /', 1000, 1000],
	['disk none 0 0 0 - /', undefined, undefined],
	[heading, undefined, undefined],
	['disk /dev/x 1000 400 600 40% nowhere', undefined, undefined],
	['disk /dev/x 9999999999999999 400 600 40% /', undefined, undefined],
	['df: /dev/x 1000 400 600 40% /', undefined, undefined],
])('of %j the disk has %j KiB, of which %j are free', (text, total, free) => {
	const {disk} = parseLoad(text);
	expect([disk?.totalBytes, disk?.freeBytes]).toEqual([
		total && total * kib,
		free === 0 ? 0 : free && free * kib,
	]);
});

test('megabytes of nonsense are read in no time, and say nothing', () => {
	const begun = performance.now();
	const text = [
		`disk ${'1 '.repeat(400)}`,
		`memory ${'9'.repeat(900)}`,
		`disk ${' '.repeat(1_000_000)}`,
		'x '.repeat(1e6),
	];
	expect(parseLoad(Array(50).fill(text.join('\n')).join('\n'))).toEqual({});
	expect(performance.now() - begun).toBeLessThan(60_000);
});
