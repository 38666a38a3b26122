import {expect, test} from 'vitest';
import {byRoom, type Candidate, type Room, roomOf, roomText, suggestWorker} from '../../source/model/room.ts';
import type {WorkerFacts} from '../../source/model/worker.ts';
import {devbox} from '../screens/show-app.tsx';

const GB = 1e9;
const size = (bytes: number) => `${bytes / GB} GB`;
const room = (memory?: number, running?: number, disk?: number): Room => ({
	...(memory !== undefined && {memoryBytes: memory * GB}),
	...(running !== undefined && {running}),
	...(disk !== undefined && {diskBytes: disk * GB}),
});

test.each<readonly [string, readonly Room[], readonly number[]]>([
	['more memory', [room(2, 0, 9), room(14, 9, 1)], [1, 0]],
	['fewer DevBoxes, where the memory is about the same', [room(14.9, 3), room(14.1, 1)], [1, 0]],
	['more disk, where the DevBoxes are as many', [room(14, 1, 10), room(14, 1, 20)], [1, 0]],
	['the order of the config file, where all is equal', [room(14, 1, 10), room(14, 1, 10)], [0, 1]],
	['known memory, before unknown', [room(undefined, 0), room(1, 9)], [1, 0]],
	['unknown memory, before less than a gigabyte', [room(0.9, 0), room(undefined, 9)], [1, 0]],
	['a known number of DevBoxes, before an unknown one', [room(), room(undefined, 9)], [1, 0]],
	['any, before a full disk', [room(64, 0, 0.01), room(0.1, 99, 1)], [1, 0]],
])('the worker with the most room is the one with %s', (_, rooms, order) => {
	expect(rooms.map((_room, at) => at).toSorted((a, b) => byRoom(rooms[a] ?? {}, rooms[b] ?? {}))).toEqual(
		order,
	);
});

const candidate = (worker: string, own: Room, problem?: string): Candidate => ({worker, room: own, problem});

test.each<readonly [string, readonly Candidate[], string | undefined]>([
	['the one with most room', [candidate('a', room(2)), candidate('b', room(9))], 'b'],
	[
		'none with a problem',
		[candidate('a', room(2)), candidate('b', room(9), 'offline'), candidate('c', room(1))],
		'a',
	],
	[
		'none with a full disk',
		[candidate('a', room(2)), candidate('b', room(9, 0, 0)), candidate('c', room(1))],
		'a',
	],
	[
		'none of which nothing is known',
		[candidate('a', room()), candidate('b', room(undefined, undefined, 9))],
		undefined,
	],
	['the one of which something is known', [candidate('a', room()), candidate('b', room(undefined, 2))], 'b'],
	['the one with known memory', [candidate('a', room(0.9, 5)), candidate('b', room(undefined, 0))], 'a'],
	['no only choice', [candidate('a', room(2)), candidate('b', room(9), 'offline')], undefined],
	['nothing of nothing', [], undefined],
])('suggested is %s', (_, candidates, expected) => {
	expect(suggestWorker(candidates)?.worker).toBe(expected);
});

const facts: WorkerFacts = {
	hostname: 'a',
	podmanVersion: '5.4.0',
	rootless: false,
	cgroupVersion: 'v2',
	storageDriver: 'overlay',
	graphRoot: '/',
	freeBytes: 50 * GB,
	cpus: 2,
	memoryBytes: 25 * GB,
};
const ready = {state: 'ready', facts} as const;
const load = {
	memory: {totalBytes: 25 * GB, availableBytes: 14 * GB},
	disk: {totalBytes: 99 * GB, freeBytes: 40 * GB},
};
const devboxes = {at: 0, content: [devbox('a'), devbox('b'), devbox('c', {state: 'stopped'})]};
const now = 1_000_000;

test('the room of a worker is its free memory, its running DevBoxes and its free disk', () => {
	const known = roomOf({reach: ready, devboxes}, {content: load, at: now - 299_000}, now);
	expect(known).toEqual(room(14, 2, 40));
	expect(roomText(known, size)).toBe('14 GB memory free, 2 DevBoxes running');
});

test('memory that was read more than five minutes ago is not known any more', () => {
	const known = roomOf({reach: ready, devboxes}, {content: load, at: now - 301_000}, now);
	expect(known).toEqual({...room(undefined, 2, 40), memoryBytes: undefined});
	expect(roomText(known, size)).toBe('2 DevBoxes running, 40 GB disk free');
});

test('without a reading, the disk is that of the worker’s facts', () => {
	expect(roomOf({reach: ready}, undefined, now).diskBytes).toBe(50 * GB);
	expect(roomText(roomOf({reach: {state: 'waiting'}}, undefined, now), size)).toBe('');
});

test.each([
	[0, 'no DevBoxes running'],
	[1, '1 DevBox running'],
	[2, '2 DevBoxes running'],
])('%d running DevBoxes are said as %s', (running, text) => {
	expect(roomText(room(undefined, running), size)).toBe(text);
});
