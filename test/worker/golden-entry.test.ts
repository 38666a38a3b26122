import {spawnSync} from 'node:child_process';
import {copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';

const source = path.resolve(import.meta.dirname, '../../source/worker/steps/windows/golden-entry.sh');
/** Notes what a disk stands on, as qemu-img tells it. */
const qemuImg = `#!/bin/sh
case $1 in
create) [ ! -e "$FULL" ] || exit 1; for last; do :; done; echo "backing file: $6 (actual path: x)" >"$last" ;;
info) cat "$3" ;;
esac
`;
let root: string;
const at = (...names: readonly string[]) => path.join(root, ...names);
const read = (...names: readonly string[]) => readFileSync(at(...names), 'utf8');
beforeEach(() => {
	root = mkdtempSync(path.join(tmpdir(), 'golden-'));
	for (const folder of ['golden/state', 'storage', 'bin']) mkdirSync(at(folder), {recursive: true});
	copyFileSync(source, at('golden/entry.sh'));
	writeFileSync(at('bin/qemu-img'), qemuImg, {mode: 0o755});
	writeFileSync(at('golden/state/windows.vars'), 'vars\n');
	writeFileSync(at('golden/state/windows.mac'), '02:00\n');
	writeFileSync(at('golden/state/windows.base'), 'win11x64.iso\n');
	facts({});
});
afterEach(() => rmSync(root, {recursive: true, force: true}));

const facts = (made: Readonly<Record<string, string>>): void => {
	const all = {base: 'job-1', BOOT_MODE: '', VERSION: '11', LANGUAGE: 'en', DISK_TYPE: '', TPM: '', ...made};
	writeFileSync(
		at('golden/facts'),
		Object.entries(all)
			.map(([key, value]) => `${key}=${value}\n`)
			.join(''),
	);
};
const store = (disk: string, base?: string) => {
	writeFileSync(at('storage', disk), 'mine\n');
	if (base !== undefined) writeFileSync(at('storage/golden.base'), `${base}\n`);
};
const told = 'printf "%s|" "$VERSION" "$DISK_FMT" "$DISK_TYPE" "$@"';

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	const start = (env: Readonly<Record<string, string>> = {}, ...words: readonly string[]) => {
		const [file = 'sh', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const argv = words.length === 0 ? ['/bin/sh', '-c', told, 'x', 'a b', '*', "it's"] : words;
		return spawnSync(file, [...first, at('golden/entry.sh'), ...argv], {
			env: {PATH: `${at('bin')}:${process.env.PATH ?? ''}`, FULL: at('full'), VERSION: '11', ...env},
			encoding: 'utf8',
		});
	};

	test('the first start lays a disk on that of the image and becomes what the image runs, word for word', () => {
		facts({DISK_TYPE: 'nvme'});
		const {status, stdout, stderr} = start();
		expect(stderr).toBe('');
		expect(stdout).toBe("11|qcow2|nvme|a b|*|it's|");
		expect(status).toBe(0);
		expect(read('storage/data.qcow2')).toContain(at('golden/job-1/data.qcow2'));
		expect(read('storage/golden.base')).toBe('job-1\n');
		expect(read('storage/windows.vars')).toBe('vars\n');
		expect(existsSync(at('storage/windows.boot'))).toBe(true);
	});

	test('a disk of its own stays as it is at the next start', () => {
		store('data.qcow2', 'job-1');
		expect(start().status).toBe(0);
		expect(read('storage/data.qcow2')).toBe('mine\n');
		expect(existsSync(at('storage/windows.vars'))).toBe(false);
	});

	test('one whose note was lost is known by what it stands on', () => {
		writeFileSync(at('storage/data.qcow2'), `backing file: ${at('golden/job-1/data.qcow2')}\n`);
		expect(start().status).toBe(0);
		expect(read('storage/golden.base')).toBe('job-1\n');
	});

	test.each([
		[
			'of another golden image',
			{name: 'data.qcow2', base: 'job-0'},
			/belongs to another golden image \(job-0\)/u,
		],
		['that was never of one', {name: 'data.qcow2', base: undefined}, /was not made from this image/u],
		['that is raw', {name: 'data.img', base: undefined}, /was not made from this image/u],
	])('a disk %s is refused, and nothing is touched', (_what, {name, base}, why) => {
		store(name, base);
		const {status, stdout, stderr} = start();
		expect(stderr).toMatch(why);
		expect({status, stdout}).toEqual({status: 120, stdout: ''});
		expect(read('storage', name)).toBe('mine\n');
		expect(existsSync(at('storage/windows.vars'))).toBe(false);
	});

	test('a disk of an image of an older Ingot is refused', () => {
		writeFileSync(at('storage/data.qcow2'), `backing file: ${at('golden/data.qcow2')}\n`);
		expect(start().stderr).toContain('another golden image (of an older Ingot)');
	});

	test('a disk goes where STORAGE and DISK_NAME say, a further one where the scripts look for it', () => {
		writeFileSync(at('golden/data2.qcow2'), '');
		expect(start({STORAGE: '/elsewhere', DISK_NAME: 'win'}).status).toBe(0);
		expect(read('elsewhere/win.qcow2')).toContain('/job-1/data.qcow2');
		expect(read('storage2/win2.qcow2')).toContain('/job-1/data2.qcow2');
	});

	test('a full disk is reported, and nothing incomplete stays', () => {
		writeFileSync(at('full'), '');
		const {status, stderr} = start();
		expect(stderr).toContain('the disk in /storage could not be made');
		expect(status).toBe(120);
		expect(existsSync(at('storage/data.qcow2.tmp'))).toBe(false);
	});

	test('a new identity leaves the MAC address of the image behind', () => {
		expect(start({GOLDEN_IDENTITY: 'renew'}).status).toBe(0);
		expect(existsSync(at('storage/windows.mac'))).toBe(false);
		expect(existsSync(at('storage/windows.vars'))).toBe(true);
	});

	test.each([
		[{VERSION: '10'}, {}, /VERSION=10 does not fit .* made with VERSION=11\. Leave VERSION out/u],
		[{LANGUAGE: 'German'}, {}, /LANGUAGE=German does not fit/u],
		[{DISK_TYPE: 'nvme'}, {}, /DISK_TYPE=nvme does not fit .*DISK_TYPE=\(nothing\)/u],
		[{DISK_TYPE: 'scsi'}, {DISK_TYPE: 'sata'}, /DISK_TYPE=scsi does not fit/u],
		[{BOOT_MODE: 'legacy'}, {}, /BOOT_MODE=legacy does not fit/u],
		[{TPM: 'N'}, {BOOT_MODE: 'windows_secure', TPM: 'Y'}, /TPM=N does not fit/u],
		[{TPM: 'Y'}, {}, /TPM=Y does not fit/u],
		[{DISK_FMT: 'raw'}, {}, /DISK_FMT=raw does not fit/u],
		[{DISK_DISABLE: 'Y'}, {}, /leaves the disk of this image out/u],
		[{DEVICE: '/dev/sdb'}, {}, /DEVICE=\/dev\/sdb goes before/u],
	])('%j does not fit a disk that was made with %j', (env, made, why) => {
		facts(made);
		const {status, stderr, stdout} = start(env as Record<string, string>);
		expect(stderr).toMatch(why);
		expect({status, stdout}).toEqual({status: 120, stdout: ''});
		expect(existsSync(at('storage/data.qcow2'))).toBe(false);
	});

	test.each([
		[{VERSION: '"11"'}, {}],
		[{LANGUAGE: 'EN'}, {}],
		[{DISK_TYPE: 'scsi'}, {}],
		[{BOOT_MODE: 'windows'}, {}],
		[{TPM: 'N'}, {}],
		[{TPM: 'y'}, {BOOT_MODE: 'windows_secure'}],
		[{DISK_FMT: 'qcow2', DISK_SIZE: '128G', RAM_SIZE: '8G', CPU_CORES: '4'}, {}],
	])('%j fits a disk that was made with %j', (env, made) => {
		facts(made);
		expect(start(env as Record<string, string>)).toMatchObject({status: 0, stderr: ''});
	});

	test('an address that Windows was installed from counts, whatever VERSION the image had', () => {
		facts({VERSION: 'https://host/my.iso'});
		for (const VERSION of ['11', 'https://me:x@host/my.iso?token=1'])
			expect(start({VERSION}).stdout).toMatch(/^https:\/\/host\/my\.iso\|/u);
		expect(start({VERSION: 'https://host/other.iso'}).stderr).toContain('does not fit');
	});

	test('what its machine has noted beside the disk counts before what is usual', () => {
		writeFileSync(at('golden/state/windows.type'), 'ide\n');
		expect(start({DISK_TYPE: 'ide'}).status).toBe(0);
		expect(start({DISK_TYPE: 'scsi'}).stderr).toContain('DISK_TYPE=scsi does not fit');
	});

	test.each([
		[{}, false],
		[{PASS: 'x'}, true],
		[{PASSWORD: 'x'}, false],
		[{PASSWORD: 'x', PROTECT: 'Y'}, true],
	])('a viewer that asked for a password is not opened with %j', (env, isStarted) => {
		facts({viewer: 'locked'});
		const {status, stderr} = start(env as Record<string, string>);
		expect(status).toBe(isStarted ? 0 : 120);
		if (!isStarted) expect(stderr).toContain('Give it one: -e PASS=…');
	});

	test.each(['disk.img', 'data.qcow2', 'disk1.raw'])('a file mounted at /%s is refused', file => {
		writeFileSync(at(file), 'x');
		expect(start().stderr).toContain(`the file mounted at /${file} goes before`);
	});

	test('installation media are refused, unless it is what Windows was installed from', () => {
		writeFileSync(at('Custom.iso'), 'x'.repeat(10));
		expect(start().stderr).toContain('/Custom.iso would be installed');
		writeFileSync(at('golden/state/windows.base'), 'windows.10.iso\n');
		expect(start().status).toBe(0);
	});

	test.each([
		['a folder, which a mount of a file that is gone becomes', () => mkdirSync(at('custom.iso'))],
		['an empty file', () => writeFileSync(at('custom.iso'), '')],
		[
			'any file, where the machine has not noted its medium',
			() => {
				writeFileSync(at('custom.iso'), 'x');
				rmSync(at('golden/state/windows.base'));
			},
		],
	])('installation media that upstream’s scripts ignore are ignored: %s', (_, lay) => {
		lay();
		expect(start().status).toBe(0);
	});

	test('a value with the bytes of a terminal or of a shell stays data', () => {
		const {status, stderr} = start({VERSION: '$(touch bad) \\033[31m `id`'});
		expect(status).toBe(120);
		expect(stderr).toContain('VERSION=$(touch bad) \\033[31m `id` does not fit');
	});
});
