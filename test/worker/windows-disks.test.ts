import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';

const source = path.resolve(import.meta.dirname, '../../source/worker/steps/windows');
let folder: string;
let qemu: ChildProcess | undefined;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'disks-'));
});
afterEach(() => {
	qemu?.kill('SIGKILL');
	qemu = undefined;
	rmSync(folder, {recursive: true, force: true});
});

type Case = {
	readonly env?: readonly string[];
	/** Below the folder, each with a few bytes. */
	readonly files: readonly string[];
	/** Destination → source below the folder; default /storage → storage. */
	readonly mounts?: Readonly<Record<string, string>>;
	readonly devices?: readonly string[];
	/** Words of `-drive` each; what it has open is what `mounts` says of its file, or `open`. Undefined: it is off. */
	readonly drives?: readonly string[];
	readonly words?: readonly string[];
	readonly open?: readonly string[];
};

const drive = (id: string, file: string, format = 'raw') =>
	`file=${file},id=${id},format=${format},cache=none,aio=native,discard=unmap,detect-zeroes=on,if=none`;
const storage = {'/storage': 'storage'};

/** A process that has the files open and the words in its command line, as QEMU has. */
const startQemu = async ({drives = [], words = [], open}: Case, host: (file: string) => string) => {
	const files =
		open?.map(each => path.join(folder, each)) ??
		drives.map(each => host(/file=([^,]*)/u.exec(each)?.[1] ?? ''));
	const opens = files.map((file, at) => `exec ${at + 3}<'${file}'`).join('\n');
	const script = `${opens}\necho ready\nwhile :; do sleep 1; done`;
	const all = ['-name', 'windows', ...words, ...drives.flatMap(each => ['-drive', each])];
	qemu = spawn('bash', ['-c', script, 'qemu', ...all], {stdio: ['ignore', 'pipe', 'inherit']});
	await new Promise(resolve => qemu?.stdout?.once('data', resolve));
};

