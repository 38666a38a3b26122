import {expect, test} from 'vitest';
import {newFleet, reduceFleet} from '../../source/model/fleet.ts';
import type {JobSummary} from '../../source/model/job.ts';
import {newJob} from '../../source/model/job.ts';
import {addProgress} from '../../source/model/progress.ts';
import {activityOf} from '../../source/screens/shared/activity.ts';

const job = (id: string, change: Partial<JobSummary> = {}): JobSummary => ({
	request: {
		version: 1,
		id,
		kind: 'snapshot',
		title: 'Snapshot of api as localhost/tax:1',
		worker: 'forge-1',
		user: 'alice',
		host: 'here',
		ingot: '0',
		at: '2026-11-27T10:00:00Z',
		devbox: {id: 'a', name: 'api'},
		reference: 'localhost/tax:1',
		steps: [{id: 'commit', title: 'Commit'}],
	},
	outcome: undefined,
	endedAt: undefined,
	alive: true,
	...change,
});

const fleetWith = (...jobs: readonly JobSummary[]) => {
	const fleet = newFleet([
		{name: 'forge-1', kind: 'self-hosted'},
		{name: 'forge-2', kind: 'self-hosted'},
	]);
	return reduceFleet(fleet, {type: 'jobs-listed', worker: 'forge-1', content: jobs, at: 0});
};
const down = {state: 'down', reason: 'No answer.', hint: '', failure: 'unreachable'} as const;

test('one running job is named with its progress, several are counted', () => {
	const one = fleetWith(job('1'), job('0', {outcome: 'done', endedAt: '2026-11-27T10:01:00Z'}));
	expect(activityOf(one, {})).toEqual({text: 'snapshot api', isMoving: true});
	const progress = addProgress(undefined, {step: 'commit', at: 0, doneBytes: 58, totalBytes: 100});
	const followed = {'1': {job: {...newJob(job('1').request), progress}}};
	expect(activityOf(one, followed)).toEqual({text: 'snapshot api 58 %', isMoving: true});
	expect(activityOf(fleetWith(job('1'), job('2', {isWaiting: true})), {})?.text).toBe('2 jobs');
});

test('a followed job that has ended does not run any more, before its list is read again', () => {
	const ended = {'1': {job: {...newJob(job('1').request), outcome: 'done' as const}}};
	expect(activityOf(fleetWith(job('1')), ended)).toBeUndefined();
	expect(activityOf(fleetWith(job('1'), job('2')), ended)?.text).toBe('snapshot api');
});

test('without a running job, workers that do not answer are counted', () => {
	expect(activityOf(fleetWith(job('1', {outcome: 'done'})), {})).toBeUndefined();
	const fleet = reduceFleet(fleetWith(), {type: 'worker-reached', worker: 'forge-2', reach: down});
	expect(activityOf(fleet, {})).toEqual({text: '1 of 2 offline', isMoving: false});
});
