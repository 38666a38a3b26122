import {describe, expect, test} from 'vitest';
import {holdUpstream, missing} from './upstream-hold.ts';
import {answering, type UpstreamLab} from './upstream-lab.ts';

let win: UpstreamLab;
holdUpstream('upstream', held => {
	({win} = held);
});

describe.skipIf(missing !== '').each(['2025-07', '2025-10', '2026-08'])('upstream of %s', generation => {
	const name = `win-${generation}`;

	test('boots the disk that is installed, without installing anything', async () => {
		await win.make(name, {generation});
		expect(await win.untilBooted(name)).toEqual({
			boots: 2,
			count: expect.any(Number),
			last: 'clean',
			ntfs: 'clean',
			disk: name,
		});
		expect(await win.said(name)).toContain('guest firmware own');
		expect(await win.said(name)).toContain('"Windows Boot Manager" from HD(');
		expect(await win.said(name)).not.toMatch(/Downloading|Requesting|will be processed/u);
		expect(await win.opened(name)).toEqual(['/storage/data.img']);
	});

	test('a stop asks Windows to shut down, and leaves a clean disk', async () => {
		await win.untilSaid(name, 'count=');
		await win.sh(`podman stop ${name}`);
		expect(await win.state(name)).toBe('exited 143');
		expect(await win.said(name)).toContain('guest off');
		expect(await win.ntfs(name, '/storage/data.img')).toBe('clean');
		await win.sh(`podman start ${name}`);
		expect(await win.untilBooted(name, 2)).toMatchObject({boots: 3, last: 'clean', ntfs: 'clean'});
	});

	test('a QEMU that is killed leaves a dirty disk, and the next boot says so', async () => {
		await win.sh(`podman exec ${name} sh -c 'kill -9 "$(cat /run/shm/qemu.pid)"'
			podman wait ${name}`);
		expect(await win.ntfs(name, '/storage/data.img')).toBe('dirty');
		await win.sh(`podman start ${name}`);
		expect(await win.untilBooted(name, 3)).toMatchObject({boots: 4, last: 'unclean', ntfs: 'dirty'});
		await win.sh(`podman rm -f -v -t 0 ${name}`);
	});
});

describe.skipIf(missing !== '')('a guest', () => {
	test('answers on a serial port of its own, and shuts down when asked there', async () => {
		await win.make('answers', {disk: 'qcow2', place: 'bind', options: answering});
		await win.untilBooted('answers');
		await win.ask('answers', 'put', 'notes.txt', 'tuned by "hand", ü $HOME');
		expect(await win.ask('answers', 'get', 'notes.txt')).toBe('tuned by "hand", ü $HOME');
		expect(await win.ask('answers', 'counter')).toMatch(/^boots=2 +count=\d+ *$/u);
		await win.ask('answers', 'off');
		await win.sh('podman wait answers');
		expect(await win.state('answers')).toBe('exited 0');
		await win.sh('podman rm -f -v -t 0 answers');
	});

	test('that hibernates leaves a disk that says so', async () => {
		await win.make('sleeper', {settings: 'hibernate=1', place: 'anonymous'});
		await win.untilBooted('sleeper');
		await win.sh('podman stop sleeper; podman start sleeper');
		expect(await win.untilBooted('sleeper', 2)).toMatchObject({last: 'hibernated', disk: 'sleeper'});
		await win.sh('podman rm -f -v -t 0 sleeper');
	});

	test('that ignores ACPI is killed when its time is up, and was not shut down', async () => {
		await win.make('deaf', {settings: 'deaf=1', options: ['--env', 'TIMEOUT=12']});
		await win.untilBooted('deaf');
		await win.sh('podman stop deaf');
		expect(await win.ntfs('deaf', '/storage/data.img')).toBe('dirty');
		await win.sh('podman rm -f -v -t 0 deaf');
	});

	test('boots from BIOS as well', async () => {
		await win.make('old', {options: ['--env', 'BOOT_MODE=windows_legacy']});
		expect(await win.untilBooted('old')).toMatchObject({boots: 2, disk: 'old'});
		expect(await win.said('old')).toContain('guest firmware BIOS');
		await win.sh('podman rm -f -v -t 0 old');
	});

	test('has a TPM of its own, and finds another one when its state is gone', async () => {
		await win.make('tpm', {options: ['--env', 'TPM=Y']});
		await win.untilSaid('tpm', 'guest tpm new');
		await win.untilBooted('tpm');
		await win.sh('podman stop tpm; podman start tpm');
		await win.untilSaid('tpm', 'guest tpm own');
		await win.untilBooted('tpm', 2);
		await win.sh(`podman stop tpm; rm "$(podman volume inspect --format '{{.Mountpoint}}' tpm-storage)"/windows.tpm
			podman start tpm`);
		await win.untilSaid('tpm', 'guest tpm foreign');
		await win.sh('podman rm -f -v -t 0 tpm');
	});
});
