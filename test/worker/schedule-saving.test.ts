import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {listSchedules} from '../../source/jobs/list-schedules.ts';
import {planSchedule, saveSchedule} from '../../source/jobs/save-schedule.ts';
import {noScheduleDraft, type Schedule} from '../../source/model/schedule.ts';
import {until} from '../driver/until.ts';
import {type LocalWorker, type Shell, shells} from '../jobs/local-worker.ts';
import {launchContext} from '../launch-context.ts';
import {binOf, canHideCrontab, withPrivateCrontab} from './private-crontab.ts';
import {smallDisk} from './small-disk.ts';

const save = ({remote}: LocalWorker, edited?: Schedule): Promise<void> =>
	saveSchedule(
		remote,
		planSchedule(
			{context: launchContext(), known: {schedules: [], trigger: 'cron', skewMs: 0, zone: 'UTC'}},
			{...noScheduleDraft, name: 'nightly', command: 'make', environment: ['TOKEN=secret']},
			{account: {user: 'alice', plan: 'pro', role: 'member'}, host: 'laptop', ingot: '0', edited},
		),
	);
const only = async (worker: LocalWorker): Promise<Schedule> => {
	const [schedule, ...more] = (await listSchedules(worker.remote)).schedules;
	if (schedule === undefined || more.length > 0) throw new Error('not one schedule');
	return schedule;
};
const folderOf = (worker: LocalWorker): string => path.join(worker.ingotFolder, 'schedules');
const stages = (worker: LocalWorker): readonly string[] =>
	readdirSync(folderOf(worker)).filter(name => name.startsWith('.new.'));
/** Every file of a schedule with its text. */
const filesOf = (worker: LocalWorker, {id}: Schedule): Readonly<Record<string, string>> => {
	const folder = path.join(folderOf(worker), id);
	return Object.fromEntries(
		readdirSync(folder).map(name => [name, readFileSync(path.join(folder, name), 'utf8')]),
	);
};

describe.skipIf(!canHideCrontab).each(Object.keys(shells) as Shell[])('under %s', shell => {
	test('a schedule that cannot be saved because its folder cannot be locked leaves no file with its variables', async () => {
		const {worker} = withPrivateCrontab(shell);
		using _ = worker;
		mkdirSync(path.join(folderOf(worker), '.lock'), {recursive: true});
		await expect(save(worker)).rejects.toMatchObject({name: 'Failure'});
		expect(stages(worker)).toEqual([]);
	});

	// busybox takes its own sleep, and would wait for 20 s.
	test.skipIf(shell === 'busybox')(
		'a schedule that is refused because another client is at work leaves no file with its variables',
		async () => {
			const {worker} = withPrivateCrontab(shell);
			using _ = worker;
			writeFileSync(path.join(binOf(worker), 'sleep'), '#!/bin/sh\n', {mode: 0o755});
			mkdirSync(folderOf(worker), {recursive: true});
			const lock = path.join(folderOf(worker), '.lock');
			const holder = spawn('flock', ['--no-fork', lock, '/bin/sleep', '60'], {stdio: 'ignore'});
			await until(() => spawnSync('flock', ['--nonblock', lock, 'true']).status === 1, {what: 'the lock'});
			await expect(save(worker)).rejects.toMatchObject({kind: 'conflict'});
			expect(stages(worker)).toEqual([]);
			holder.kill();
			await once(holder, 'exit');
			await save(worker);
			expect(stages(worker)).toEqual([]);
		},
	);

	test('the files of a client that was killed long ago are removed, those of one that is at work stay', async () => {
		const {worker} = withPrivateCrontab(shell);
		using _ = worker;
		for (const name of ['.new.old', '.new.young'])
			mkdirSync(path.join(folderOf(worker), name), {recursive: true});
		const past = Date.now() / 1000 - 7200;
		utimesSync(path.join(folderOf(worker), '.new.old'), past, past);
		await save(worker);
		expect(stages(worker)).toEqual(['.new.young']);
	});

	test('an edit on a full disk is refused as a whole, wherever the disk ends', async () => {
		const {worker} = withPrivateCrontab(shell);
		using _ = worker;
		using disk = smallDisk(worker);
		await save(worker);
		let schedule = await only(worker);
		const page = 4096;
		const pages = Object.values(filesOf(worker, schedule))
			.map(text => Math.ceil(Buffer.byteLength(text) / page))
			.reduce((sum, each) => sum + each, 0);
		const ended = new Set<string>();
		for (let room = pages - 5; room <= pages + 2; room += 1) {
			disk.leave(room);
			const before = filesOf(worker, schedule);
			const result = await save(worker, schedule).then(
				() => 'saved',
				(error: Error) => error.message,
			);
			ended.add(result);
			disk.free();
			expect(stages(worker)).toEqual([]);
			if (result === 'saved') {
				schedule = await only(worker);
				expect(filesOf(worker, schedule)).toEqual({
					...before,
					revision: `${schedule.revision}\n`,
					'schedule.json': expect.any(String),
				});
			} else expect(filesOf(worker, schedule)).toEqual(before);
		}
		expect([...ended]).toEqual(['here: The disk is full.', 'saved']);
	});
});
