import {describe, expect, test} from 'vitest';
import {goldenDisk, goldenDiskSize, goldenProblems, storageVolume} from '../../source/model/golden-disk.ts';
import {goldenEntrypoint, hasGoldenEntry} from '../../source/model/golden-entry.ts';
import {launchProblems, noOptions} from '../../source/model/launch.ts';
import {image, launchContext} from '../launch-context.ts';
import {source} from '../plan/sources.ts';

const windows = image('win', {os: 'windows'});
const config = (env: readonly string[], entrypoint = goldenEntrypoint(['/run/entry.sh'])) => ({
	...source.image,
	env,
	entrypoint,
});
const disk = (...env: readonly string[]) => goldenDisk(windows, config(env));
const problem = (variable: string, ...env: readonly string[]) =>
	goldenProblems({environment: [variable], volumes: []}, disk(...env)).environment;

test('an image says how long its entrypoint lets Windows shut down', () => {
	expect(disk('TIMEOUT=600', 'MY_TIMEOUT=1', 'QEMU_TIMEOUT=60')?.timeouts).toEqual([
		'TIMEOUT=600',
		'QEMU_TIMEOUT=60',
	]);
});

test.each([
	[
		['/usr/bin/tini', '-s', '/run/entry.sh'],
		['/usr/bin/tini', '-s', '/run/entry.sh'],
	],
	[
		['a b', '"', '$x'],
		['a b', '"', '$x'],
	],
	[[], []],
	[['/bin/sh', '/golden/entry.sh', '/run/entry.sh'], ['/run/entry.sh']],
])('ours stands once in front of the entrypoint %j', (own, rest) => {
	expect(goldenEntrypoint(own)).toEqual(['/bin/sh', '/golden/entry.sh', ...rest]);
	expect(hasGoldenEntry(goldenEntrypoint(own))).toBe(true);
});

test('an image that Windows is to be installed with has no disk, one of an older Ingot has it without our entrypoint', () => {
	expect(
		goldenDisk(image('base', {os: 'windows', source: undefined}), config([], ['/run/entry.sh'])),
	).toBeUndefined();
	expect(goldenDisk(image('linux'), config([]))).toBeUndefined();
	expect(goldenDisk(windows, config([], ['/run/entry.sh']))?.isLaid).toBe(false);
	expect(goldenDisk(image('built', {os: 'windows', source: 'containerfile'}), config([]))?.isLaid).toBe(true);
});

test.each([
	['DISK_SIZE=64G', '64G'],
	['DISK_SIZE=256gb', '256gb'],
	['DISK_SIZE=', undefined],
	['DISK_SIZE=max', undefined],
	['DISK_SIZE=64G\u001B[2J', undefined],
	['VERSION=11', undefined],
])('a Windows image with %j has a disk of %s', (variable, size) => {
	expect(goldenDiskSize(windows, config([variable]))).toBe(size);
	expect(goldenDiskSize(image('linux'), config([variable]))).toBeUndefined();
});

describe('variables of a launch', () => {
	test.each([
		['VERSION=10', ['VERSION=11'], /VERSION=10 does not fit .* made with 11: leave VERSION out/u],
		['VERSION=10', [], /made with 11/u],
		['LANGUAGE=German', ['LANGUAGE='], /made with en/u],
		['DISK_TYPE=nvme', [], /made with scsi/u],
		['DISK_TYPE=scsi', ['DISK_TYPE=sata'], /made with sata/u],
		['BOOT_MODE=legacy', [], /BOOT_MODE=legacy does not fit/u],
		['MACHINE=pc', [], /made with q35/u],
		['TPM=Y', [], /TPM=Y does not fit .* made with none/u],
		['TPM=N', ['BOOT_MODE=windows_secure'], /TPM=N does not fit/u],
		['BIOS=/x.bin', [], /BIOS=\/x\.bin does not fit/u],
		['DISK_FMT=raw', [], /is qcow2/u],
		['DEVICE=/dev/sdb', [], /goes before the disk/u],
		['DISK_DISABLE=Y', [], /leaves the disk of the image out/u],
	])('%s is refused where the image has %j', (variable, env, why) => {
		expect(problem(variable, ...env)).toMatch(why);
	});

	test.each([
		['VERSION="11"', ['VERSION=11']],
		['VERSION=', ['VERSION=10']],
		['LANGUAGE=en', []],
		['VERSION=https://me:x@host/my.iso', ['VERSION=11']],
		['TPM=1', ['TPM=Y']],
		['TPM=Y', ['BOOT_MODE=windows_secure']],
		['TPM=N', []],
		['DISK_FMT=QCOW2', []],
		['DISK_SIZE=128G', ['DISK_SIZE=64G']],
		['RAM_SIZE=8G', ['RAM_SIZE=4G']],
		['CPU_CORES=4', []],
		['KVM=N', []],
		['constructor=1', []],
		['nonsense', []],
	])('%s is free where the image has %j', (variable, env) => {
		expect(problem(variable, ...env)).toBeUndefined();
	});
});

test.each([
	[[], [], false],
	[['PASS=x'], [], true],
	[['PASS='], [], false],
	[['PASSWORD=x'], [], false],
	[['PASSWORD=x'], ['PROTECT=Y'], true],
	[['PASSWORD=x', 'PROTECT=N'], ['PROTECT=Y'], false],
])('a viewer that asked for a password starts with %j where the image has %j: %s', (given, env, starts) => {
	const locked = goldenDisk(windows, {...config(env), labels: {'io.clustercode.viewer': 'locked'}});
	expect(goldenProblems({environment: given, volumes: []}, locked).environment === undefined).toBe(starts);
});

test.each([
	['/srv/a.img:/disk.img', true],
	['/srv/a.qcow2:/data.qcow2:ro', true],
	['/dev/sdb:/disk1', true],
	['data:/storage', false],
	['data:/data', false],
	['data:/disk', false],
	['shared:/shared', false],
])('the volume %s goes before the disk of the image: %s', (volume, isProblem) => {
	const found = goldenProblems({environment: [], volumes: [volume]}, disk());
	expect(found.volumes !== undefined).toBe(isProblem);
	expect(goldenProblems({environment: [], volumes: [volume]}, undefined).volumes).toBeUndefined();
});

test.each([
	[['win:/storage'], [], 'win'],
	[['/srv/win:/storage:Z', 'x:/y'], [], '/srv/win'],
	[['win:/storage', 'two:/mnt'], ['STORAGE=/mnt'], 'two'],
	[['x:/y'], [], undefined],
])('of the volumes %j with %j the disk lies in %s', (volumes, environment, wanted) => {
	expect(storageVolume({volumes, environment})).toBe(wanted);
});

test('the form and the command line refuse them, a Linux image does not know them', () => {
	const draft = {...noOptions, name: 'win', environment: ['VERSION=10'], volumes: ['/a.img:/disk.img']};
	const golden = launchContext({image: windows, golden: disk('VERSION=11')});
	expect(Object.keys(launchProblems(draft, golden))).toEqual(['environment', 'volumes']);
	expect(launchProblems(draft, launchContext())).toEqual({});
});
