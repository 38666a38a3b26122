import {afterEach, describe, expect, test, vi} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import type {Lab} from '../lab/lab.ts';
import {holdUpstream, missing} from './upstream-hold.ts';
import type {UpstreamLab} from './upstream-lab.ts';

// Windows DevBoxes in pods and compose projects, with ports, devices and bound files, on upstream's newest scripts.
vi.setConfig({testTimeout: 400_000});
let lab: Lab;
let win: UpstreamLab;
holdUpstream('uparound', held => {
	({lab, win} = held);
});
afterEach(async () => {
	if (missing !== '') return;
	// A container that another one requires can be removed only after that, so Podman needs two runs.
	await win.sh(`pkill -f '[n]c -l -p 18006' || true
		podman pod rm -a -f -t 0 >/dev/null
		podman rm -a -f -v -t 0 >/dev/null 2>&1 || podman rm -a -f -v -t 0 >/dev/null
		for each in /home/disks/*; do
			for device in $(losetup --noheadings --output NAME --associated "$each"); do losetup -d "$device"; done
		done
		rm -rf /home/disks`);
});

const ingot = (...argv: readonly string[]) => homeIn(lab, member('alice')).run(...argv);
const create = (from: string, ...options: readonly string[]) =>
	ingot('create', '-w', `${lab.name}-win`, '-f', from, '-n', from, '-t', '1', ...options);
const said = ({stdout, stderr}: {stdout: string; stderr: string}) => stdout + stderr;
/** Makes the image `from:1` and waits for its end, however busy the machine is. */
const make = (from: string) => {
	const id = ok(create(from, '--detach')).trim();
	let ended = ingot('attach', id);
	for (let tries = 0; ended.code === 143 && tries < 4; tries += 1) ended = ingot('attach', id);
	return ended;
};
const machine = '--device /dev/net/tun --cap-add NET_ADMIN -e KVM=N -e NETWORK=slirp -e RAM_SIZE=256M';
const mine = '--label io.clustercode.launched-by=alice';
/** An installed DevBox made by `podman run` with these options, after `prepare` ran in its /storage. */
const run = async (name: string, options: string, prepare = ':') => {
	await win.make(name, {start: false, osLabel: ''});
	await win.sh(`image=$(podman inspect --format '{{.ImageName}}' ${name})
		podman rm ${name} >/dev/null
		cd "$(podman volume inspect --format '{{.Mountpoint}}' ${name}-storage)"
		mkdir -p /home/disks
		${prepare}
		podman run -d --name ${name} ${mine} ${machine} -v ${name}-storage:/storage -e DISK_SIZE=512M ${options} "$image" >/dev/null`);
	return win.untilBooted(name);
};
const startedAt = (...names: readonly string[]) =>
	win.sh(`podman inspect --format '{{.Name}} {{.State.Status}} {{.State.StartedAt}}' ${names.join(' ')}`);
/** The image boots the disk of its source, one boot later. */
const expectClone = async (name: string, boots: number) => {
	await win.sh(
		`podman stop -t 0 ${name} >/dev/null; podman run -d --name clone ${machine} localhost/${name}:1 >/dev/null`,
	);
	expect(await win.untilBooted('clone')).toMatchObject({boots: boots + 1, disk: name, last: 'clean'});
};

