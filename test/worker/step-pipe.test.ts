import {existsSync, rmSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import {localWorker, type Shell, shells, told} from '../jobs/local-worker.ts';

const noPipe =
	'No named pipe can be made in the home folder on the worker: it is full, or its file system has none. Free space there, and try again.';

describe.each(Object.keys(shells) as Shell[])('under %s', {concurrent: true}, shell => {
	test('a step without a pipe for its output does not begin, and what is not rolled back without one can be later', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [
			{id: 'one', run: 'rm out && mkdir -p out/x', undo: 'echo one back'},
			{id: 'two', run: 'touch ran', undo: 'touch undone'},
		]);
		expect((await worker.ended('j1')).map(told).slice(1)).toEqual([
			'step-started · one',
			'step-ended · one',
			'undo-started · one',
			`undo-failed · one · ${noPipe}`,
			`job-ended · ${noPipe} (It is not rolled back.) · failed`,
		]);
		const file = (name: string) => path.join(worker.jobFolder('j1'), name);
		rmSync(file('out'), {recursive: true});
		await recoverJob(worker.remote, 'j1');
		expect(worker.events('j1').map(told).slice(-4)).toEqual([
			'undo-started · one',
			'log · one · one back',
			'undo-ended · one',
			'job-ended · Everything is rolled back now. · failed',
		]);
		expect(existsSync(file('ran')) || existsSync(file('undone'))).toBe(false);
	});

	test('where no other pipe can be made, the last one serves', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [
			{id: 'one', run: 'mkdir -p out.new/x', undo: 'echo one back'},
			{id: 'two', run: 'echo broken; false'},
		]);
		expect((await worker.ended('j1')).map(told).slice(3)).toEqual([
			'step-started · two',
			'log · two · broken',
			'step-failed · two · broken',
			'undo-started · one',
			'log · one · one back',
			'undo-ended · one',
			'job-ended · broken · failed',
		]);
	});
});
