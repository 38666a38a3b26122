import {afterEach, describe, expect, test, vi} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import type {Lab} from '../lab/lab.ts';
import {holdUpstream, missing} from './upstream-hold.ts';
import type {UpstreamLab} from './upstream-lab.ts';

// Which disks of a Windows DevBox an image gets, how a DevBox is recognised, and what its image keeps, on upstream's scripts.
// Each test boots a machine three times, without KVM.
vi.setConfig({testTimeout: 400_000});
let lab: Lab;
let win: UpstreamLab;
holdUpstream('updisks', held => {
	({lab, win} = held);
});
afterEach(async () => {
	if (missing === '') await win.sh('podman rm -a -f -v -t 0 >/dev/null');
});

const ingot = (...argv: readonly string[]) => homeIn(lab, member('alice')).run(...argv);
const create = (from: string, ...options: readonly string[]) =>
	ingot('create', '-w', `${lab.name}-win`, '-f', from, '-n', from, '-t', '1', ...options);
const said = ({stdout, stderr}: {stdout: string; stderr: string}) => stdout + stderr;
/** Makes the image of that name, detached: on a busy machine it takes longer than the time limit of a command. */
const make = (from: string, ...options: readonly string[]): string => {
	const id = ok(create(from, ...options, '--detach')).trim();
	let ended = ingot('attach', id);
	for (let tries = 0; ended.code === 143 && tries < 4; tries += 1) ended = ingot('attach', id);
	return ok(ended);
};
/** Podman options that every DevBox of the lab needs. */
const machine = '--device /dev/net/tun --cap-add NET_ADMIN -e KVM=N -e NETWORK=slirp -e RAM_SIZE=256M';
const mine = '--label io.clustercode.launched-by=alice';

describe.skipIf(missing !== '').each(['2025-07', '2025-10', '2026-08'])('upstream of %s', generation => {
	const name = `two-${generation}`;

	test('is recognised without a label, and its image has its boot settings and its second disk', async () => {
		await win.sh(`podman volume create ${name}-two >/dev/null
			cd "$(podman volume inspect --format '{{.Mountpoint}}' ${name}-two)"
			truncate -s 128M data2.img; printf 'the second disk' | dd of=data2.img conv=notrunc status=none`);
		const options = [
			'--env',
			'DISK_TYPE=nvme',
			'--env',
			'DISK2_SIZE=128M',
			'--volume',
			`${name}-two:/storage2`,
		];
		await win.make(name, {generation, osLabel: '', options});
		const before = await win.untilBooted(name);
		const rows = ok(ingot('devboxes', '--json'))
			.trim()
			.split('\n')
			.map(line => JSON.parse(line));
		expect(rows.find(row => row.name === name)).toMatchObject({
			os: 'windows',
			osInDoubt: false,
			eligible: true,
		});
		expect(said(create(name, '--method', 'pause'))).toContain(
			'the Windows disk must not change while it is copied',
		);
		expect(said(create(name, '--dry-run'))).toMatch(
			/Disk 1: \/storage\/data\.img \(raw\).*\nDisk 2: \/storage2\/data2\.img \(raw\)/u,
		);
		expect(make(name)).toContain(`localhost/${name}:1 is ready.`);
		await win.sh(`podman rm -f -t 0 ${name}
			podman run -d --name clone ${machine} localhost/${name}:1 >/dev/null`);
		expect(await win.untilBooted('clone')).toMatchObject({
			boots: before.boots + 1,
			disk: name,
			last: 'clean',
			ntfs: 'clean',
		});
		const opened = await win.opened('clone');
		expect(opened).toContain('/storage/data.qcow2');
		expect(opened).toContain('/storage2/data2.qcow2');
		expect(opened.filter(each => each.startsWith('/golden/'))).toHaveLength(2);
		expect(
			await win.sh(
				`podman exec clone sh -c 'qemu-img dd -U -f qcow2 -O raw bs=512 count=1 if=/storage2/data2.qcow2 of=/tmp/begin && head -c 15 /tmp/begin'`,
			),
		).toBe('the second disk');
		expect(
			await win.sh('podman inspect --format "{{range .Config.Env}}{{println .}}{{end}}" clone'),
		).toContain('DISK_TYPE=nvme');
	});
});

