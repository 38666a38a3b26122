import {existsSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {changeSchedule, type ScheduleChange} from '../../source/jobs/change-schedule.ts';
import {listSchedules} from '../../source/jobs/list-schedules.ts';
import {planSchedule, saveSchedule} from '../../source/jobs/save-schedule.ts';
import {noScheduleDraft, type Schedule, type ScheduleDraft} from '../../source/model/schedule.ts';
import {type LocalWorker, type Shell, shells} from '../jobs/local-worker.ts';
import {launchContext} from '../launch-context.ts';
import {binOf, canHideCrontab, withPrivateCrontab} from './private-crontab.ts';
import {smallDisk} from './small-disk.ts';
import {withCron} from './with-cron.ts';

const account = {user: 'alice', plan: 'pro', role: 'member'} as const;
const save = (
	{remote}: LocalWorker,
	edited?: Schedule,
	changes: Partial<ScheduleDraft> = {},
): Promise<void> =>
	saveSchedule(
		remote,
		planSchedule(
			{context: launchContext(), known: {schedules: [], trigger: 'cron', skewMs: 0, zone: 'UTC'}},
			{...noScheduleDraft, name: 'nightly', command: 'make', environment: ['TOKEN=x'], ...changes},
			{account, host: 'laptop', ingot: '0', edited},
		),
	);
const only = async (worker: LocalWorker): Promise<Schedule> => {
	const [schedule, ...more] = (await listSchedules(worker.remote)).schedules;
	if (schedule === undefined || more.length > 0) throw new Error('not one schedule');
	return schedule;
};
const others = `# mine\nMAILTO=""\n${'*/5 * * * * /bin/true # %\\\n'.repeat(20)}`;

describe.skipIf(!canHideCrontab).each(Object.keys(shells) as Shell[])('under %s', shell => {
	test.each(['remove', 'disable'] as const)(
		'on a full disk, %s of a schedule is refused, and the crontab and the schedule stay as they are',
		async (change: ScheduleChange) => {
			const {worker, ...crontab} = withPrivateCrontab(shell);
			using _ = worker;
			crontab.write(others);
			using disk = smallDisk(worker);
			await save(worker);
			const before = crontab.read();
			expect(before.slice(0, others.length)).toBe(others);
			expect(before.slice(others.length)).toMatch(/^.* # ingot:[a-z0-9]+\n$/u);
			disk.fill();
			const schedule = await only(worker);
			await expect(changeSchedule(worker.remote, schedule, {change, account})).rejects.toThrow(
				'The disk is full.',
			);
			expect(crontab.read()).toBe(before);
			expect(await only(worker)).toEqual(schedule);
			disk.free();
			await changeSchedule(worker.remote, schedule, {change, account});
			expect(crontab.read()).toBe(others);
		},
	);

	test.each([
		['blank lines at its end', '0 1 * * * mine\n\n\n'],
		['bytes that are no text', '# \xff\\c \\033\n'],
	])('a crontab with %s stays byte for byte', async (_, own) => {
		const {worker, ...crontab} = withPrivateCrontab(shell);
		using _worker = worker;
		crontab.write(Buffer.from(own, 'latin1'));
		await save(worker);
		expect(crontab.read()).toMatch(/# ingot:[a-z0-9]+\n$/u);
		await changeSchedule(worker.remote, await only(worker), {change: 'remove', account});
		expect(crontab.read()).toBe(own);
	});

	test('a user without a crontab gets one', async () => {
		const {worker, ...crontab} = withPrivateCrontab(shell);
		using _ = worker;
		await save(worker);
		expect(crontab.read()).toMatch(/^0 .* # ingot:[a-z0-9]+\n$/u);
	});
});

describe.each(['dash', 'bash'] as const)('under %s', shell => {
	test.each([
		["crontab: can't open 'me': No such file or directory", true],
		["crontab: can't open 'me': Permission denied", false],
		['You (me) are not allowed to use this program (crontab)', false],
		['', false],
	])('a crontab that answers “%s” is empty: %s', async (said, isEmpty) => {
		using worker = withCron(shell);
		const lines = path.join(binOf(worker), 'lines');
		const answers = `echo "${said}" >&2; exit 1`;
		writeFileSync(
			path.join(binOf(worker), 'crontab'),
			`#!/bin/sh\ncase $1 in -l) [ ! -e ${lines} ] || exec cat ${lines}; ${answers} ;; *) cat >${lines} ;; esac\n`,
		);
		const saved = save(worker);
		await (isEmpty ? saved : expect(saved).rejects.toMatchObject({kind: 'refused'}));
		expect(existsSync(lines)).toBe(isEmpty);
	});

	const denied =
		'You (me) are not allowed to use this program (crontab)\nSee crontab(1) for more information';
	const deny = (worker: LocalWorker): void =>
		writeFileSync(
			path.join(binOf(worker), 'crontab'),
			`#!/bin/sh\nprintf '%s\\n' '${denied.replace('\n', "' '")}' >&2; exit 1\n`,
		);

	test.each(['remove', 'disable'] as const)(
		'%s of a schedule is refused while the crontab cannot be read, which its line would stay in',
		async (change: ScheduleChange) => {
			using worker = withCron(shell);
			await save(worker);
			const schedule = await only(worker);
			deny(worker);
			await expect(changeSchedule(worker.remote, schedule, {change, account})).rejects.toThrow(
				'The crontab cannot be read: You (me) are not allowed to use this program (crontab) See crontab(1)',
			);
			expect(await only(worker)).toEqual({
				...schedule,
				problem: expect.stringContaining('its crontab cannot be read: You (me) are not allowed'),
			});
		},
	);

	test('whoever may not use cron is told so, not to install it', async () => {
		using worker = withCron(shell);
		deny(worker);
		await expect(save(worker)).rejects.toThrow(
			/the crontab of \S+ cannot be read: You \(me\) are not allowed/u,
		);
	});

	test('where crontab rejects an edit, the schedule stays as it was', async () => {
		using worker = withCron(shell);
		await save(worker);
		const schedule = await only(worker);
		const crontab = path.join(binOf(worker), 'crontab');
		const works = readFileSync(crontab, 'utf8');
		writeFileSync(
			crontab,
			works.replace(
				/\*\) .* ;;/u,
				"*) printf '%s\\n' '\"-\":3: bad minute' 'errors, cannot install' >&2; exit 1 ;;",
			),
		);
		await expect(save(worker, schedule, {cadence: 'hourly'})).rejects.toThrow(
			'crontab rejected the change: "-":3: bad minute errors, cannot install',
		);
		expect(await only(worker)).toEqual(schedule);
	});

	test.each([
		['with carriage returns', (line: string) => `${line}\r`, null],
		['with blanks at its end', (line: string) => `${line} \t`, null],
		['behind a #', (line: string) => `#${line}`, 'its cron entry is gone'],
	] as const)('a line that was edited by hand, %s, is replaced and deleted', async (_, edit, problem) => {
		using worker = withCron(shell);
		await save(worker);
		const file = path.join(binOf(worker), 'lines');
		const line = readFileSync(file, 'utf8');
		const byHand = `0 1 * * * mine\r\n${edit(line.trimEnd())}\n`;
		writeFileSync(file, byHand);
		const schedule = await only(worker);
		expect(schedule.problem ?? null).toBe(problem);
		await changeSchedule(worker.remote, schedule, {change: 'enable', account});
		expect(readFileSync(file, 'utf8')).toBe(`0 1 * * * mine\r\n${line}`);
		writeFileSync(file, byHand);
		await changeSchedule(worker.remote, schedule, {change: 'remove', account});
		expect(readFileSync(file, 'utf8')).toBe('0 1 * * * mine\r\n');
	});

	test('a schedule that cannot be noted as enabled is not started by cron either', async () => {
		using worker = withCron(shell);
		await save(worker);
		const schedule = await only(worker);
		await changeSchedule(worker.remote, schedule, {change: 'disable', account});
		const enabled = path.join(worker.ingotFolder, 'schedules', schedule.id, 'enabled');
		symlinkSync('/nowhere/at/all', enabled);
		await expect(changeSchedule(worker.remote, schedule, {change: 'enable', account})).rejects.toMatchObject({
			message: expect.stringContaining('The disk is full.'),
		});
		rmSync(enabled);
		expect(readFileSync(path.join(binOf(worker), 'lines'), 'utf8')).toBe('');
		expect(await only(worker)).toMatchObject({isEnabled: false});
	});

	test('a schedule that cron refuses to start stays disabled', async () => {
		using worker = withCron(shell);
		await save(worker);
		const schedule = await only(worker);
		await changeSchedule(worker.remote, schedule, {change: 'disable', account});
		writeFileSync(path.join(worker.ingotFolder, 'schedules', schedule.id, 'cron'), 'never\n');
		await expect(changeSchedule(worker.remote, schedule, {change: 'enable', account})).rejects.toMatchObject({
			message: expect.stringContaining('This is not a valid cadence: never'),
		});
		expect(await only(worker)).toMatchObject({isEnabled: false});
	});
});
