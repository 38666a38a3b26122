import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {runSchedule} from '../../source/jobs/change-schedule.ts';
import {listSchedules} from '../../source/jobs/list-schedules.ts';
import {cadenceWords, nextRuns} from '../../source/model/cadence.ts';
import {clockOf} from '../../source/model/schedule.ts';
import {localTime} from '../../source/model/when.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {localWorker, type Shell, shells} from './local-worker.ts';

/** A worker that answers to every script with these lines. */
const saying = (...lines: readonly string[]): Remote =>
	({
		worker: {name: 'forge', kind: 'self-hosted'},
		run: async () => ({code: 0, stdout: `${lines.join('\n')}\n`, stderr: ''}),
	}) as Partial<Remote> as Remote;

const schedule = {
	version: 1,
	id: 's4k3x9a',
	user: 'alice',
	reference: 'localhost/api:1',
	draft: {
		name: 'nightly',
		cadence: 'daily',
		command: 'make',
		environment: [],
		volumes: [],
		after: 'remove',
		limit: '60m',
	},
	cron: '0 6 * * *',
};
const line = (change: object = {}): string => `schedule ${JSON.stringify({...schedule, ...change})}`;

test.each([
	['no time', 'clock when +0000 UTC'],
	['a time without an end', 'clock 1e300 +0000 UTC'],
	['a time before all', 'clock -99999999999999 +0000 UTC'],
	['an offset that there is nowhere', 'clock 1764000000 +9959 '],
	['a zone that nobody knows', 'clock 1764000000 +0100 ../../etc/passwd'],
	['nothing', ''],
])('a clock that says %s does no harm', async (_, clock) => {
	const known = await listSchedules(
		saying(clock, 'trigger cron', line(), 'revision 1', 'by cron', 'enabled'),
	);
	expect(known.schedules).toHaveLength(1);
	for (const at of nextRuns(schedule.cron, clockOf(known, Date.now()), 3))
		expect(localTime(at, known.zone)).not.toContain('NaN');
	expect(known.skewMs).not.toBeNaN();
});

test.each([
	'99 99 * * *',
	'* * * * * *',
	'-',
	'0 0 31 2 *',
	'*/0 * * * *',
	`${'1,'.repeat(50_000)}1 * * * *`,
])('a schedule with the cadence %j is none', async cron => {
	const {schedules} = await listSchedules(saying(line({cron}), 'revision 1', line(), 'revision 1'));
	expect(schedules.map(each => each.cron)).toEqual([schedule.cron]);
	for (const each of schedules) expect(cadenceWords(each.cron)).toContain('06:00');
});

const keep = {keepLast: '', keepWithin: ''};
const prune = {...keep, kind: 'prune', names: ['web']};
const choices = {
	...{
		capabilities: [],
		keepEnv: [],
		dropEnv: [],
		leaveOut: [],
		method: 'auto',
		secrets: 'fail',
		ignoresSaved: false,
	},
};
const shots = {
	...keep,
	kind: 'snapshot',
	devbox: {id: 'd', name: 'api'},
	tag: '%Y',
	overwrite: false,
	choices,
};
const other = (task: unknown): string =>
	`schedule ${JSON.stringify({version: 2, id: 's2', user: 'alice', name: 'tidy', cadence: 'daily', cron: '0 6 * * *', task})}`;

test.each([
	['a snapshot', shots],
	['a deletion of images', prune],
] as const)('a schedule of %s launches no image, and has a name and a cadence', async (_, task) => {
	const {schedules} = await listSchedules(saying(other(task), 'revision 1'));
	expect(schedules).toMatchObject([
		{reference: '', task, draft: {name: 'tidy', cadence: 'daily', command: ''}},
	]);
});

test.each([
	['no task', undefined],
	['a task that this Ingot does not know', {...prune, kind: 'launch-missiles'}],
	['names that are none', {...prune, names: 'web'}],
	['a way that there is none', {...shots, choices: {...choices, secrets: 'publish'}}],
	['a launch of a later version', {...shots, devbox: 'api'}],
])('a schedule that says %s is none, and does not hide the others', async (_, task) => {
	const {schedules} = await listSchedules(saying(other(task), 'revision 1', line(), 'revision 1'));
	expect(schedules.map(each => each.draft.name)).toEqual(['nightly']);
});

test('the last image of a schedule is what the request of its run says, if that is one', async () => {
	const request = {version: 1, id: '20261129-010000-s2', title: '', reference: 'localhost/tidy:1', steps: []};
	const made = async (text: string) =>
		(await listSchedules(saying(other(shots), 'revision 1', `made ${text}`))).schedules[0]?.lastImage;
	expect(await made(JSON.stringify(request))).toBe('localhost/tidy:1');
	expect(await made('{"reference":"localhost/tidy:1"}')).toBeUndefined();
	expect(await made('nonsense')).toBeUndefined();
});

test.each(['99999999-999999-s4k3x9a 0 {}', '20260230-250000-x 1 ', 'x'])(
	'a run %j at no moment is none',
	async run => {
		const {schedules} = await listSchedules(saying(line(), 'revision 1', `run ${run}`, 'said {}'));
		expect(schedules[0]?.lastRun).toBeUndefined();
	},
);

test.each(['{{{', '', '[]', '{"id":"other"}', '../../../etc'])(
	'a run that is answered with %j is a Failure',
	async said => {
		const [known] = (await listSchedules(saying(line(), 'revision 1'))).schedules;
		if (known === undefined) throw new Error('no schedule');
		const running = runSchedule(saying(said), known, {user: 'alice', plan: 'pro', role: 'member'});
		await expect(running).rejects.toMatchObject({name: 'Failure'});
	},
);

test.each(Object.keys(shells) as Shell[])(
	'under %s a schedule is listed as it was asked for, backslashes and all',
	async shell => {
		using worker = localWorker(shell);
		const folder = path.join(worker.ingotFolder, 'schedules/s4k3x9a');
		const draft = {
			...schedule.draft,
			command: String.raw`printf 'a\n\c\0'`,
			environment: ['X=one\ntwo\\\t\u001B'],
		};
		mkdirSync(folder, {recursive: true});
		writeFileSync(path.join(folder, 'schedule.json'), `${JSON.stringify({...schedule, draft})}\n`);
		writeFileSync(path.join(folder, 'revision'), '1\n');
		expect((await listSchedules(worker.remote)).schedules.map(each => each.draft)).toEqual([draft]);
	},
);

test.each(['20261123-171600-../../x', '20261123-171600-\u001B[31mX', `20261123-171600-${'s'.repeat(99)}`])(
	'a last run that is called “%s” is none',
	async job => {
		const {schedules} = await listSchedules(saying(line(), 'revision 1', `run ${job} 0 {"outcome":"done"}`));
		expect(schedules.map(({lastRun}) => lastRun)).toEqual([undefined]);
	},
);
