import {expect, test} from 'vitest';
import type {JobSummary} from '../../source/model/job.ts';
import {JobScreen} from '../../source/screens/jobs/job-screen.tsx';
import {JobsScreen} from '../../source/screens/jobs/jobs-screen.tsx';
import {jobRequest} from '../jobs/local-worker.ts';
import {ready, showScreen} from './show-app.tsx';

const request = {...jobRequest('j1', [{id: 'pause'}]), worker: 'forge-1'};
const job = (change: Partial<JobSummary>): JobSummary => ({
	request,
	outcome: undefined,
	endedAt: undefined,
	alive: false,
	...change,
});
const size = {columns: 110, rows: 24};
const jobs = async (change: Partial<JobSummary>) =>
	(
		await showScreen(<JobsScreen />, size, {
			events: [ready, {type: 'jobs-listed', worker: 'forge-1', content: [job(change)], at: Date.now()}],
		})
	).frame();

test.each<[Partial<JobSummary>, string, boolean]>([
	[{}, 'interrupted', true],
	[{outcome: 'interrupted'}, 'interrupted', false],
	[{outcome: 'failed', needsCleanup: true}, 'needs cleanup', true],
	[{outcome: 'failed'}, 'failed', false],
	[{alive: true}, 'running', false],
	[{alive: true, isWaiting: true}, 'waiting', false],
	[{elsewhere: 'forge-9'}, 'elsewhere', false],
])('a job that is %j is shown as %s', async (change, word, mayBeTakenBack) => {
	const frame = await jobs(change);
	expect(frame).toContain(word);
	expect(frame.includes('u Roll back')).toBe(mayBeTakenBack);
});

test('a job that waits for its turn says for whom', async () => {
	const waiting = 'Waiting for job j0: Snapshot web into localhost/web:1';
	const event = {at: request.at, job: 'j1', step: ''};
	const screen = await showScreen(<JobScreen request={request} />, size, {
		events: [
			ready,
			{type: 'job-followed', request},
			{type: 'job-event', id: 'j1', event: {...event, seq: 1, kind: 'job-started', text: ''}},
			{type: 'job-event', id: 'j1', event: {...event, seq: 2, kind: 'job-waiting', text: waiting}},
		],
	});
	expect(screen.frame()).toContain(waiting);
});
