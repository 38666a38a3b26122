import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import jobProcess from '../../source/worker/runner/job-process.sh';
import runSchedule from '../../source/worker/schedules/run-schedule.sh';
import {type LocalWorker, localWorker, type Shell, shells} from '../jobs/local-worker.ts';

/** A schedule whose runs do nothing, and that many of them. Returns what starts another one. */
const withRuns = (worker: LocalWorker, shell: Shell, count: number): (() => string) => {
	const folder = path.join(worker.ingotFolder, 'schedules/s1');
	mkdirSync(folder, {recursive: true});
	for (const [name, text] of [
		['run.sh', `${jobProcess}\n${runSchedule}`],
		['session.sh', ''],
		['job-files', ''],
		['plan.sh', ''],
		['request.json', '}\n'],
	] as const)
		writeFileSync(path.join(folder, name), text);
	for (let number = 1; number <= count; number += 1) {
		const run = worker.jobFolder(runName(number));
		mkdirSync(run, {recursive: true});
		writeFileSync(path.join(run, 'status.json'), '{}\n');
	}
	const [command = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
	return () => execFileSync(command, [...first, path.join(folder, 'run.sh'), 'prepare'], {encoding: 'utf8'});
};
const runName = (number: number): string => `20260101-0000${String(number).padStart(2, '0')}-s1`;

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	test('the last twenty runs of a schedule are kept, and those that run or need cleanup', () => {
		using worker = localWorker(shell);
		const start = withRuns(worker, shell, 26);
		const file = (number: number, name: string) => path.join(worker.jobFolder(runName(number)), name);
		writeFileSync(file(1, 'left'), '1\n');
		symlinkSync('1 2 3', file(3, 'recovering'));
		execFileSync('rm', [file(4, 'status.json')]);
		const jobs = path.join(worker.ingotFolder, 'jobs');
		// What a power cut has left of a run that was being removed.
		mkdirSync(path.join(jobs, `.old-${runName(2)}`));
		const run = start().trim();
		expect(readdirSync(jobs).filter(name => !name.startsWith('.'))).toEqual([
			...[1, 3, 4].map(runName),
			...Array.from({length: 19}, (_, index) => runName(index + 8)),
			run,
		]);
		expect(existsSync(path.join(jobs, `.old-${runName(2)}`))).toBe(false);
	});
});