const find = async (shell: Shell, each: Case) => {
	for (const file of each.files) {
		mkdirSync(path.dirname(path.join(folder, file)), {recursive: true});
		writeFileSync(path.join(folder, file), file);
	}
	const mounts = Object.entries(each.mounts ?? storage);
	const host = (file: string) => {
		const [to = '', from = ''] = mounts.find(([to]) => file === to || file.startsWith(`${to}/`)) ?? [];
		return path.join(folder, from, file.slice(to.length));
	};
	if (each.drives !== undefined) await startQemu(each, host);
	const met = [
		`pid ${qemu?.pid ?? 0}`,
		...(each.env ?? []).map(line => `env ${line}`),
		...mounts.map(([to, from]) => `mount ${to}\t${path.join(folder, from)}`),
		...(each.devices ?? []).map(line => `device ${line}`),
	].join('\n');
	writeFileSync(path.join(folder, 'met'), met);
	const script = `
podman() { cat met; }
refuse() { printf '%s\\n' "$2" >&2; exit "$1"; }
. ${source}/qemu-drives.sh; . ${source}/windows-disks.sh
find_disks box
printf '%s\\n' "$disks"`;
	const [file = 'sh', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
	const {stdout, stderr, status} = spawnSync(file, [...first, '-uc', script], {
		cwd: folder,
		encoding: 'utf8',
	});
	return {status, stderr: stderr.trim(), disks: stdout.trim().replaceAll(`${folder}/`, '')};
};

const img = 'storage/data.img';
const qcow2 = 'storage/data.qcow2';

describe.each(['dash', 'bash', 'busybox'] as const)('under %s', shell => {
	test.each<[string, Case, string]>([
		[
			'a raw disk that runs',
			{files: [img], drives: [drive('data3', '/storage/data.img')]},
			`1 raw /storage/data.img ${img}`,
		],
		[
			'a qcow2 disk that runs',
			{files: [qcow2], drives: [drive('data3', '/storage/data.qcow2', 'qcow2')]},
			`1 qcow2 /storage/data.qcow2 ${qcow2}`,
		],
		[
			'raw that was asked for, beside a left-over qcow2',
			{files: [img, qcow2], env: ['DISK_FMT=raw'], drives: [drive('data3', '/storage/data.img')]},
			`1 raw /storage/data.img ${img}`,
		],
		[
			'a disk with another name, in another storage folder',
			{
				files: ['vm/win.img'],
				mounts: {'/data': 'vm'},
				env: ['STORAGE= /data/ ', 'DISK_NAME=win'],
				drives: [drive('data3', '/data/win.img')],
			},
			'1 raw /data/win.img vm/win.img',
		],
		[
			'a file at the root, before that in the storage folder',
			{
				files: ['my disk.qcow2', img],
				mounts: {...storage, '/disk.qcow2': 'my disk.qcow2'},
				drives: [drive('data3', '/disk.qcow2', 'qcow2')],
			},
			'1 qcow2 /disk.qcow2 my disk.qcow2',
		],
		[
			'a second and a sixth disk, without media and firmware',
			{
				files: [img, 'two/data2.img', 'six/data6.img', 'storage/windows.vars'],
				mounts: {...storage, '/storage2': 'two', '/storage6': 'six'},
				drives: [
					'file=/storage/windows.vars,if=pflash,unit=1,format=raw',
					'file=/storage/custom.iso,id=boot,format=raw,cache=unsafe,readonly=on,media=cdrom',
					drive('data3', '/storage/data.img'),
					drive('data8', '/storage6/data6.img'),
					drive('data4', '/storage2/data2.img'),
				],
				open: [img, 'six/data6.img', 'two/data2.img'],
			},
			'1 raw /storage/data.img storage/data.img\n2 raw /storage2/data2.img two/data2.img\n6 raw /storage6/data6.img six/data6.img',
		],
		[
			'a disk by a path with slashes too many',
			{files: [img], env: ['STORAGE=/storage//./'], drives: [drive('data3', '/storage//.///data.img')]},
			`1 raw /storage//.///data.img ${img}`,
		],
		['a disk that is off', {files: [qcow2]}, `1 qcow2 /storage/data.qcow2 ${qcow2}`],
		[
			'a raw disk that is off, beside a left-over',
			{files: [img, qcow2], env: ['DISK_FMT=raw']},
			`1 raw /storage/data.img ${img}`,
		],
		[
			'a qcow2 disk that is off, beside a left-over',
			{files: [img, qcow2]},
			`1 qcow2 /storage/data.qcow2 ${qcow2}`,
		],
	])('%s is found', async (_title, each, expected) => {
		expect(await find(shell, each)).toEqual({status: 0, stderr: '', disks: expected});
	});

	test.each<[string, Case, string]>([
		[
			'a left-over that the next start would take',
			{files: [img, qcow2], drives: [drive('data3', '/storage/data.img')]},
			'Windows runs from /storage/data.img, but the next start would take /storage/data.qcow2',
		],
		[
			'a file at the root that only newer scripts take',
			{
				files: [img, 'other.img'],
				mounts: {...storage, '/disk.img': 'other.img'},
				drives: [drive('data3', '/storage/data.img')],
			},
			'but the next start would take /disk.img',
		],
		[
			'a device',
			{files: [img], env: ['DEVICE=/dev/vdc1'], drives: [drive('data3', '/dev/vdc1')], open: [img]},
			'Disk 1 of the DevBox is the device /dev/vdc1',
		],
		[
			'a device of one that is off',
			{files: [img], devices: ['/disk1']},
			'Disk 1 of the DevBox is the device /disk1',
		],
		[
			'a disk in the container itself',
			{files: [img], env: ['STORAGE=/own'], drives: [drive('data3', '/own/data.img')], open: [img]},
			'Disk 1 of the DevBox, /own/data.img, lies in the container itself',
		],
		[
			'another file than the one that is mounted now',
			{files: [img, 'old.img'], drives: [drive('data3', '/storage/data.img')], open: ['old.img']},
			'QEMU should have /storage/data.img open for disk 1, but that is not',
		],
		[
			'a disk by ARGUMENTS',
			{
				files: [img],
				drives: [drive('data3', '/storage/data.img'), 'file=/mnt/more.img,format=raw'],
				open: [img],
			},
			'QEMU has a disk that no image can hold, /mnt/more.img, by ARGUMENTS',
		],
		[
			'a file at the root beside a disk, of one that is off,',
			{files: [img, 'other.img'], mounts: {...storage, '/disk.img': 'other.img'}},
			'Disk 1 of the DevBox may be /disk.img or /storage/data.img, and while it is off that is unknown',
		],
		[
			'no disk',
			{files: ['storage/windows.boot']},
			'There is no disk of Windows: neither data.qcow2 nor data.img in /storage',
		],
		[
			'a second disk alone',
			{files: ['two/data2.img'], mounts: {...storage, '/storage2': 'two'}},
			'There is no disk of Windows',
		],
		[
			'a way out of the folder',
			{files: [img], drives: [drive('data3', '/storage/../etc/passwd')], open: [img]},
			'The path of disk 1 leads elsewhere',
		],
	])('%s is refused', async (_title, each, reason) => {
		const {status, stderr} = await find(shell, each);
		expect(stderr).toContain(reason);
		expect(status).toBe(3);
	});

	test('a container without QEMU is refused', async () => {
		const {status, stderr} = await find(shell, {files: [img], drives: []});
		expect({status, stderr}).toEqual({
			status: 3,
			stderr:
				'No QEMU runs in the DevBox, so its disk is unknown. Wait until Windows has booted and try again.',
		});
	});

	test.each(['storage/data.img', 'storage'])('a symbolic link is refused: %s', async link => {
		mkdirSync(path.join(folder, 'real'));
		writeFileSync(path.join(folder, 'real/data.img'), 'x');
		mkdirSync(path.join(folder, 'all'));
		mkdirSync(path.join(folder, 'all/storage'));
		const at = path.join(folder, 'all', link);
		rmSync(at, {recursive: true, force: true});
		symlinkSync(link === 'storage' ? '../real' : '../../real/data.img', at);
		const {status, stderr} = await find(shell, {
			files: [],
			mounts: {'/vm': 'all'},
			env: ['STORAGE=/vm/storage'],
			drives: [drive('data3', '/vm/storage/data.img')],
			open: ['real/data.img'],
		});
		expect(stderr).toContain('/vm/storage/data.img is reached by a symbolic link');
		expect(status).toBe(3);
	});
});

describe.each(['dash', 'bash', 'busybox'] as const)('beside the disk, under %s', shell => {
	const run = (script: string) => {
		const [file = 'sh', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const text = `. ${source}/qemu-drives.sh; . ${source}/windows-disks.sh; . ${source}/windows-storage.sh; ${script}`;
		const {stdout, stderr} = spawnSync(file, [...first, '-uc', text], {cwd: folder, encoding: 'utf8'});
		return stdout + stderr;
	};

	test("its machine's files travel, and what else lies there is counted", () => {
		mkdirSync(path.join(folder, 's/backups'), {recursive: true});
		const machine = [
			'windows.base',
			'windows.boot',
			'windows.setup.img',
			'windows.img',
			'windows.old',
			'windows_secure.tpm',
			'WINDOWS.rom',
			'uefi.vars',
		];
		const rest = ['custom.iso', 'windows.4.7G.iso', 'notes.log', '.hidden', 'data.old', 'windows.tmp'];
		rest.push('windows.qcow2', 'windows.vhdx', 'windows.before-update.tar.gz', 'windows.zip', 'windows.bak');
		for (const name of [...machine, ...rest, 'data.img', 'data.qcow2', 'golden.base'])
			writeFileSync(path.join(folder, 's', name), name);
		symlinkSync('/etc/shadow', path.join(folder, 's/windows.link'));
		writeFileSync(path.join(folder, 's/backups/old.img'), Buffer.alloc(3 * 1024 * 1024, 1));
		expect(
			run('mkdir w; copy_state "$PWD/s" "$PWD/w" data windows && ls w/state').trim().split('\n').toSorted(),
		).toEqual(machine.toSorted());
		const [count, kib, ...names] = run('others s data windows').trim().split(' ');
		expect(Number(count)).toBe(13);
		expect(Number(kib)).toBeGreaterThanOrEqual(3 * 1024);
		expect(names.join(' ')).toContain('backups');
	});

	test('the lines of qemu-img map are added up where there is data', () => {
		writeFileSync(
			path.join(folder, 'map'),
			`[{ "start": 0, "length": 3145728, "depth": 0, "present": true, "zero": false, "data": true, "offset": 0},
{ "start": 3145728, "length": 1070596096, "depth": 0, "present": true, "zero": true, "data": false, "offset": 3145728},
{ "start": 1073741824, "length": 1048576, "depth": 1, "present": true, "zero": false, "data": true, "compressed": false, "offset": 0}]`,
		);
		expect(run('podman() { cat map; }; pid=7; used_kib box raw /x map')).toBe('4096\n');
	});

	test('of a DevBox that is off, qemu-img runs in another container with the same folders, which it cannot change', () => {
		const told = run(
			`podman() { case $1 in container) echo image ;; *) echo "$*" ;; esac; }
			pid=0 mounts=$(printf '/storage\\t/var/my vm\\n/odd\\t/a,b'); qemu_img box map -U /storage/data.img`,
		);
		expect(told).toContain(
			'--mount type=bind,source=/var/my vm,destination=/storage,readonly image map -U /storage/data.img',
		);
		expect(told).not.toContain('a,b');
	});

	test('APP names the files of its machine', () => {
		expect(run("environment='APP=My Windows'; state_prefix; environment=''; state_prefix")).toBe(
			'my-windows\nwindows\n',
		);
	});
});
