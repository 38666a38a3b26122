import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {listSchedules} from '../../source/jobs/list-schedules.ts';
import {type PlannedSchedule, saveSchedule} from '../../source/jobs/save-schedule.ts';
import {planScheduledSnapshot} from '../../source/jobs/scheduled-snapshot.ts';
import type {Schedule} from '../../source/model/schedule.ts';
import {noChoices, type SnapshotTask} from '../../source/model/scheduled-task.ts';
import {type LocalWorker, type Shell, shells} from '../jobs/local-worker.ts';
import {source} from '../plan/sources.ts';
import {withCron} from './with-cron.ts';

const known = {schedules: [], trigger: 'cron', skewMs: 0, zone: 'UTC'} as const;
const task: SnapshotTask = {
	kind: 'snapshot',
	devbox: {id: source.devbox.id, name: 'api'},
	tag: '%Y-%m-%d-%H%M%S',
	overwrite: false,
	keepLast: '',
	keepWithin: '',
	choices: noChoices,
};
const plan = (
	change: Partial<SnapshotTask> = {},
	edited?: Schedule,
	searched?: readonly string[],
): PlannedSchedule =>
	planScheduledSnapshot(
		{source, known},
		{
			...{name: 'api-shots', cadence: 'daily', task: {...task, ...change}},
			image: {capabilities: [], overwrite: false, method: 'auto', searched, variables: {}},
		},
		{account: {user: 'alice', plan: 'pro', role: 'member'}, host: 'laptop', ingot: '0', edited},
	);

/** Makes the folder of a run, as cron does, without running it. */
const prepare = (
	worker: LocalWorker,
	{shell, env = process.env}: {readonly shell: Shell; readonly env?: NodeJS.ProcessEnv},
	id: string,
): {id: string; file: (name: string) => string} => {
	const folder = path.join(worker.ingotFolder, 'schedules', id);
	const [file = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
	const {stdout, stderr} = spawnSync(file, [...first, './run.sh', 'prepare'], {
		...{cwd: folder, env},
		encoding: 'utf8',
	});
	expect(stderr).toBe('');
	const job = stdout.trim();
	return {id: job, file: name => readFileSync(path.join(worker.jobFolder(job), name), 'utf8')};
};

const {TZ: _, ...machine} = process.env;
const hourIn = (env: NodeJS.ProcessEnv): string =>
	spawnSync('date', ['+%H'], {env, encoding: 'utf8'}).stdout.trim();
/** Its hour is another one than that of the machine. */
const elsewhere = ['Asia/Tokyo', 'America/New_York'].find(TZ => hourIn({...machine, TZ}) !== hourIn(machine));

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	test('times and tags are in the zone of the worker, which cron goes by, not in that of a session with its own', async () => {
		using worker = withCron(shell);
		const planned = plan({tag: '%Y%m%d-%H%M', overwrite: true});
		await saveSchedule(worker.remote, planned);
		const here = await listSchedules(worker.remote);
		const run = prepare(worker, {shell, env: {...machine, TZ: elsewhere}}, planned.schedule.id);
		const {reference} = JSON.parse(run.file('request.json'));
		expect(reference.slice(-4, -2)).toBe(hourIn(machine));
		const sh = path.resolve(worker.ingotFolder, '../../../bin/sh');
		renameSync(sh, `${sh}-here`);
		writeFileSync(sh, `#!/bin/dash\nexport TZ=${elsewhere}\nexec ${sh}-here "$@"\n`, {mode: 0o755});
		expect((await listSchedules(worker.remote)).zone).toBe(here.zone);
	});

	test('a run has its own id, time and tag everywhere, the files that were saved, and nothing that is no part of it', async () => {
		using worker = withCron(shell);
		const planned = plan({}, undefined, ['12 1.0 /srv/a.env']);
		await saveSchedule(worker.remote, planned);
		const run = prepare(worker, {shell}, planned.schedule.id);
		const request = JSON.parse(run.file('request.json'));
		expect(run.id).toMatch(new RegExp(String.raw`^\d{8}-\d{6}-${planned.schedule.id}$`, 'u'));
		expect(request).toMatchObject({id: run.id, kind: 'snapshot', user: 'alice', devbox: {name: 'api'}});
		expect(request.reference).toMatch(/^localhost\/api-shots:\d{4}-\d\d-\d\d-\d{6}$/u);
		expect(request.title).toBe(`Snapshot api into ${request.reference}`);
		const script = run.file('plan.sh');
		expect(script).not.toContain('ingot-job-');
		expect(script).not.toContain('ingot-tag-');
		expect(script).not.toContain('ingot-time-');
		expect(script).toContain(`io.clustercode.job=${run.id}`);
		expect(script).toContain(`org.opencontainers.image.created=${request.at}`);
		const [, tag] = request.reference.split(':');
		expect(script).toContain(
			`locks='schedule-${planned.schedule.id} devbox-${source.devbox.id} image-api-shots@${tag}'`,
		);
		expect(run.file('searched')).toBe('12 1.0 /srv/a.env\n');
		const files = readdirSync(worker.jobFolder(run.id));
		for (const name of ['linux-snapshot.sh', 'job-runner.sh', 'configuration', 'identity'])
			expect(files).toContain(name);
		for (const name of ['words', 'job-files', 'run.sh', 'schedule.json', 'cron'])
			expect(files).not.toContain(name);
	});

	test('an edit leaves nothing of what the schedule was before', async () => {
		using worker = withCron(shell);
		const planned = plan({}, undefined, ['12 1.0 /srv/a.env']);
		await saveSchedule(worker.remote, planned);
		const [saved] = (await listSchedules(worker.remote)).schedules;
		expect(saved).toMatchObject({draft: {name: 'api-shots', cadence: 'daily'}, task, reference: ''});
		await saveSchedule(worker.remote, plan({tag: 'newest', overwrite: true}, saved));
		expect((await listSchedules(worker.remote)).schedules[0]?.task).toEqual({
			...task,
			tag: 'newest',
			overwrite: true,
		});
		const run = prepare(worker, {shell}, planned.schedule.id);
		expect(JSON.parse(run.file('request.json')).reference).toBe('localhost/api-shots:newest');
		expect(existsSync(path.join(worker.jobFolder(run.id), 'searched'))).toBe(false);
	});

	test('the last image that a schedule made is listed, also after a run that made none', async () => {
		using worker = withCron(shell);
		const planned = plan();
		await saveSchedule(worker.remote, planned);
		const job = (time: string, outcome: string, tag: string) => {
			const folder = worker.jobFolder(`20261129-${time}-${planned.schedule.id}`);
			mkdirSync(folder);
			writeFileSync(path.join(folder, 'status.json'), `{"outcome":"${outcome}","at":""}\n`);
			const request = {version: 1, id: 'x', title: '', reference: `localhost/api-shots:${tag}`, steps: []};
			writeFileSync(path.join(folder, 'request.json'), `${JSON.stringify(request)}\n`);
		};
		mkdirSync(path.join(worker.ingotFolder, 'jobs'), {recursive: true});
		const last = async () => (await listSchedules(worker.remote)).schedules[0]?.lastImage;
		expect(await last()).toBeUndefined();
		job('010000', 'done', '1');
		job('020000', 'done', '2');
		job('030000', 'refused', '3');
		expect(await last()).toBe('localhost/api-shots:2');
	});
});
