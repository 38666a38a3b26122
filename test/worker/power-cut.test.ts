import {execFileSync} from 'node:child_process';
import {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import type {JobEvent} from '../../source/model/job.ts';
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

/** Every byte with INGOT_FAULTS=all; else some, and some ends of lines. */
const isChosen = (text: string, at: number): boolean =>
	process.env.INGOT_FAULTS === 'all' ||
	at % 89 === 0 ||
	at === text.indexOf('x') + 1 ||
	at === text.length - 1 ||
	(text.length < 20 && at % 3 === 0) ||
	(text[at - 1] === '\n' && at % 3 === 0);

/** Some thousand cases, each with two recoveries. */
const limitMs = process.env.INGOT_FAULTS === 'all' ? 3 * 3_600_000 : 900_000;

const undone = (id: string) => `echo ${id} >>../../undone`;
const steps = [
	{id: 'one', run: 'true', undo: undone('one')},
	{id: 'pause', run: 'true', undo: undone('pause')},
	{id: 'resume', run: 'true', settles: 'pause'},
];

type Case = {readonly file: string; readonly at: number; readonly tail: string};
type After = {
	readonly outcome: string;
	readonly undone: readonly string[];
	readonly events: readonly JobEvent[];
	readonly locks: readonly string[];
};

const casesOf = (template: string): readonly Case[] =>
	['events.ndjson', 'started', 'settled', 'pid', 'status.json', 'left'].flatMap(file => {
		const name = path.join(template, file);
		if (!existsSync(name)) return [];
		const text = readFileSync(name, 'latin1');
		return [...text].flatMap((_, at) =>
			isChosen(text, at)
				? [
						{file, at, tail: ''},
						{file, at, tail: '\0'.repeat(text.length - at)},
					]
				: [],
		);
	});

/** A copy of the folder with one file cut, recovered by its own runner, twice. */
const afterCut = (
	worker: LocalWorker,
	shell: Shell,
	{template, file, at, tail}: Case & {template: string},
): After => {
	const folder = worker.jobFolder('j1');
	const locks = path.join(worker.ingotFolder, 'locks');
	rmSync(folder, {recursive: true, force: true});
	rmSync(path.join(worker.ingotFolder, 'undone'), {force: true});
	cpSync(template, folder, {recursive: true});
	mkdirSync(locks, {recursive: true});
	rmSync(path.join(locks, 'box-j1'), {force: true});
	if (!existsSync(path.join(folder, 'status.json'))) symlinkSync('j1', path.join(locks, 'box-j1'));
	const whole = readFileSync(path.join(folder, file), 'latin1');
	writeFileSync(path.join(folder, file), whole.slice(0, at) + tail, 'latin1');
	const recover = () =>
		execFileSync(shells[shell], [...(shell === 'busybox' ? ['sh'] : []), 'job-runner.sh', 'recover'], {
			cwd: folder,
			stdio: ['ignore', 'ignore', 'pipe'],
		});
	recover();
	const first = readFileSync(path.join(folder, 'events.ndjson'), 'utf8');
	recover();
	expect(readFileSync(path.join(folder, 'events.ndjson'), 'utf8')).toBe(first);
	const undoneFile = path.join(worker.ingotFolder, 'undone');
	return {
		outcome: JSON.parse(readFileSync(path.join(folder, 'status.json'), 'utf8')).outcome,
		undone: existsSync(undoneFile) ? readFileSync(undoneFile, 'utf8').trim().split('\n') : [],
		events: first
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line) as JobEvent),
		locks: readdirSync(locks),
	};
};

const keep = async (worker: LocalWorker, name: string): Promise<string> => {
	const template = path.join(worker.ingotFolder, name);
	cpSync(worker.jobFolder('j1'), template, {
		recursive: true,
		filter: file => !/\/(out|runner\.log)$/u.test(file),
	});
	return template;
};

const check = (after: After, where: string): void => {
	expect(
		after.events.map(event => event.seq),
		where,
	).toEqual(after.events.map((_, index) => index + 1));
	expect(after.events.at(-1), where).toMatchObject({kind: 'job-ended', outcome: after.outcome});
	expect(after.locks, where).toEqual([]);
};

describe.each(process.env.INGOT_FAULTS === 'all' ? (Object.keys(shells) as Shell[]) : (['dash'] as const))(
	'under %s',
	shell => {
		test(
			'a job that was running is rolled back wherever a power cut truncated one of its files',
			async () => {
				using worker = localWorker(shell);
				await worker.start('j1', [
					...steps,
					{id: 'two', run: 'echo started; sleep 100', undo: undone('two')},
					{id: 'three', run: 'true', undo: undone('three')},
				]);
				await hasLogged(worker, 'j1', 'started');
				await killRunner(worker, 'j1');
				process.kill(-(await stepGroup(worker, 'j1')));
				// The process that waited for the step records its exit code.
				await until(() => existsSync(path.join(worker.jobFolder('j1'), 'code')), {
					what: 'the end of the step',
				});
				const template = await keep(worker, 'template');
				const cases = casesOf(template);
				for (const each of cases) {
					const where = JSON.stringify(each);
					const after = afterCut(worker, shell, {...each, template});
					check(after, where);
					expect(after.outcome, where).toBe('interrupted');
					expect(after.undone, where).toEqual(expect.arrayContaining(['two', 'one']));
					expect(after.undone.indexOf('two'), where).toBeLessThan(after.undone.indexOf('one'));
					if (each.file !== 'settled') expect(after.undone, where).not.toContain('pause');
				}
				process.stdout.write(`power cut at work, ${shell}: ${cases.length} of ${cases.length} survived\n`);
			},
			limitMs,
		);

		test.each(['done', 'failed'])(
			'a job that ended as %s stays so wherever a power cut truncated one of its files',
			async outcome => {
				using worker = localWorker(shell);
				await worker.start('j1', [
					...steps,
					outcome === 'done'
						? {id: 'two', run: 'true', undo: undone('two')}
						: {id: 'two', run: 'false', undo: `[ -e ../../mended ] || exit 1; ${undone('two')}`},
				]);
				await worker.ended('j1');
				const template = await keep(worker, 'template');
				writeFileSync(path.join(worker.ingotFolder, 'mended'), '');
				const cases = casesOf(template);
				for (const each of cases) {
					const where = JSON.stringify(each);
					const after = afterCut(worker, shell, {...each, template});
					check(after, where);
					expect(after.outcome, where).toBe(outcome);
					if (outcome === 'done') expect(after.undone, where).toEqual([]);
					else expect(after.undone[0], where).toBe('two');
				}
				process.stdout.write(
					`power cut after ${outcome}, ${shell}: ${cases.length} of ${cases.length} survived\n`,
				);
			},
			limitMs,
		);
	},
);
