import {existsSync, mkdirSync, rmdirSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {until} from '../driver/until.ts';
import {hasLogged, type LocalWorker, localWorker, runnerPid, told} from '../jobs/local-worker.ts';

const letGo = (worker: LocalWorker, id: string) => worker.remote.run(`touch ${worker.jobFolder(id)}/go`);
const freezer = '/sys/fs/cgroup/freezer';

/** A frozen process outlasts every signal, like one that is blocked on a disk. */
const frozenGroup = () => {
	const folder = `${freezer}/ingot-cancel-${process.pid}`;
	mkdirSync(folder);
	const be = (state: 'FROZEN' | 'THAWED') => writeFileSync(`${folder}/freezer.state`, state);
	return {
		folder,
		be,
		async [Symbol.asyncDispose]() {
			be('THAWED');
			await until(() => {
				try {
					rmdirSync(folder);
					return true;
				} catch {
					return false;
				}
			});
		},
	};
};

test.skipIf(!existsSync(`${freezer}/cgroup.procs`))(
	'a cancel that takes longer than five seconds logs the command it is waiting for, and ends after it',
	async () => {
		using worker = localWorker();
		await using group = frozenGroup();
		await worker.start('j1', [
			{id: 'one', run: 'true', undo: 'echo one back'},
			{id: 'stuck', run: `echo $$ >${group.folder}/cgroup.procs; echo started; sleep 1000`},
		]);
		await hasLogged(worker, 'j1', 'started');
		group.be('FROZEN');
		const asked = performance.now();
		await cancelJob(worker.remote, 'j1', 'alice');
		const late = await until(
			() => worker.events('j1').find(event => event.text.startsWith('Waiting for the end of')),
			{what: 'what it waits for'},
		);
		// By the whole seconds of the worker's clock.
		expect(performance.now() - asked).toBeGreaterThan(4000);
		expect(late).toMatchObject({step: 'stuck', kind: 'log'});
		expect(late.text).toMatch(/Waiting for the end of (sh|sleep) .*\(process \d+, state [DST]\)/u);
		expect(worker.events('j1').some(event => event.kind === 'undo-started')).toBe(false);
		group.be('THAWED');
		expect((await worker.ended('j1')).map(told).slice(-4)).toEqual([
			'undo-started · one',
			'log · one · one back',
			'undo-ended · one',
			'job-ended · Cancelled by alice. · cancelled',
		]);
	},
);

test('two more cancels during the rollback, from another login and by a signal, change nothing', async () => {
	using worker = localWorker();
	await worker.start('j1', [
		{id: 'one', run: 'true', undo: 'echo one back'},
		{id: 'two', run: 'true', undo: 'echo slow; until [ -e go ]; do sleep 0.05; done; echo two back'},
		{id: 'three', run: 'echo started; sleep 1000'},
	]);
	await hasLogged(worker, 'j1', 'started');
	await cancelJob(worker.connect(), 'j1', 'alice');
	await hasLogged(worker, 'j1', 'slow');
	await cancelJob(worker.connect(), 'j1', 'bob');
	process.kill(runnerPid(worker, 'j1'), 'SIGTERM');
	await cancelJob(worker.connect(), 'j1', 'carol');
	await letGo(worker, 'j1');
	const all = (await worker.ended('j1')).map(told);
	expect(all.filter(line => line.startsWith('cancel-requested'))).toEqual([
		'cancel-requested · Cancelled by alice.',
	]);
	expect(all.slice(-6)).toEqual([
		'log · two · two back',
		'undo-ended · two',
		'undo-started · one',
		'log · one · one back',
		'undo-ended · one',
		'job-ended · Cancelled by alice. · cancelled',
	]);
});
