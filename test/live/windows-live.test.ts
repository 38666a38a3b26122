import {afterAll, beforeAll, expect, test} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type WindowsLab, windowsLab} from './windows-lab.ts';

let lab: Lab;
let win: WindowsLab;
beforeAll(async () => {
	lab = await holdLab({name: `winlive${process.pid}`, workers: 0});
	await lab.addWorker('win', 'windows');
	win = windowsLab(lab, 'win');
	await win.make('live', 'raw', 'volume', '--env', 'QMP=1');
	await win.untilSaid('live', 'count=2');
});
afterAll(() => lab?.release());

const ingot = (...argv: readonly string[]) => homeIn(lab, member('alice')).run(...argv);
const create = (from: string, name: string, ...options: readonly string[]) =>
	ingot('create', '-w', `${lab.name}-win`, '-f', from, '-n', name, '-t', '1', '--method', 'live', ...options);
/** What a snapshot that did not come about must not leave or change. */
const traces = async () =>
	win.sh(`mkdir -p ~/.local/state/ingot
		podman inspect --format '{{.Name}} {{.State.Status}} {{.State.StartedAt}}' $(podman ps -aq) | sort
		podman images -a --no-trunc --format '{{.Repository}}:{{.Tag}} {{.Id}}' | sort
		find /var/tmp -mindepth 1 -maxdepth 1
		ls '${await win.storage('live')}'
		find ~/.local/state/ingot -name '*.tmp' -o -name '*.qcow2' -o -path '*/locks/*'
		pgrep -x qemu-img || true`);
const countOf = async (name: string) =>
	Number(/count=(\d+)/u.exec(await win.ask(name, 'counter'))?.[1] ?? Number.NaN);
const startedAt = (name: string) => win.sh(`podman inspect --format '{{.State.StartedAt}}' ${name}`);
/** What QEMU says, by the monitor that no snapshot uses. */
const monitor = (name: string, command: string) =>
	win.sh(`echo '${command}' | podman exec -i ${name} nc -q 1 -w 1 -U /run/shm/monitor.sock`);
const runsOn = async (name: string, untouched: string) => {
	expect(await monitor(name, 'info status')).toContain('VM status: running');
	expect(await monitor(name, 'info block-jobs')).toContain('No active jobs');
	expect(await traces()).toBe(untouched);
	const before = await countOf(name);
	await until(async () => (await countOf(name)) > before, {what: 'the guest to count on'});
};
/** Until the copy of this job is under way, and from then on so slow that it does not end. */
const slowDown = (id: string) =>
	win.sh(`podman exec live sh -c ': >/tmp/seen
		until grep -q "speed limit 1048576" /tmp/seen; do
			printf "block_job_set_speed ingot-${id} 1M\\ninfo block-jobs\\n"
			sleep 0.05
		done | nc -q 0 -U /run/shm/monitor.sock >/tmp/seen'`);
const killRunner = (id: string) =>
	win.sh(`read -r pid rest </root/.local/state/ingot/jobs/${id}/pid; kill -9 "$pid"`);
const isTakenBack = (id: string) => {
	expect(ok(ingot('jobs'))).toContain('interrupted');
	const told = ingot('attach', id);
	expect(told.stdout + told.stderr).toContain('what it had begun was rolled back');
};
/** On this worker the files beside the disk never end to be copied, so Windows stays frozen. */
const stayFrozen = () =>
	win.sh(`cp /bin/cp /run/cp-itself
		printf '#!/bin/sh\\ncase $* in */state/*) exec sleep 1000 ;; esac\\nexec /run/cp-itself "$@"\\n' >/run/cp-slow
		chmod +x /run/cp-slow
		mount --bind /run/cp-slow /bin/cp`);
const untilFrozen = () =>
	until(async () => (await monitor('live', 'info status')).includes('paused'), {
		what: 'Windows to be frozen',
	});

test('the summary says that the image is crash-consistent, and that the DevBox runs on', async () => {
	const said = ok(create('live', 'crash', '--dry-run'));
	expect(said).toContain('Windows keeps running and is frozen for a fraction of a second');
	expect(said).toContain('The image is crash-consistent, as after a power cut');
	expect(said).not.toContain('Shut down Windows');
});

test('an image is made while the DevBox runs on, and starts with all that was written', async () => {
	await win.ask('live', 'put', 'notes.txt', 'tuned by "hand", ü $HOME');
	const start = await startedAt('live');
	const before = await countOf('live');
	const said = ok(create('live', 'crash'));
	expect(Number(/frozen for (\d+\.\d\d) s/u.exec(said)?.[1])).toBeLessThan(30);
	expect(said).toContain('as after a power cut');
	expect(await startedAt('live')).toBe(start);
	await win.sh('podman run -d --name first --network none localhost/crash:1');
	await win.untilSaid('first', 'guest ready');
	expect(await win.said('first')).toContain('Windows 11 is installed already');
	expect(await win.said('first')).toContain('guest firmware own');
	expect(await win.ask('first', 'get', 'notes.txt')).toBe('tuned by "hand", ü $HOME');
	expect(await countOf('first')).toBeGreaterThanOrEqual(before);
	expect(await win.said('live')).not.toContain('shut down');
	await win.sh('podman rm -f -v -t 0 first');
});

