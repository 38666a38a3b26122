import {describe, expect, test} from 'vitest';
import {newJob, reduceJob} from '../../source/model/job.ts';
import {
	addProgress,
	type Progress,
	progressOf,
	type StepProgress,
	toSample,
} from '../../source/model/progress.ts';
import {progressWords} from '../../source/model/progress-text.ts';
import {jobRequest} from '../jobs/local-worker.ts';

const second = 1000;
const MB = 1e6;

/** A step that reports these bytes (MB), one report a second, of a total (MB). */
const reported = (done: readonly number[], total: number | undefined): StepProgress => {
	let progress: StepProgress | undefined;
	for (const [at, each] of done.entries())
		progress = addProgress(progress, {
			step: 'commit',
			at: at * second,
			doneBytes: each * MB,
			totalBytes: total === undefined ? undefined : total * MB,
		});
	if (progress === undefined) throw new Error('No report.');
	return progress;
};

const steady = (seconds: number, perSecond = 10) =>
	Array.from({length: seconds + 1}, (_, at) => at * perSecond);

test.each<[string, {done: readonly number[]; total: number | undefined}, Partial<Progress>]>([
	[
		'the first report has no rate',
		{done: [10], total: 100},
		{percent: 10, bytesPerSecond: undefined, leftMs: undefined},
	],
	[
		'neither have the first seconds',
		{done: steady(2), total: 100},
		{percent: 20, bytesPerSecond: undefined, leftMs: undefined},
	],
	[
		'then a steady rate is exact',
		{done: steady(4), total: 100},
		{percent: 40, bytesPerSecond: 10 * MB, leftMs: 6 * second},
	],
	['nothing is left at the end', {done: steady(10), total: 100}, {percent: 100, leftMs: 0}],
	[
		'no total: no bar and no end',
		{done: steady(5), total: undefined},
		{percent: undefined, leftMs: undefined, bytesPerSecond: 10 * MB},
	],
	[
		'a total that was too small is dropped',
		{done: steady(12), total: 100},
		{doneBytes: 120 * MB, totalBytes: undefined, percent: undefined, leftMs: undefined},
	],
	[
		'fewer bytes than before begin anew',
		{done: [...steady(5), 1], total: 100},
		{percent: 1, bytesPerSecond: undefined},
	],
	[
		'a step that stands still has no end',
		{done: [0, 0, 0, 0, 0], total: 100},
		{bytesPerSecond: 0, leftMs: undefined},
	],
])('%s', (_, {done, total}, wanted) => {
	expect(progressOf(reported(done, total))).toMatchObject(wanted);
});

test('the time left counts down between two reports, and is not shown after 15 s of silence', () => {
	const progress = reported(steady(4), 100);
	expect(progressOf(progress, 6 * second).leftMs).toBe(4 * second);
	expect(progressOf(progress, 18 * second)).toMatchObject({leftMs: 0, bytesPerSecond: 10 * MB});
	expect(progressOf(progress, 20 * second)).toMatchObject({
		leftMs: undefined,
		bytesPerSecond: undefined,
		percent: 40,
	});
});

test('a rate that varies by half does not make the time left jump', () => {
	let before: StepProgress | undefined;
	let done = 0;
	for (let at = 0; at < 200; at += 1) {
		done += (at % 2 === 0 ? 5 : 15) * MB;
		const next = addProgress(before, {step: 'a', at: at * second, doneBytes: done, totalBytes: 4000 * MB});
		if (at > 5 && before?.leftMs !== undefined && next.leftMs !== undefined)
			expect(Math.abs(next.leftMs - (before.leftMs - second))).toBeLessThan(0.05 * before.leftMs);
		before = next;
	}
	expect(before?.leftMs).toBeGreaterThan(180 * second);
	expect(before?.leftMs).toBeLessThan(220 * second);
});

test('a rate that drops for good is followed within half a minute', () => {
	const progress = reported([...steady(20), ...Array.from({length: 30}, (_, at) => 200 + at + 1)], 1000);
	expect(progressOf(progress).bytesPerSecond).toBeLessThan(2 * MB);
	expect(progressOf(progress).leftMs).toBeGreaterThan(300 * second);
});

describe('an event', () => {
	test.each([
		['5 100', {at: 7, doneBytes: 5, totalBytes: 100}],
		['5 0', {at: 7, doneBytes: 5, totalBytes: undefined}],
		['5', undefined],
		['-5 100', undefined],
		['5 100 7', undefined],
		['1e9 100', undefined],
		['9999999999999999 1', undefined],
		['\u001B[2J 1', undefined],
	])('%j is read as %j', (text, wanted) => {
		expect(toSample(text, 7)).toEqual(wanted);
	});

	test('is of the running step only, and ends with it', () => {
		const request = jobRequest('j1', [{id: 'one'}]);
		const event = {at: '2026-11-28T10:00:00.000Z', job: 'j1', step: 'one', text: '5 10'} as const;
		const waiting = newJob(request);
		expect(reduceJob(waiting, {...event, seq: 1, kind: 'progress'}).progress).toBeUndefined();
		const running = reduceJob(waiting, {...event, seq: 1, kind: 'step-started'});
		const moved = reduceJob(running, {...event, seq: 2, kind: 'progress'});
		expect(moved.progress).toMatchObject({doneBytes: 5, totalBytes: 10});
		expect(reduceJob(moved, {...event, seq: 3, kind: 'progress', text: 'x'}).progress).toBe(moved.progress);
		expect(reduceJob(moved, {...event, seq: 3, kind: 'log', text: '99 %'}).progress).toBe(moved.progress);
		expect(reduceJob(moved, {...event, seq: 3, kind: 'step-ended'}).progress).toBeUndefined();
		expect(reduceJob(moved, {...event, seq: 3, kind: 'step-failed'}).progress).toBeUndefined();
	});
});

test('its words leave out what is not known', () => {
	expect(progressWords(progressOf(reported(steady(4), 100)))).toEqual([
		'40 %',
		'40 MB of 100 MB',
		'6 s left',
		'10 MB/s',
	]);
	expect(progressWords(progressOf(reported([3], 100)))).toEqual(['3 %', '3 MB of 100 MB']);
	expect(progressWords(progressOf(reported(steady(4), undefined)))).toEqual(['40 MB', '10 MB/s']);
});