describe.skipIf(missing !== '')('the newest upstream', () => {
	/** An installed DevBox whose disk was moved; `options` are podman's. */
	const elsewhere = async (name: string, move: string, options: string) => {
		await win.make(name, {start: false, osLabel: ''});
		await win.sh(`image=$(podman inspect --format '{{.ImageName}}' ${name})
			podman rm ${name} >/dev/null
			cd "$(podman volume inspect --format '{{.Mountpoint}}' ${name}-storage)"
			${move}
			podman run -d --name ${name} ${mine} ${machine} -e DISK_SIZE=512M ${options} "$image" >/dev/null`);
		return win.untilBooted(name);
	};
	const cloned = async (name: string) => {
		await win.sh(
			`podman rm -f -t 0 ${name} >/dev/null; podman run -d --name clone ${machine} localhost/${name}:1 >/dev/null`,
		);
		return win.untilBooted('clone');
	};

	test('with another storage folder and another name of its disk makes an image', async () => {
		const before = await elsewhere(
			'moved',
			'mv data.img win.img',
			'-e STORAGE=/vm -e DISK_NAME=win -v moved-storage:/vm',
		);
		expect(said(create('moved', '--dry-run'))).toContain('Disk 1: /vm/win.img (raw)');
		expect(make('moved')).toContain('localhost/moved:1 is ready.');
		expect(await cloned('moved')).toMatchObject({boots: before.boots + 1, disk: 'moved', last: 'clean'});
	});

	test('with DISK_FMT=raw beside a leftover qcow2 makes an image of the raw disk', async () => {
		const before = await elsewhere(
			'left',
			'truncate -s 1M data.qcow2',
			'-e DISK_FMT=raw -v left-storage:/storage',
		);
		expect(make('left')).toContain('localhost/left:1 is ready.');
		expect(await cloned('left')).toMatchObject({boots: before.boots + 1, disk: 'left', last: 'clean'});
	});

	test('a live snapshot has both disks, each from its own folder', async () => {
		await win.sh('podman volume create both-two >/dev/null');
		const options = ['--env', 'DISK2_SIZE=128M', '--volume', 'both-two:/storage2'];
		await win.make('both', {
			osLabel: '',
			options: [...options, '--env', 'QMP=unix:/run/shm/qmp.sock,server=on,wait=off'],
		});
		const before = await win.untilBooted('both');
		await win.sh(`podman exec both sh -c 'ls /storage /storage2'`);
		const made = make('both', '--method', 'live');
		expect(made).toContain('localhost/both:1 is ready.');
		expect(made).toContain('Disk 2 is /storage2/data2.img (raw)');
		expect(await win.boots('both')).toHaveLength(1);
		expect(await win.sh(`podman exec both sh -c 'ls /storage /storage2'`)).not.toContain('.tmp');
		expect(
			await win.sh(
				'at=$(podman image mount localhost/both:1); ls "$at/golden"; podman image unmount localhost/both:1 >/dev/null',
			),
		).toMatch(/data\.qcow2\ndata2\.qcow2/u);
		expect(await cloned('both')).toMatchObject({boots: before.boots + 1, disk: 'both'});
	});

	test('with a disk by ARGUMENTS is refused, and keeps running', async () => {
		await win.sh('truncate -s 16M /home/more.img');
		await elsewhere(
			'more',
			':',
			"-v more-storage:/storage -v /home/more.img:/more.img -e 'ARGUMENTS=-drive file=/more.img,format=raw,if=none,id=mine -device virtio-blk-pci,drive=mine'",
		);
		const refused = create('more');
		expect(refused.code, said(refused)).toBe(3);
		expect(said(refused)).toContain('QEMU has a disk that no image can hold, /more.img, by ARGUMENTS');
		expect(await win.boots('more')).toHaveLength(1);
	});

	test('adopting a VM that may be Windows requires --os', async () => {
		await win.make('unsure', {start: false, osLabel: ''});
		// A Windows on qemus/qemu, the base of dockur/windows.
		await win.sh(`podman commit -q --change 'ENV VERSION=' unsure docker.io/qemux/qemu:latest
			podman rm unsure >/dev/null
			podman run -d --name unsure ${machine} -v unsure-storage:/storage docker.io/qemux/qemu:latest >/dev/null`);
		const refused = ingot('adopt', `${lab.name}-win`, 'unsure');
		expect(refused.code, said(refused)).toBe(2);
		expect(said(refused)).toContain('Add --os windows or --os linux.');
		ok(ingot('adopt', `${lab.name}-win`, 'unsure', '--os', 'windows'));
		const row = ok(ingot('devboxes', '--json'))
			.split('\n')
			.find(line => line.includes('"unsure"'));
		expect(JSON.parse(row ?? '')).toMatchObject({os: 'windows', osInDoubt: false, adopted: true});
	});
});
