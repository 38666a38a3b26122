import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {listSchedules} from '../../source/jobs/list-schedules.ts';
import {planSchedule, saveSchedule} from '../../source/jobs/save-schedule.ts';
import {noScheduleDraft, type Schedule} from '../../source/model/schedule.ts';
import {type LocalWorker, localWorker, type Shell, shells} from '../jobs/local-worker.ts';
import {launchContext} from '../launch-context.ts';
import {binOf} from './private-crontab.ts';
import {smallDisk} from './small-disk.ts';

/** A worker whose root has a manager of systemd that lingers, and takes every unit. */
const withSystemd = (shell: Shell): LocalWorker => {
	const worker = localWorker(shell);
	const bin = binOf(worker);
	writeFileSync(path.join(bin, 'systemctl'), '#!/bin/sh\n', {mode: 0o755});
	writeFileSync(path.join(bin, 'crontab'), '#!/bin/sh\necho no crontab for me >&2; exit 1\n', {mode: 0o755});
	rmSync(path.join(bin, 'sh'));
	const inside =
		'mount -t tmpfs none /run && mount -t tmpfs none /var/lib && mkdir -p /run/systemd/system /var/lib/systemd/linger/root';
	const command = shell === 'busybox' ? `${shells.busybox} sh` : shells[shell];
	writeFileSync(
		path.join(bin, 'sh'),
		`#!/bin/dash\nexec unshare -m /bin/dash -c '${inside} && exec ${command} "$@"' sh "$@"\n`,
		{mode: 0o755},
	);
	return worker;
};
const save = ({remote}: LocalWorker, cadence: string, edited?: Schedule): Promise<void> =>
	saveSchedule(
		remote,
		planSchedule(
			{context: launchContext(), known: {schedules: [], trigger: 'systemd', skewMs: 0, zone: 'UTC'}},
			{...noScheduleDraft, name: 'nightly', command: 'make', cadence},
			{account: {user: 'alice', plan: 'pro', role: 'member'}, host: 'laptop', ingot: '0', edited},
		),
	);

describe.skipIf(process.getuid?.() !== 0).each(Object.keys(shells) as Shell[])('under %s', shell => {
	test('on a full disk an edit is refused, and the timer stays whole', async () => {
		using worker = withSystemd(shell);
		const folder = path.join(binOf(worker), '../.config/systemd/user');
		mkdirSync(folder, {recursive: true});
		using disk = smallDisk({...worker, ingotFolder: folder});
		const units = () =>
			Object.fromEntries(
				readdirSync(folder)
					.filter(name => name !== 'filler')
					.map(name => [name, readFileSync(path.join(folder, name), 'utf8')]),
			);
		await save(worker, 'daily');
		const before = units();
		expect(Object.keys(before)).toEqual([
			expect.stringMatching(/^ingot-\w+\.service$/u),
			expect.stringMatching(/^ingot-\w+\.timer$/u),
		]);
		const [schedule] = (await listSchedules(worker.remote)).schedules;
		disk.fill();
		await expect(save(worker, 'hourly', schedule)).rejects.toThrow('The disk is full.');
		expect(units()).toEqual(before);
		disk.free();
		await save(worker, 'hourly', schedule);
		expect(Object.keys(units())).toEqual(Object.keys(before));
		expect(units()).not.toEqual(before);
	});
});
