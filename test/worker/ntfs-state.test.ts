import {execFileSync, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {makeNtfs, type Ntfs} from './ntfs-disk.ts';

const scripts = path.resolve('source/worker/steps/windows');
const folder = mkdtempSync(path.join(tmpdir(), 'ntfs-'));
const mib = 1024 * 1024;
const windows = 'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7';
let made = 0;
const ntfs = (options?: {sector?: number; mib?: number}) => {
	made += 1;
	return makeNtfs(folder, `part${made}`, options);
};

/** What the script says of a disk, in the tools of that shell: busybox has its own od and dd. */
const stateOf = (file: string, {shell = 'dash' as Shell, format = 'raw'} = {}): string => {
	const scratch = mkdtempSync(path.join(folder, 'scratch-'));
	const bin = path.join(scratch, 'bin');
	mkdirSync(bin);
	symlinkSync(shells[shell], path.join(bin, 'sh'));
	if (shell === 'busybox')
		for (const tool of ['od', 'dd', 'tr', 'cp']) symlinkSync(shells.busybox, path.join(bin, tool));
	return execFileSync(path.join(bin, 'sh'), ['./ntfs-state.sh', file, format, scratch], {
		cwd: scripts,
		encoding: 'utf8',
		env: {...process.env, PATH: `${bin}:${process.env.PATH}`},
	}).trimEnd();
};
/** What ntfs-3g says of the same: 0 would be mounted for writing, 14 hibernates, 15 was not shut down. */
const probe = (file: string) => spawnSync('ntfs-3g.probe', ['--readwrite', file]).status;
/** Whether ntfs-3g's own tools hold it for marked: they refuse to read it without force. */
const isMarked = (file: string) =>
	spawnSync('ntfsinfo', ['-m', file], {encoding: 'utf8'}).stderr.includes('Volume is scheduled for check');

type Parts = readonly (readonly [at: number, content: string])[];
const fill = (file: string, parts: Parts, sector: number) => {
	const disk = readFileSync(file);
	for (const [at, content] of parts) disk.set(readFileSync(content), at * sector);
	writeFileSync(file, disk);
	return file;
};
/** A disk with this table, as sfdisk lays it out, and with these contents. */
const diskOf = (table: string, parts: Parts, sector = 512) => {
	made += 1;
	const file = path.join(folder, `disk${made}`);
	writeFileSync(file, Buffer.alloc(40 * mib));
	execFileSync('sfdisk', ['--quiet', file], {input: table});
	return fill(file, parts, sector);
};
/** A GPT of 4096-byte sectors, which sfdisk makes on a device of such only. */
const largeGpt = (parts: Parts) => {
	const file = path.join(folder, 'large-gpt');
	const disk = Buffer.alloc(40 * mib);
	disk.write('EFI PART', 4096, 'latin1');
	disk.writeBigUInt64LE(2n, 4096 + 72);
	disk.writeUInt32LE(128, 4096 + 80);
	disk.writeUInt32LE(128, 4096 + 84);
	for (const [index, [at]] of parts.entries()) {
		disk.write(windows.replaceAll('-', ''), 8192 + index * 128, 'hex');
		disk.writeBigUInt64LE(BigInt(at), 8192 + index * 128 + 32);
	}
	writeFileSync(file, disk);
	return fill(file, parts, 4096);
};

const big = 'x'.repeat(9000);
const states: readonly [string, () => Ntfs, string, number][] = [
	['is clean when it was unmounted', () => ntfs(), 'clean', 0],
	['is dirty when it is marked so', () => ntfs().flag(1), 'dirty', 0],
	['is dirty while it is being checked', () => ntfs().flag(0x40_00), 'dirty', 0],
	['is clean with flags that say something else', () => ntfs().flag(0x80_06), 'clean', 0],
	['is open when its log was not closed', () => ntfs().log('open'), 'open', 15],
	['is clean when the later page of its log was closed', () => ntfs().log('closed'), 'clean', 0],
	['hibernates', () => ntfs().put('hiberfil.sys', `hibr${big}`), 'hibernated', 14],
	['hibernates, as newer ones write it', () => ntfs().put('hiberfil.sys', `HIBR${big}`), 'hibernated', 14],
	[
		'hibernates with an open log, as after fast startup',
		() => ntfs().put('hiberfil.sys', `HIBR${big}`).log('open'),
		'hibernated',
		14,
	],
	['has gone on from its hibernation', () => ntfs().put('hiberfil.sys', `wake${big}`), 'clean', 0],
	['has never hibernated', () => ntfs().put('hiberfil.sys', '\0'.repeat(9000)), 'clean', 0],
	[
		'has many files beside the one it hibernates in',
		() => {
			const disk = ntfs();
			for (let at = 0; at < 60; at += 1) disk.put(`a file with a rather long name ${at}.txt`, 'x');
			return disk.put('hiberfil.sys', `hibr${big}`);
		},
		'hibernated',
		14,
	],
	['is of 4096-byte sectors and dirty', () => ntfs({sector: 4096}).flag(1), 'dirty', 0],
];

const files = new Map<string, string>();
describe.each(Object.keys(shells) as Shell[])('under %s, an NTFS that', shell => {
	test.each(states)('%s', (...[title, make, state, code]) => {
		const file = files.get(title) ?? make().file;
		files.set(title, file);
		expect(stateOf(file, {shell})).toBe(`${state} 0`);
		expect(probe(file)).toBe(code);
		// ntfs-3g does not heed a check that goes on.
		if (code === 0 && !title.includes('being checked')) expect(isMarked(file)).toBe(state === 'dirty');
	});
});

test('one whose record is torn, or does not say what it must, is unreadable and not clean', () => {
	expect(stateOf(ntfs().change(3, 510, [0xab, 0xcd]).file)).toBe('unreadable 0');
	expect(stateOf(ntfs().change(2, 0, [0, 0, 0, 0]).file)).toBe('unreadable 0');
});

test('a hiberfil.sys that was removed does not count, though its name is still there', () => {
	const disk = ntfs().put('hiberfil.sys', `hibr${big}`);
	// The entry is not in use any more.
	for (const record of [24, 25, 26, 64, 65, 66]) disk.change(record, 22, [0, 0]);
	expect(stateOf(disk.file)).toBe('clean 0');
});

test('a disk that BitLocker has encrypted is reported as such', () => {
	expect(stateOf(ntfs().rename('-FVE-FS-').file)).toBe('encrypted 0');
});

const esp = 'C12A7328-F81F-11D2-BA4B-00C04FC93EC4';
describe('every partition is looked at', () => {
	test('of a GPT', () => {
		const file = diskOf(
			`label: gpt\nstart=2048, size=4096, type=${esp}\nstart=8192, size=16384, type=${windows}\nstart=32768, size=16384, type=${windows}\n`,
			[
				[8192, ntfs().file],
				[32768, ntfs().flag(1).file],
			],
		);
		expect(stateOf(file)).toBe(`clean ${8192 * 512}\ndirty ${32768 * 512}`);
	});

	test('of a GPT of 4096-byte sectors', () => {
		const file = largeGpt([
			[256, ntfs({sector: 4096}).log('open').file],
			[4096, ntfs({sector: 4096}).file],
		]);
		expect(stateOf(file)).toBe(`open ${256 * 4096}\nclean ${4096 * 4096}`);
	});

	test('of an MBR, logical ones as well', () => {
		const file = diskOf(
			'label: dos\nstart=2048, size=16384, type=7\nstart=20480, size=45056, type=f\nstart=22528, size=16384, type=7\nstart=43008, size=16384, type=7\n',
			[
				[2048, ntfs().file],
				[22528, ntfs().flag(1).file],
				[43008, ntfs().log('open').file],
			],
		);
		expect(stateOf(file)).toBe(`clean ${2048 * 512}\ndirty ${22528 * 512}\nopen ${43008 * 512}`);
	});

	test('of an MBR of 4096-byte sectors', () => {
		const file = diskOf(
			'label: dos\nstart=256, size=2048, type=7\n',
			[[256, ntfs({sector: 4096}).flag(1).file]],
			4096,
		);
		expect(stateOf(file)).toBe(`dirty ${256 * 4096}`);
	});

	test('of a qcow2 that stands on another one', () => {
		const raw = diskOf(`label: gpt\nstart=2048, size=16384, type=${windows}\n`, [
			[2048, ntfs().flag(1).file],
		]);
		const run = (...args: readonly string[]) => execFileSync('qemu-img', args);
		run('convert', '-f', 'raw', '-O', 'qcow2', raw, `${raw}.base`);
		run('create', '-q', '-f', 'qcow2', '-F', 'qcow2', '-b', `${raw}.base`, `${raw}.qcow2`);
		expect(stateOf(`${raw}.qcow2`, {format: 'qcow2'})).toBe(`dirty ${2048 * 512}`);
	});

	test('and a disk without any has no state', () => {
		expect(stateOf(diskOf('label: gpt\n', []))).toBe('');
	});
});
