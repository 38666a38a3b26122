import {expect, test} from 'vitest';
import {newFleet, type WorkerView} from '../../source/model/fleet.ts';
import type {Reach} from '../../source/model/worker.ts';
import {meter} from '../../source/parts/meter.ts';
import {retryText, seenText} from '../../source/screens/workers/offline.ts';
import {down, ready, screenAfter, workerFacts} from './show-app.tsx';

const view = (reach: Reach, change: Partial<WorkerView> = {}): WorkerView => ({
	...(newFleet([{name: 'forge', kind: 'self-hosted'}]).forge as WorkerView),
	reach,
	...change,
});
const offline = (change: {seenAt?: number; nextAt?: number} = {}) =>
	({state: 'down', reason: 'gone', hint: 'look', failure: 'unreachable', ...change}) as const;
const now = 10_000_000;

test.each([
	[0, '░░░░░░'],
	[0.001, '█░░░░░'],
	[0.5, '███░░░'],
	[0.999, '█████░'],
	[1, '██████'],
	[7, '██████'],
	[-1, '░░░░░░'],
	[Number.NaN, '░░░░░░'],
])('a disk that is used to %d is drawn as %s', (share, bar) => {
	expect(meter(share, 6)).toBe(bar);
});

test.each([
	[view(offline({nextAt: now + 19_200})), 'retry in 20 s'],
	[view(offline({nextAt: now + 1})), 'retry in 1 s'],
	[view(offline({nextAt: now + 90_000})), 'retry in 90 s'],
	[view(offline({nextAt: now + 15 * 60_000})), 'retry in 15 min'],
	[view(offline({nextAt: now - 500})), 'retry now'],
	[view(offline()), ''],
	[view({state: 'waiting'}), ''],
])('an offline worker says when it is tried again', (worker, text) => {
	expect(retryText(worker, now)).toBe(text);
});

test.each([
	[view(offline({seenAt: now - 180_000})), '3m ago'],
	[view(offline(), {images: {content: {managed: [], references: []}, at: now - 7_200_000}}), '2h ago'],
	[view(offline({seenAt: now - 1000}), {devboxes: {content: [], at: now - 7_200_000}}), 'just now'],
	[view(offline()), 'never'],
	[view({state: 'waiting'}), ''],
])('an offline worker says when it was last seen', (worker, text) => {
	expect(seenText(worker, now)).toBe(text);
});

const facts = workerFacts;

test('the list shows the disk as a bar, and for an offline worker the next try', async () => {
	const screen = await screenAfter([
		{...ready, reach: {state: 'ready', facts}},
		{...down, reach: offline({nextAt: Date.now() + 20_000, seenAt: Date.now() - 185_000})},
	] as Parameters<typeof screenAfter>[0]);
	expect(screen.frame()).toMatch(/forge-1 .*█+░+ 50G free/u);
	expect(screen.frame()).toMatch(/forge-2 .*retry in \d+ s/u);
	expect(screen.frame()).toMatch(/Disk +███░░░ 50 GB free in/u);
	await screen.press('down');
	expect(screen.frame()).toMatch(/Last seen +3m ago/u);
	expect(screen.frame()).toMatch(/Next try +in \d+ s/u);
});

test('at 80 columns the disk is still in the list', async () => {
	const events = [{...ready, reach: {state: 'ready', facts}}] as Parameters<typeof screenAfter>[0];
	const screen = await screenAfter(events, undefined, {columns: 80});
	expect(screen.frame()).toMatch(/forge-1 .*50G free/u);
});