test('NTFS on the disk of a live image is whole and can be written to', async () => {
	await win.sh(`at=$(podman image mount localhost/crash:1)
		qemu-img convert -O raw "$at/golden/data.qcow2" /home/flat.img
		podman image unmount localhost/crash:1`);
	const checked = await win.checkNtfs('/home/flat.img');
	expect(checked).toContain('processed successfully');
	expect(checked).toMatch(/code 0$/u);
	await win.sh('rm /home/flat.img');
});

test('a DevBox without a QMP socket is refused, with what to do', async () => {
	const untouched = await traces();
	const refused = create('win11', 'none');
	expect(refused.code).toBe(3);
	expect(refused.stdout + refused.stderr).toMatch(/no QMP socket answers.*method stop.*QMP=unix:/u);
	expect(await traces()).toBe(untouched);
	await win.sh('podman rm -f -t 0 win11'); // the processor is for the other one
});

test('a Windows that shows no sign of being installed is refused', async () => {
	const boot = `${await win.storage('live')}/windows.boot`;
	await win.sh(`rm '${boot}'`);
	const refused = create('live', 'half');
	await win.sh(`touch '${boot}'`);
	expect(refused.code).toBe(3);
	expect(refused.stdout + refused.stderr).toContain('Nothing proves that Windows is fully installed');
});

test('a guest agent freezes the files and thaws them, and vouches for a Windows that has never shut down', async () => {
	const boot = `${await win.storage('live')}/windows.boot`;
	await win.sh(`rm '${boot}'
		podman exec -d live sh -c 'mkfifo /tmp/say; nc -lkU /run/shm/qga.sock <>/tmp/say | while read -r line; do
			echo "$line" >>/tmp/heard; echo "{\\"return\\": 1}" >/tmp/say; done'`);
	await until(
		() =>
			win.sh('podman exec live test -S /run/shm/qga.sock').then(
				() => true,
				() => false,
			),
		{
			what: 'the agent',
		},
	);
	expect(ok(create('live', 'agent'))).toContain(
		'The guest agent has flushed and frozen the filesystems of Windows',
	);
	expect(await win.sh('podman exec live cat /tmp/heard')).toMatch(
		/guest-ping.*guest-fsfreeze-freeze.*guest-fsfreeze-thaw"\}$/su,
	);
	expect(
		await win.sh(
			`ls $(podman image mount localhost/agent:1)/golden/state; podman image unmount localhost/agent:1`,
		),
	).toContain('windows.boot');
	await win.sh(`touch '${boot}'; podman exec live rm /run/shm/qga.sock; pkill -f '[n]c -lkU'`);
});

test('a job whose runner is killed while Windows is frozen is rolled back: Windows keeps running', async () => {
	const untouched = await traces();
	await stayFrozen();
	const id = ok(create('live', 'killed', '--detach')).trim();
	await untilFrozen();
	await killRunner(id);
	isTakenBack(id);
	await win.sh('umount /bin/cp');
	await runsOn('live', untouched);
});

test('a cancel while Windows is frozen resumes it', async () => {
	const untouched = await traces();
	await stayFrozen();
	const id = ok(create('live', 'cancelled', '--detach')).trim();
	await untilFrozen();
	ingot('cancel', id);
	expect(ingot('attach', id).code).toBe(130);
	await win.sh('umount /bin/cp');
	await runsOn('live', untouched);
});

test('a job whose runner is killed while QEMU copies is rolled back: nothing is left, and nothing copies', async () => {
	await win.sh(`podman stop -t 120 live
		yes 'nothing to see' | head -c 400M | dd of='${await win.storage('live')}/data.img' bs=1M seek=512 conv=notrunc status=none
		podman start live`);
	await win.untilSaid('live', 'guest ready', 2);
	const untouched = await traces();
	const id = ok(create('live', 'killed', '--detach')).trim();
	await slowDown(id);
	await killRunner(id);
	isTakenBack(id);
	await runsOn('live', untouched);
});

test('a cancel while QEMU copies leaves nothing either, and the next snapshot succeeds', async () => {
	const untouched = await traces();
	const id = ok(create('live', 'cancelled', '--detach')).trim();
	await slowDown(id);
	ingot('cancel', id);
	expect(ingot('attach', id).code).toBe(130);
	await runsOn('live', untouched);
	expect(ok(create('live', 'again', '--json'))).toMatch(
		/"kind":"progress","text":"\d+ \d+".*localhost\/again:1 is ready/su,
	);
	await win.sh('podman rmi localhost/again:1');
	await runsOn('live', untouched);
});
