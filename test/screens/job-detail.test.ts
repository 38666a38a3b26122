import {expect, test} from 'vitest';
import {newJob, type Outcome, reduceJob} from '../../source/model/job.ts';
import {jobDetail} from '../../source/screens/jobs/job-detail.ts';
import {launchJob} from './fleet-events.ts';

const shown = (outcome: Outcome, text: string) => {
	const job = {...launchJob('forge-1', 'j1'), outcome};
	const event = {seq: 1, at: '2026-11-01T00:00:01Z', job: 'j1', step: '', kind: 'job-ended', text} as const;
	const rows = jobDetail(job, reduceJob(newJob(job.request), {...event, outcome})).rows;
	return rows.filter(row => row.text === text).map(({label}) => label);
};

test('a job that is done has a result, and one that is not has a reason', () => {
	expect(shown('done', 'web is running.')).toEqual(['Result']);
	expect(shown('failed', 'The port is in use.')).toEqual(['Reason']);
	expect(shown('cancelled', 'Cancelled by alice.')).toEqual(['Reason']);
});
