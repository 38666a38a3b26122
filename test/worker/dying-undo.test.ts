import {describe, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {findBroken} from '../../source/jobs/find-broken.ts';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import {until} from '../driver/until.ts';
import {
	hasLogged,
	killRunner,
	type LocalWorker,
	letGo,
	localWorker,
	stepGroup,
	told,
} from '../jobs/local-worker.ts';

const steps = [
	{id: 'one', run: 'true', undo: 'echo one back'},
	{id: 'two', run: 'true', undo: 'echo slow; until [ -e go ]; do sleep 0.05; done; echo two back'},
	{id: 'three', run: 'echo started; sleep 1000', undo: 'echo three back'},
];

/** Cancelled, and in the middle of undoing the second step. */
const takingBack = async (worker: LocalWorker): Promise<void> => {
	await worker.start('j1', steps, ['box']);
	await hasLogged(worker, 'j1', 'started');
	await cancelJob(worker.remote, 'j1', 'alice');
	await hasLogged(worker, 'j1', 'slow');
};
/** The recovery has come as far as the first attempt. */
const hasLoggedTwice = (worker: LocalWorker) =>
	until(() => worker.events('j1').filter(event => event.text === 'slow').length === 2, {
		what: 'a second try',
	});
const linesOf = async (worker: LocalWorker) => (await worker.ended('j1')).map(told);

describe.each(['dash', 'busybox'] as const)('under %s', shell => {
	test('a recovery completes the rollback of a job that died during it', async () => {
		using worker = localWorker(shell);
		await takingBack(worker);
		await killRunner(worker, 'j1');
		expect((await findBroken(worker.remote)).broken).toMatchObject([
			{id: 'j1', state: 'interrupted', remains: [{name: 'one'}, {name: 'two'}, {name: 'three'}]},
		]);
		const recovered = recoverJob(worker.remote, 'j1');
		await letGo(worker, 'j1');
		await recovered;
		const lines = await linesOf(worker);
		// Steps that were undone before are undone again: each undo may run twice.
		expect(lines.slice(lines.lastIndexOf('undo-started · three'))).toEqual([
			'undo-started · three',
			'log · three · three back',
			'undo-ended · three',
			'undo-started · two',
			'log · two · slow',
			'log · two · two back',
			'undo-ended · two',
			'undo-started · one',
			'log · one · one back',
			'undo-ended · one',
			expect.stringMatching(/^job-ended · .* · interrupted$/u),
		]);
		expect((await findBroken(worker.remote)).broken).toEqual([]);
	});

	test('a recovery that dies is completed by the next one', async () => {
		using worker = localWorker(shell);
		await takingBack(worker);
		await killRunner(worker, 'j1');
		const first = recoverJob(worker.remote, 'j1').catch(() => {});
		await hasLoggedTwice(worker);
		await killRunner(worker, 'j1');
		await letGo(worker, 'j1');
		await first;
		await recoverJob(worker.remote, 'j1');
		const lines = await linesOf(worker);
		expect(lines.at(-1)).toMatch(/· interrupted$/u);
		expect(lines.filter(line => line.startsWith('job-ended'))).toHaveLength(1);
		expect(lines.filter(line => line === 'undo-ended · one')).toHaveLength(1);
		expect((await findBroken(worker.remote)).broken).toEqual([]);
	});

	test('an undo whose command is killed is logged, the others continue, and it is retried later', async () => {
		using worker = localWorker(shell);
		await takingBack(worker);
		process.kill(-(await stepGroup(worker, 'j1')), 'SIGKILL');
		const lines = await linesOf(worker);
		expect(lines).toContain('undo-ended · one');
		expect(lines.at(-1)).toMatch(/^job-ended · .*Not rolled back.* · cancelled$/u);
		expect((await findBroken(worker.remote)).broken).toMatchObject([
			{id: 'j1', state: 'left', remains: [{kind: 'step', name: 'two'}]},
		]);
		const recovered = recoverJob(worker.remote, 'j1');
		await letGo(worker, 'j1');
		await recovered;
		expect((await findBroken(worker.remote)).broken).toEqual([]);
	});
});
