import {afterAll, beforeAll, expect, test} from 'vitest';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type WindowsLab, windowsLab} from './windows-lab.ts';

let lab: Lab;
let win: WindowsLab;
beforeAll(async () => {
	lab = await holdLab({name: `standin${process.pid}`, workers: 0});
	await lab.addWorker('win', 'windows');
	win = windowsLab(lab, 'win');
});
afterAll(() => lab?.release());

const counts = async (name: string) => {
	const [, boots, count] = /^boots=(\d+) count=(\d+)$/u.exec(await win.ask(name, 'counter')) ?? [];
	return {boots: Number(boots), count: Number(count)};
};

test('a Windows DevBox that is installed reaches its desktop and is not installed again', async () => {
	await win.untilSaid('win11', 'guest ready boots=2 count=0');
	expect(await win.said('win11')).toContain('Windows 11 is installed already');
	expect(await win.said('win11')).not.toContain('installing');
	expect(await win.said('win11')).toContain('guest firmware own');
	expect(
		await win.sh(
			`podman inspect --format '{{index .Config.Labels "io.clustercode.launched-by"}} {{index .Config.Labels "io.clustercode.os"}}' win11`,
		),
	).toBe('alice windows');
	expect(await win.sh('podman exec win11 ls /run/shm')).not.toContain('qmp');
});

test('a stop waits until Windows is off; what was written stays, and NTFS is clean', async () => {
	await win.untilSaid('win11', 'count=2');
	await win.ask('win11', 'put', 'notes.txt', 'tuned by "hand", ü $HOME');
	const before = await counts('win11');
	await win.sh('podman stop -t 120 win11');
	expect(await win.state('win11')).toBe('exited 143');
	expect(await win.said('win11')).toMatch(/guest off\n[\s\S]*❯ Shutdown completed!$/u);
	const checked = await win.checkNtfs(`${await win.storage('win11')}/data.img`);
	expect(checked).toContain('processed successfully');
	expect(checked).toMatch(/code 0$/u);

	await win.sh('podman start win11');
	await win.untilSaid('win11', 'guest ready boots=3');
	const after = await counts('win11');
	expect(after.boots).toBe(before.boots + 1);
	expect(after.count).toBeGreaterThanOrEqual(before.count);
	expect(await win.ask('win11', 'get', 'notes.txt')).toBe('tuned by "hand", ü $HOME');
});

test('another version is installed anew, and again as long as it was never shut down', async () => {
	const run = 'podman run -d --name win10 --network none --env VERSION=10 --volume win11-storage:/storage';
	await win.sh(`podman stop -t 120 win11; ${run} localhost/windows-base:11`);
	await win.untilSaid('win10', 'guest ready boots=1 count=0');
	expect(await win.said('win10')).toContain('installing Windows 10 from win10x64.iso');
	await win.sh('podman kill win10; podman wait win10; podman start win10');
	await win.untilSaid('win10', 'installing', 2);
	await win.untilSaid('win10', 'guest ready boots=1 count=0', 2);
	expect(await win.sh('podman exec win10 ls /storage')).not.toContain('windows.boot');
	await win.sh('podman stop -t 120 win10');
	expect(await win.sh(`ls ${await win.storage('win10')}`)).toContain('windows.boot');
});

test('a disk may be qcow2 in a folder of the worker, its machine may have a QMP socket', async () => {
	await win.make('folder', 'qcow2', 'bind', '--env', 'QMP=1');
	await win.untilSaid('folder', 'guest ready boots=2');
	expect(await win.storage('folder')).toBe('/home/storage/folder');
	const shm = '/proc/$(podman inspect --format "{{.State.Pid}}" folder)/root/dev/shm';
	expect(await win.sh(`ls ${shm}`)).toMatch(/monitor\.sock\nqemu\.pid\nqemu\.pty\nqmp\.sock/u);
	expect(await win.sh('ls /home/storage/folder')).not.toContain('data.img');
	await win.ask('folder', 'off');
	await win.sh('podman wait folder');
	expect(await win.state('folder')).toBe('exited 0');
});

test('a guest that does not heed the power button is ended when its time is up', async () => {
	await win.make('deaf', 'raw', 'anonymous', '--env', 'IGNORE_POWERDOWN=1', '--env', 'TIMEOUT=2');
	await win.untilSaid('deaf', 'guest ready boots=2');
	await win.sh('podman stop -t 120 deaf');
	expect(await win.state('deaf')).toBe('exited 143');
	expect(await win.said('deaf')).toContain('Forcefully terminating Windows');
});
