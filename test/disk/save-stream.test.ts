import {execFileSync} from 'node:child_process';
import {
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {saveStream} from '../../source/disk/save-stream.ts';

const folderForTest = (): string => {
	const folder = mkdtempSync(path.join(tmpdir(), 'stream-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
};

async function* pieces(...texts: readonly string[]) {
	for (const text of texts) yield Buffer.from(text);
}
const abc = () => ({content: pieces('a', 'b', 'c'), bytes: 3, overwrite: false});

test.each(['image.tar', 'with space.tar', 'back\\slash.tar', 'line\nbreak.tar'])(
	'sha256sum accepts the checksum beside the file %j, and only its user can read both',
	async name => {
		const folder = folderForTest();
		const hex = await saveStream(path.join(folder, name), abc());
		expect(hex).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
		expect(readFileSync(path.join(folder, name), 'utf8')).toBe('abc');
		const said = execFileSync('sha256sum', ['-c', `${name}.sha256`], {cwd: folder, encoding: 'utf8'});
		expect(said).toContain(': OK');
		expect(readdirSync(folder).sort()).toEqual([name, `${name}.sha256`]);
		for (const each of readdirSync(folder))
			expect(statSync(path.join(folder, each)).mode & 0o777).toBe(0o600);
	},
);

test.each(['image.tar', 'image.tar.sha256'])(
	'an existing %s is kept, unless it may be replaced',
	async existing => {
		const folder = folderForTest();
		const file = path.join(folder, 'image.tar');
		writeFileSync(path.join(folder, existing), 'old');
		await expect(saveStream(file, abc())).rejects.toThrow(`${existing} already exists.`);
		expect(readdirSync(folder)).toEqual([existing]);
		expect(readFileSync(path.join(folder, existing), 'utf8')).toBe('old');
		await saveStream(file, {...abc(), overwrite: true});
		expect(readFileSync(file, 'utf8')).toBe('abc');
	},
);

test.each([
	['folder', 'and is a folder', (file: string) => mkdirSync(file)],
	['link', 'and is a link', (file: string) => symlinkSync('elsewhere', file)],
	['pipe', 'and is a pipe', (file: string) => execFileSync('mkfifo', [file])],
	// Of no driver: whoever opens it gets an error.
	['device', 'and is a device', (file: string) => execFileSync('mknod', [file, 'c', '250', '250'])],
])('an existing %s is never replaced, nor is one in the place of the checksum', async (_, words, make) => {
	for (const beside of ['', '.sha256']) {
		const folder = folderForTest();
		const file = path.join(folder, 'image.tar');
		make(`${file}${beside}`);
		const before = lstatSync(`${file}${beside}`);
		for (const overwrite of [false, true])
			await expect(saveStream(file, {...abc(), overwrite})).rejects.toThrow(words);
		expect(readdirSync(folder)).toEqual([`image.tar${beside}`]);
		expect(lstatSync(`${file}${beside}`).ino).toBe(before.ino);
	}
});

test.each([244, 250, 255, 300])('a name of %i letters is too long before a byte is read', async length => {
	const folder = folderForTest();
	let hasBegun = false;
	const content = async function* () {
		hasBegun = true;
		yield Buffer.from('abc');
	};
	const file = path.join(folder, 'x'.repeat(length));
	await expect(saveStream(file, {...abc(), content: content()})).rejects.toThrow('its name is too long');
	expect(hasBegun).toBe(false);
	expect(readdirSync(folder)).toEqual([]);
});

test('a stream that breaks off leaves nothing, and an old file as it was', async () => {
	const folder = folderForTest();
	const file = path.join(folder, 'image.tar');
	const broken = async function* () {
		yield Buffer.from('ab');
		throw new Error('cut');
	};
	await expect(saveStream(file, {...abc(), content: broken()})).rejects.toThrow('cut');
	expect(readdirSync(folder)).toEqual([]);
	writeFileSync(file, 'old');
	await expect(saveStream(file, {...abc(), content: broken(), overwrite: true})).rejects.toThrow('cut');
	expect(readdirSync(folder)).toEqual(['image.tar']);
	expect(readFileSync(file, 'utf8')).toBe('old');
});

test.each([
	['fewer', 4],
	['more', 2],
])('a stream of %s bytes than announced leaves nothing', async (_, bytes) => {
	const folder = folderForTest();
	await expect(saveStream(path.join(folder, 'image.tar'), {...abc(), bytes})).rejects.toThrow('length');
	expect(readdirSync(folder)).toEqual([]);
});

test('a file that another export is writing is left alone', async () => {
	const folder = folderForTest();
	writeFileSync(path.join(folder, 'image.tar.part'), 'x');
	await expect(saveStream(path.join(folder, 'image.tar'), abc())).rejects.toThrow('image.tar.part exists');
	expect(readdirSync(folder)).toEqual(['image.tar.part']);
});

test('without the space on the disk, nothing is read', async () => {
	const folder = folderForTest();
	const never = async function* (): AsyncGenerator<Uint8Array> {
		yield Buffer.of();
		throw new Error('read');
	};
	const huge = {content: never(), bytes: 2 ** 60, overwrite: false};
	await expect(saveStream(path.join(folder, 'image.tar'), huge)).rejects.toThrow(
		'free, and the archive needs',
	);
	expect(readdirSync(folder)).toEqual([]);
});

test('a folder that does not exist is named', async () => {
	const file = path.join(folderForTest(), 'none', 'image.tar');
	await expect(saveStream(file, abc())).rejects.toThrow(
		`${file} could not be written: its folder does not exist.`,
	);
});

test('a disk that fills up meanwhile leaves nothing', async () => {
	const folder = folderForTest();
	const module = path.resolve(import.meta.dirname, '../../source/disk/save-stream.ts');
	const program = `
		import {writeFileSync, readdirSync} from 'node:fs';
		import {saveStream} from ${JSON.stringify(module)};
		const content = (async function* () {
			yield Buffer.alloc(1024);
			try { writeFileSync('filler', Buffer.alloc(8 * 1024 ** 2)); } catch {}
			for (let n = 0; n < 2048; n += 1) yield Buffer.alloc(1024);
		})();
		await saveStream('image.tar', {content, bytes: 2049 * 1024, overwrite: false}).catch(e => console.log(e.message));
		console.log(readdirSync('.').join(' '));`;
	writeFileSync(path.join(folder, 'program.mjs'), program);
	const mounted = `mkdir d && mount -t tmpfs -o size=4m none d && cd d && exec "$0" ../program.mjs`;
	const said = execFileSync('unshare', ['-rm', 'sh', '-euc', mounted, process.execPath], {
		cwd: folder,
		encoding: 'utf8',
	});
	expect(said).toBe(
		'The disk was full before all of image.tar was written; nothing is left of it.\nfiller\n',
	);
});
