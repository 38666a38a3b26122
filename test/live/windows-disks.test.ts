import {afterAll, beforeAll, expect, test} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type WindowsLab, windowsLab} from './windows-lab.ts';

// Which disk a Windows DevBox has, and what lies beside it. The second and further disks are tried with the real scripts.
let lab: Lab;
let win: WindowsLab;
beforeAll(async () => {
	lab = await holdLab({name: `windisk${process.pid}`, workers: 0});
	await lab.addWorker('win', 'windows');
	win = windowsLab(lab, 'win');
	await win.untilSaid('win11', 'count=2');
});
afterAll(() => lab?.release());

const create = (from: string, name: string, ...options: readonly string[]) =>
	homeIn(lab, member('alice')).run(
		'create',
		'-w',
		`${lab.name}-win`,
		'-f',
		from,
		'-n',
		name,
		'-t',
		'1',
		...options,
	);
const said = ({stdout, stderr}: {stdout: string; stderr: string}) => stdout + stderr;
const used = (text: string) => Number(/\(raw\), ([\d.]+) MB used/u.exec(text)?.[1]);

test('a disk that the next start would take in place of this one is refused before anything is stopped', async () => {
	const other = `${await win.storage('win11')}/data.qcow2`;
	await win.sh(`podman exec win11 qemu-img create -q -f qcow2 /storage/data.qcow2 512M`);
	const refused = create('win11', 'wrong');
	await win.sh(`rm '${other}'`);
	expect(refused.code, said(refused)).toBe(3);
	expect(said(refused)).toContain(
		'Windows runs from /storage/data.img, but the next start would take /storage/data.qcow2',
	);
	expect((await win.said('win11')).split('guest ready')).toHaveLength(2);
});

test('a disk that was allocated ahead is reckoned by what it uses', async () => {
	const before = used(ok(create('win11', 'large', '--dry-run')));
	await win.sh(`fallocate -l 512M "${await win.storage('win11')}/data.img"
		[ "$(du -k "${await win.storage('win11')}/data.img" | cut -f 1)" -ge 524288 ]`);
	const after = used(ok(create('win11', 'large', '--dry-run')));
	expect(before).toBeGreaterThan(10);
	expect(after).toBeLessThan(before + 30);
});

test('what lies beside the disk is named and left out; what makes it boot comes along, its password does not', async () => {
	await win.sh('podman rm -f -v -t 0 win11'); // the processor is for this one
	await win.make(
		'nvme',
		'raw',
		'volume',
		'--env',
		'DISK_TYPE=nvme',
		'--env',
		'PASS=hunter2',
		'--env',
		'RAM_SIZE=160M',
	);
	await win.untilSaid('nvme', 'guest ready');
	await win.sh(`cd '${await win.storage('nvme')}'
		mkdir backups; head -c 20M /dev/urandom >backups/old.img; head -c 1M /dev/urandom >custom.iso; echo x >notes.log`);
	const told = ok(create('nvme', 'nvme', '--dry-run'));
	expect(told).toMatch(
		/Not included: 3 files and folders next to the disk \(2\d(?:\.\d)? MB\): backups, custom\.iso, notes\.log\./u,
	);
	expect(told).toContain('The password of the viewer is not in the image.');
	expect(told).toContain('[x] DISK_TYPE  Windows needs it to boot');
	const made = ok(create('nvme', 'nvme'));
	expect(made).toContain(
		'Left out, beside the disk: 3 files and folders of 22 MiB, such as backups, custom.iso, notes.log.',
	);
	const image = await win.sh(`podman image inspect --format '{{json .}}' localhost/nvme:1
		at=$(podman image mount localhost/nvme:1); ls "$at/golden" "$at/golden/state"; cat "$at/golden/facts"
		podman image unmount localhost/nvme:1 >/dev/null; cat ~/.local/state/ingot/jobs/*/*`);
	expect(image).toContain('"DISK_TYPE=nvme"');
	expect(image).not.toContain('RAM_SIZE=160M"');
	expect(image).toMatch(/^disks=data\.qcow2:qcow2:\/storage$/mu);
	expect(image).toMatch(/^viewer=locked$/mu);
	expect(image).toMatch(/^windows\.boot$/mu);
	expect(image).not.toMatch(/^(?:backups|custom\.iso|notes\.log)$/mu);
	// Neither the image nor the job has the password.
	expect(image).not.toContain('hunter2');
	await win.sh('podman rm -f -v -t 0 nvme');
});

test('a disk that stands on a file of the worker makes an image that stands on nothing', async () => {
	await win.sh('mkdir -p /home/base');
	await win.make('linked', 'qcow2', 'bind', '--volume', '/home/base:/base');
	await win.untilSaid('linked', 'guest ready');
	await win.ask('linked', 'put', 'notes.txt', 'below');
	await win.sh(`podman stop -t 120 linked
		mv /home/storage/linked/data.qcow2 /home/base/base.qcow2
		podman run --rm --network none --volume /home/base:/base --volume /home/storage/linked:/s --entrypoint qemu-img \
			localhost/windows-base:11 create -q -f qcow2 -b /base/base.qcow2 -F qcow2 /s/data.qcow2
		podman start linked`);
	await win.untilSaid('linked', 'guest ready', 2);
	expect(ok(create('linked', 'linked'))).toContain('localhost/linked:1 is ready.');
	await win.sh(`podman rm -f -t 0 linked; rm -r /home/base
		podman run -d --name free --network none localhost/linked:1`);
	await win.untilSaid('free', 'guest ready');
	expect(await win.ask('free', 'get', 'notes.txt')).toBe('below');
});
