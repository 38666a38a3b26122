import {cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {listJobs} from '../../source/jobs/list-jobs.ts';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import {isRecoverable, jobState} from '../../source/model/job-state.ts';
import {until} from '../driver/until.ts';
import {
	hasLogged,
	killRunner,
	type LocalWorker,
	localWorker,
	type Shell,
	shells,
	stepGroup,
} from '../jobs/local-worker.ts';

/** INGOT_FAULTS: `all` tries every pair under every shell, `pairs` every pair under dash; else each file alone. */
const isAll = process.env.INGOT_FAULTS === 'all';
const limitMs = isAll ? 3_600_000 : 900_000;

/** Paths from the folder of jobs, locks and unfinished. */
const files = [
	...['pid', 'plan.sh', 'job-runner.sh', 'request.json', 'events.ndjson', 'started', 'settled', 'ballast'],
	...['step.pid', 'status.json', 'left'],
].map(name => `jobs/j1/${name}`);
const beside = ['unfinished/j1', 'locks/devbox-a', 'locks/slot'];

/** Each file that there is, alone and with each other one. */
const losses = (template: string, hasPairs: boolean): readonly (readonly string[])[] => {
	const there = [...files, ...beside].filter(file =>
		file === 'locks/slot' ? slotOf(template) : isThere(template, file),
	);
	return there.flatMap((one, at) => [
		[one],
		...(hasPairs ? there.slice(at + 1).map(other => [one, other]) : []),
	]);
};
const slotOf = (folder: string) =>
	readdirSync(path.join(folder, 'locks')).find(name => name.startsWith('slot-'));
const isThere = (folder: string, file: string) =>
	readdirSync(path.join(folder, path.dirname(file))).includes(path.basename(file));

const folders = ['jobs', 'locks', 'unfinished'];
const copy = (from: string, to: string) => {
	for (const name of folders) {
		rmSync(path.join(to, name), {recursive: true, force: true});
		cpSync(path.join(from, name), path.join(to, name), {recursive: true, verbatimSymlinks: true});
	}
};

/** The worker as it was when the template was kept, without these files. */
const lose = (worker: LocalWorker, template: string, lost: readonly string[]) => {
	rmSync(path.join(worker.ingotFolder, 'undone'), {force: true});
	copy(template, worker.ingotFolder);
	for (const file of lost)
		rmSync(path.join(worker.ingotFolder, file === 'locks/slot' ? `locks/${slotOf(template)}` : file));
};
const keep = (worker: LocalWorker, name: string): string => {
	const template = path.join(worker.ingotFolder, name);
	mkdirSync(template);
	copy(worker.ingotFolder, template);
	rmSync(path.join(template, 'jobs/j1/out'), {force: true});
	return template;
};

const undone = (worker: LocalWorker): readonly string[] => {
	const file = path.join(worker.ingotFolder, 'undone');
	return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};
const statusOf = (worker: LocalWorker): string =>
	JSON.parse(readFileSync(path.join(worker.jobFolder('j1'), 'status.json'), 'utf8')).outcome;
const lastWords = (worker: LocalWorker): string => worker.events('j1').at(-1)?.text ?? '';
const remains = (worker: LocalWorker) =>
	['locks', 'unfinished'].flatMap(name => readdirSync(path.join(worker.ingotFolder, name)));

const undo = (id: string) => `echo ${id} >>../../undone`;
const plan = {locks: ['devbox-a'], slots: 1};
const hanging = [
	{id: 'one', run: 'true', undo: undo('one')},
	{id: 'two', run: 'echo started; sleep 100', undo: undo('two')},
	{id: 'three', run: 'true', undo: undo('three')},
];
/** Its runner and its step were killed in the second step. */
const interrupted = async (worker: LocalWorker): Promise<string> => {
	await worker.start('j1', hanging, plan);
	await hasLogged(worker, 'j1', 'started');
	await killRunner(worker, 'j1');
	process.kill(-(await stepGroup(worker, 'j1')), 'SIGKILL');
	// The process that waited for the step records its exit code.
	await until(() => existsSync(path.join(worker.jobFolder('j1'), 'code')), {what: 'the end of the step'});
	return keep(worker, 'template');
};

const isRolledBack = (worker: LocalWorker, where: string) => {
	const done = undone(worker);
	const told = () =>
		worker
			.events('j1')
			.map(({step, kind, text}) => `${step} ${kind} ${text}`)
			.join('\n');
	expect(done, `${where}\n${told()}`).toEqual(expect.arrayContaining(['two', 'one']));
	expect(done.indexOf('two'), where).toBeLessThan(done.indexOf('one'));
};
/** Cut at so many places, shorter and with zeros, and right before the end of its last line. */
const cutsOf = (template: string, file: string, count: number) => {
	const whole = readFileSync(path.join(template, 'jobs/j1', file), 'latin1');
	const places = Array.from({length: count}, (_, index) => Math.floor((whole.length * index) / count));
	return [...places, whole.length - 2].flatMap(at => [
		{file, text: whole.slice(0, at)},
		{file, text: whole.slice(0, at) + '\0'.repeat(whole.length - at)},
	]);
};
const report = (what: string, count: number) =>
	process.stdout.write(`${what}: ${count} of ${count} survived\n`);

describe.each(Object.keys(shells) as Shell[])('under %s', {concurrent: true}, shell => {
	const hasPairs = isAll || (shell === 'dash' && process.env.INGOT_FAULTS === 'pairs');

	test(
		'a job that died is rolled back whichever of its files are lost, or reports why not',
		async () => {
			using worker = localWorker(shell);
			const template = await interrupted(worker);
			const cases = losses(template, hasPairs);
			for (const lost of cases) {
				const where = lost.join(' ');
				lose(worker, template, lost);
				const [listed] = await listJobs(worker.remote);
				expect(listed && jobState(listed), where).toBe(
					where.includes('request.json') ? undefined : 'interrupted',
				);
				await recoverJob(worker.remote, 'j1');
				expect(statusOf(worker), where).toBe('interrupted');
				if (where.includes('plan.sh')) {
					expect(undone(worker), where).toEqual([]);
					expect(lastWords(worker), where).toContain('The plan of this job was lost.');
				} else isRolledBack(worker, where);
				expect(remains(worker), where).toEqual([]);
				expect((await listJobs(worker.remote)).some(isRecoverable), where).toBe(false);
			}
			report(`files lost at work, ${shell}`, cases.length);
		},
		limitMs,
	);

	test(
		'a job that died is rolled back wherever a power cut truncated its runner, and reports a truncated plan',
		async () => {
			using worker = localWorker(shell);
			const template = await interrupted(worker);
			const cases = ['plan.sh', 'job-runner.sh'].flatMap(file => cutsOf(template, file, hasPairs ? 6 : 2));
			for (const {file, text} of cases) {
				const where = `${file} ${text.length} ${JSON.stringify(text.slice(-20))}`;
				lose(worker, template, []);
				writeFileSync(path.join(worker.jobFolder('j1'), file), text, 'latin1');
				await recoverJob(worker.remote, 'j1');
				expect(statusOf(worker), where).toBe('interrupted');
				if (file === 'plan.sh') {
					expect(undone(worker), where).toEqual([]);
					expect(lastWords(worker), where).toContain('The plan of this job was lost.');
				} else isRolledBack(worker, where);
				expect(remains(worker), where).toEqual([]);
			}
			report(`runner and plan cut, ${shell}`, cases.length);
		},
		limitMs,
	);

	test(
		'a later job for the same DevBox runs whichever files of a dead one are lost',
		async () => {
			using worker = localWorker(shell);
			const template = await interrupted(worker);
			const cases = losses(template, hasPairs).filter(
				lost => lost.length < 2 || isAll || /pid|plan|runner/u.test(lost[0] ?? ''),
			);
			for (const lost of cases) {
				const where = lost.join(' ');
				lose(worker, template, lost);
				await worker.start('j2', [{id: 'one', run: 'true'}], plan);
				expect((await worker.ended('j2')).at(-1)?.outcome, where).toBe('done');
				const hasLocks = !(lost.includes('locks/devbox-a') && lost.includes('locks/slot'));
				if (!hasLocks) continue;
				expect(statusOf(worker), where).toBe('interrupted');
				if (where.includes('plan.sh')) {
					expect(lastWords(worker), where).toContain('`ingot recover j1`');
					expect(readdirSync(path.join(worker.ingotFolder, 'unfinished')), where).toContain('j1');
				} else isRolledBack(worker, where);
			}
			report(`files lost in front of another job, ${shell}`, cases.length);
		},
		limitMs,
	);

	test.each(['done', 'failed'])(
		'a job that ended as %s keeps what it made, whichever files are lost',
		async outcome => {
			using worker = localWorker(shell);
			const isDone = outcome === 'done';
			await worker.start(
				'j1',
				[
					{id: 'one', run: 'true', undo: undo('one')},
					isDone
						? {id: 'two', run: 'true', undo: undo('two')}
						: {id: 'two', run: 'false', undo: `[ -e ../../mended ] || exit 1; ${undo('two')}`},
				],
				plan,
			);
			await worker.ended('j1');
			const template = keep(worker, 'template');
			mkdirSync(path.join(worker.ingotFolder, 'mended'));
			const cases = losses(template, hasPairs);
			for (const lost of cases) {
				const where = lost.join(' ');
				lose(worker, template, lost);
				const isListed = (await listJobs(worker.remote)).some(isRecoverable);
				await recoverJob(worker.remote, 'j1').catch(thrown => {
					throw new Error(where, {cause: thrown});
				});
				const known = existsSync(path.join(worker.jobFolder('j1'), 'status.json')) && statusOf(worker);
				expect(known, where).toMatch(
					/status/u.test(where) && /events/u.test(where) ? /interrupted/u : new RegExp(outcome, 'u'),
				);
				if (isDone) expect(undone(worker), where).toEqual([]);
				else if (isListed && !where.includes('plan.sh')) expect(undone(worker)[0], where).toBe('two');
				expect(remains(worker), where).toEqual([]);
				expect((await listJobs(worker.remote)).some(isRecoverable), where).toBe(false);
			}
			report(`files lost after ${outcome}, ${shell}`, cases.length);
		},
		limitMs,
	);
});
