import {readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {go, hasLogged, localWorker, type Shell, shells} from './local-worker.ts';

let before: number;
beforeEach(() => {
	before = process.umask();
});
afterEach(() => {
	process.umask(before);
});

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	test.each([0o000, 0o022, 0o077])(
		'what a job writes on its worker is its user’s alone, under umask %o',
		async umask => {
			process.umask(umask);
			using worker = localWorker(shell);
			await worker.start('j1', [{id: 'one', run: `${go}; echo x >made`}], {slots: 1, locks: ['box']});
			await hasLogged(worker, 'j1', 'started');
			await cancelJob(worker.remote, 'j1', 'alice');
			await worker.ended('j1');
			await worker.start('j2', [{id: 'one', run: 'echo x >made'}]);
			await worker.ended('j2');
			const all = readdirSync(worker.ingotFolder, {recursive: true, encoding: 'utf8'});
			expect(all).toEqual(expect.arrayContaining(['jobs/j1/events.ndjson', 'jobs/j2/made', 'locks']));
			const open = ['', ...all].filter(name => {
				const stats = statSync(path.join(worker.ingotFolder, name), {throwIfNoEntry: false});
				return stats !== undefined && (stats.mode & 0o077) !== 0;
			});
			expect(open).toEqual([]);
		},
	);
});