describe.skipIf(missing !== '')('a Windows DevBox', () => {
	test('in a pod makes an image, and the other containers of the pod keep running', async () => {
		await win.sh(`podman pod create --name office --publish 18006:8006 >/dev/null
			podman run -d --name beside --pod office localhost/devbase:1 sleep 9999 >/dev/null`);
		const {boots} = await run('podded', '--pod office');
		const infra = await win.sh(`podman pod inspect --format '{{.InfraContainerID}}' office`);
		const before = await startedAt('beside', infra);
		const made = make('podded');
		expect(ok(made)).toContain('localhost/podded:1 is ready.');
		expect(await startedAt('beside', infra)).toBe(before);
		expect(await win.untilBooted('podded', 2)).toMatchObject({boots: boots + 1, last: 'clean'});
		await expectClone('podded', boots);
	});

	test('alone in a pod that ends with it runs again, and so does its pod', async () => {
		await win.sh('podman pod create --name alone --exit-policy stop --publish 18006:8006 >/dev/null');
		await run('single', '--pod alone');
		expect(ok(make('single'))).toContain('localhost/single:1 is ready.');
		expect(await win.untilBooted('single', 2)).toMatchObject({last: 'clean'});
		expect(await win.sh(`podman pod inspect --format '{{.State}}' alone`)).toBe('Running');
	});

	test('that another container of its compose file depends on makes an image, and the other keeps running', async () => {
		await run('needed', '');
		await win.sh(`podman run -d --name web --requires needed --label io.podman.compose.project=office \\
			--label com.docker.compose.project=office --label com.docker.compose.service=web \\
			--label com.docker.compose.depends_on=needed:service_started:true localhost/devbase:1 sleep 9999 >/dev/null`);
		const before = await startedAt('web');
		expect(ok(make('needed'))).toContain('localhost/needed:1 is ready.');
		expect(await startedAt('web')).toBe(before);
		expect(await win.untilBooted('needed', 2)).toMatchObject({last: 'clean'});
	});

	test('whose port is taken while it is off stays off, and the outcome says how to start it', async () => {
		const {boots} = await run('ported', '--publish 18006:8006');
		const [ended] = await Promise.all([
			Promise.resolve().then(() => make('ported')),
			win.sh(
				`timeout 300 sh -c 'until busybox nc -l -p 18006 </dev/null; do sleep 0.02; done' >/dev/null 2>&1 &`,
			),
		]);
		expect(ended.code, said(ended)).toBe(1);
		expect(said(ended)).toMatch(
			/The DevBox ported is OFF and does not start: .*18006.*podman start ported/su,
		);
		expect(await win.sh('podman image exists localhost/ported:1 && echo there || echo none')).toBe('none');
		await win.sh(`pkill -f '[n]c -l -p 18006'; podman start ported >/dev/null`);
		expect(await win.untilBooted('ported', 2)).toMatchObject({boots: boots + 1, last: 'clean'});
	});

	// Without a disk in /storage these scripts begin an installation, although they never boot that one.
	test('with a file bound to /disk.img makes an image of that disk, not of the one in its storage', async () => {
		const {boots} = await run(
			'bound',
			'-v /home/disks/win.img:/disk.img',
			`cp --sparse=always data.img /home/disks/win.img
			printf 'ingot-lab id=other' | dd of=data.img bs=512 seek=40 conv=notrunc,sync status=none`,
		);
		expect(await win.opened('bound')).toEqual(['/disk.img']);
		expect(said(create('bound', '--dry-run'))).toContain('Disk 1: /disk.img (raw)');
		expect(ok(make('bound'))).toContain('localhost/bound:1 is ready.');
		await expectClone('bound', boots);
	});

	test.each([
		['at /disk1', '--device "$device":/disk1'],
		['by DEVICE', '--device "$device" -e DEVICE="$device"'],
	])('on a block device %s is refused, and keeps running', async (_, options) => {
		await run(
			'blocky',
			options,
			'mv data.img /home/disks/block.img; device=$(losetup --find --show /home/disks/block.img)',
		);
		const before = await startedAt('blocky');
		const refused = create('blocky');
		expect(refused.code, said(refused)).toBe(3);
		expect(said(refused)).toMatch(/Disk 1 of the DevBox is the device \/\S+, and no image holds a device/u);
		expect(await startedAt('blocky')).toBe(before);
	});

	test('with BitLocker on a disk is judged by how its QEMU ended, and the log says so', async () => {
		const {boots} = await run(
			'locked',
			'-e DISK2_SIZE=128M -v locked-two:/storage2',
			`podman volume create locked-two >/dev/null
			two=$(podman volume inspect --format '{{.Mountpoint}}' locked-two)/data2.img
			truncate -s 128M "$two"; printf '\\353\\130\\220-FVE-FS-' | dd of="$two" conv=notrunc status=none`,
		);
		const made = ok(make('locked'));
		expect(made).toContain('BitLocker keeps the partition at 0 MiB from being read');
		expect(made).not.toContain('its NTFS says so');
		expect(made).toContain('localhost/locked:1 is ready.');
		expect(await win.untilBooted('locked', 2)).toMatchObject({boots: boots + 1, last: 'clean'});
	});

	test('is checked from inside at a launch where the worker may not read its processes', async () => {
		await run('source', '');
		ok(make('source'));
		await win.sh('podman rm -f -t 0 source >/dev/null');
		ok(
			ingot(
				...['launch', 'localhost/source:1', '--name', 'clone', '--volume', 'clone:/storage'],
				...['--env', 'NETWORK=slirp', '--env', 'RAM_SIZE=256M'],
			),
		);
		// There is no such process, so /proc says as little as for one of another user.
		const ask = (
			pid: string,
		) => `cd "$(dirname "$(ls -t ~/.local/state/ingot/jobs/*/windows-launch.sh | head -n 1)")"
			id=clone pid=${pid} storage='' name=''
			. ./step-prelude.sh; . ./windows-launch.sh; disk_open`;
		expect(await win.sh(ask('none'))).toMatch(/^golden \d+$/u);
		expect(await win.sh(ask(`$(podman inspect --format '{{.State.Pid}}' clone)`))).toMatch(/^golden \d+$/u);
		await win.sh(
			'podman stop -t 0 clone >/dev/null; podman run -d --replace --name clone localhost/devbase:1 sleep 999',
		);
		expect(await win.sh(ask('none'))).toBe('waiting');
	});
});
