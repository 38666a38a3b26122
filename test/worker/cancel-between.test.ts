import {describe, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {runnerText} from '../../source/jobs/runner-files.ts';
import {localWorker, type Shell, shells, stepGroup, told} from '../jobs/local-worker.ts';

/** A runner with that text in place of another: what a moment brings about is then certain. */
const runner = (text: string, instead: string) => {
	expect(runnerText).toContain(text);
	return {files: [{name: 'job-runner.sh', text: runnerText.replace(text, () => instead)}]};
};
const cancelled = [
	'undo-started · one',
	'log · one · one back',
	'undo-ended · one',
	expect.stringMatching(/^job-ended · Cancelled by .*\. · cancelled$/u),
];

describe.each(Object.keys(shells) as Shell[])('under %s', {concurrent: true}, shell => {
	const steps = [
		{id: 'one', run: 'true', undo: 'echo one back'},
		{id: 'two', run: 'echo started; exec sleep 20'},
	];

	test.each([
		['before its record', 'echo "$1" 2>/dev/null >>started ||'],
		['behind its record', 'run_step "$1" work'],
		['once it is marked as running', 'running=$2\n'],
	])('a cancel between two steps, %s, ends the second as it begins', async (_, place) => {
		using worker = localWorker(shell);
		const signal = 'case $step_id in two) kill -TERM $$ ;; esac\n';
		const [before, after] = place.endsWith('\n') ? [place, signal] : [signal, place];
		await worker.start('j1', steps, runner(place, before + after));
		expect((await worker.ended('j1')).map(told).slice(-4)).toEqual(cancelled);
	});

	test('a cancel while a step is getting its own session ends it', async () => {
		using worker = localWorker(shell);
		await worker.start(
			'j1',
			[{id: 'one', run: 'exec sleep 20', undo: 'echo one back'}],
			runner(
				'setsid sh -c',
				`sh -c 'until [ -e cancel ]; do sleep 0.1; done; sleep 1; exec setsid "$@"' - sh -c`,
			),
		);
		await stepGroup(worker, 'j1');
		await cancelJob(worker.remote, 'j1', 'alice');
		expect((await worker.ended('j1')).map(told).slice(-4)).toEqual(cancelled);
	});
});
