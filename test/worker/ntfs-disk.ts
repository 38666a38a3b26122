import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

/** An NTFS in a file, as its own tools make it, and changed as Windows leaves one. */
export type Ntfs = {
	readonly file: string;
	/** Puts a file into its first folder. */
	put(name: string, content: string): Ntfs;
	/** Sets flags of the volume: 1 is dirty, 0x4000 a check that goes on. */
	flag(flags: number): Ntfs;
	/** A log with two pages; in the later one somebody has it open, or it was closed. */
	log(state: 'open' | 'closed'): Ntfs;
	/** Changes bytes of an entry of the table of all files. */
	change(record: number, at: number, bytes: readonly number[]): Ntfs;
	rename(oem: string): Ntfs;
};

const run = (command: string, ...args: readonly string[]) =>
	execFileSync(command, args, {stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8'});

export const makeNtfs = (
	folder: string,
	name: string,
	{sector = 512, mib = 8}: {sector?: number; mib?: number} = {},
): Ntfs => {
	const file = path.join(folder, name);
	writeFileSync(file, Buffer.alloc(mib * 1024 * 1024));
	run('mkntfs', '-F', '-Q', '-q', '-s', String(sector), file);
	const edit = (act: (disk: Buffer) => void): Ntfs => {
		const disk = readFileSync(file);
		act(disk);
		writeFileSync(file, disk);
		return self;
	};
	const self: Ntfs = {
		file,
		put: (name, content) => {
			const from = path.join(folder, 'put');
			writeFileSync(from, content);
			run('ntfscp', '-q', file, from, name);
			return self;
		},
		flag: flags =>
			edit(disk => {
				const at = flagsAt(disk);
				disk.writeUInt16LE(flags, at);
				// The first four entries stand a second time elsewhere.
				const mirror = Number(disk.readBigUInt64LE(56)) * clusterOf(disk);
				disk.writeUInt16LE(flags, mirror + at - recordAt(disk, 0));
			}),
		log: state => edit(disk => writeLog(disk, state)),
		change: (record, at, bytes) => edit(disk => disk.set(bytes, recordAt(disk, record) + at)),
		rename: oem => edit(disk => disk.write(oem, 3, 'latin1')),
	};
	return self;
};

const clusterOf = (disk: Buffer) => disk.readUInt16LE(11) * disk.readUInt8(13);
const recordAt = (disk: Buffer, record: number) => {
	const size = disk.readInt8(64);
	return (
		Number(disk.readBigUInt64LE(48)) * clusterOf(disk) +
		record * (size < 0 ? 1 << -size : size * clusterOf(disk))
	);
};
const attributeAt = (disk: Buffer, record: number, type: number) => {
	const begin = recordAt(disk, record);
	let at = begin + disk.readUInt16LE(begin + 20);
	while (disk.readUInt32LE(at) !== type) at += disk.readUInt32LE(at + 4);
	return at;
};
const flagsAt = (disk: Buffer) => {
	const at = attributeAt(disk, 3, 0x70);
	return at + disk.readUInt16LE(at + 20) + 10;
};

const writeLog = (disk: Buffer, state: 'open' | 'closed') => {
	const at = attributeAt(disk, 2, 0x80);
	const runs = at + disk.readUInt16LE(at + 32);
	const [lengths, offsets] = [disk.readUInt8(runs) & 15, disk.readUInt8(runs) >> 4];
	const begin = disk.readIntLE(runs + 1 + lengths, offsets) * clusterOf(disk);
	writePage(disk, begin, {lsn: 1000, isOpen: state === 'closed'});
	writePage(disk, begin + 4096, {lsn: 2000, isOpen: state === 'open'});
};

/** A restart page as ntfs-3g checks it: one client, in use or not. */
const writePage = (disk: Buffer, at: number, {lsn, isOpen}: {lsn: number; isOpen: boolean}) => {
	const page = Buffer.alloc(4096);
	page.write('RSTR', 0, 'latin1');
	page.writeUInt16LE(30, 4);
	page.writeUInt16LE(9, 6);
	page.writeUInt32LE(4096, 16);
	page.writeUInt32LE(4096, 20);
	page.writeUInt16LE(0x30, 24);
	page.writeInt16LE(1, 26);
	page.writeInt16LE(1, 28);
	const area = 0x30;
	page.writeBigUInt64LE(BigInt(lsn), area);
	page.writeUInt16LE(1, area + 8);
	page.writeUInt16LE(isOpen ? 0xff_ff : 0, area + 10);
	page.writeUInt16LE(isOpen ? 0 : 0xff_ff, area + 12);
	const size = 2 * 1024 * 1024;
	page.writeUInt32LE(67 - (Math.log2(size) + 1), area + 16);
	page.writeUInt16LE(0xe0, area + 20);
	page.writeUInt16LE(0x40, area + 22);
	page.writeBigUInt64LE(BigInt(size), area + 24);
	page.writeUInt16LE(0x30, area + 36);
	page.writeUInt16LE(0x40, area + 38);
	const client = area + 0x40;
	page.writeUInt16LE(0xff_ff, client + 16);
	page.writeUInt16LE(0xff_ff, client + 18);
	page.writeUInt32LE(8, client + 28);
	page.write('NTFS', client + 32, 'utf16le');
	for (let sector = 0; sector <= 8; sector += 1) page.writeUInt16LE(1, sector === 0 ? 30 : sector * 512 - 2);
	disk.set(page, at);
};
