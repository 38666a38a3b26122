import {execFileSync, spawnSync} from 'node:child_process';
import {createHmac, randomBytes} from 'node:crypto';
import {appendFileSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {addKnownHost, readKnownHosts} from '../../source/disk/known-hosts-file.ts';
import {KnownHostsIndex, knownHostsIndex} from '../../source/remote/host-keys/known-hosts-index.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ingot-index-'));
const fileWith = (text: string): string => {
	const file = path.join(mkdtempSync(path.join(folder, 'at-')), 'known_hosts');
	writeFileSync(file, text);
	return file;
};
const part = (of: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, of.length]), of]);
const newKey = (): string =>
	`ssh-ed25519 ${Buffer.concat([part(Buffer.from('ssh-ed25519')), part(randomBytes(32))]).toString('base64')}`;
const hashed = (host: string): string => {
	const salt = randomBytes(20);
	return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(host).digest('base64')}`;
};
const lineNumbers = async (text: string, host: string) =>
	(await new KnownHostsIndex(text, 'kh').linesAbout(host)).map(each => each.line);
const bySsh = (file: string, host: string): readonly number[] =>
	[
		...spawnSync('ssh-keygen', ['-l', '-F', host, '-f', file], {encoding: 'utf8'}).stdout.matchAll(
			/found: line (\d+)/gu,
		),
	].map(each => Number(each[1]));

// Around the ends of SHA-1's blocks: one block holds at most 55 bytes, two hold 119.
const lengths = [1, 2, 15, 16, 54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 128, 200];
const names = [
	...lengths.map(length => 'h'.repeat(length)),
	'[forge]:2222',
	'[fe80::1%eth0]:22022',
	'10.0.0.7',
	'bücher.example',
	'a_b-c.d',
];

test('a hashed name of any length is found in the lines where ssh finds it, and in no other', async () => {
	// Each name twice, among many others, in lines of every form.
	const lines = [
		...names.map(name => `${hashed(name)} ${newKey()}`),
		...Array.from({length: 400}, (_, index) => `${hashed(`other-${index}`)} ${newKey()}`),
		'# a comment',
		...names.map(
			(name, index) =>
				`${['', ' ', '@revoked ', '@cert-authority '][index % 4]}${hashed(name)}\t${newKey()} me${index % 3 === 0 ? '\r' : ''}`,
		),
	];
	const text = `${lines.join('\n')}\n`;
	const file = fileWith(text);
	const index = new KnownHostsIndex(text, file);
	for (const [at, name] of names.entries()) {
		const found = (await index.linesAbout(name)).map(each => each.line);
		expect(found, name).toEqual([at + 1, names.length + 400 + 1 + at + 1]);
		expect(bySsh(file, name), name).toEqual(found);
	}
	expect(await lineNumbers(text, 'nobody')).toEqual([]);
});

test('lines of a file that ssh-keygen -H has hashed are found too', async () => {
	const file = fileWith(
		names
			.slice(-5)
			.filter(name => !name.includes('ü'))
			.map(name => `${name} ${newKey()}\n`)
			.join(''),
	);
	execFileSync('ssh-keygen', ['-q', '-H', '-f', file], {stdio: 'ignore'});
	const text = readFileSync(file, 'utf8');
	expect(text).not.toContain('forge');
	for (const name of ['[forge]:2222', '10.0.0.7', 'a_b-c.d']) {
		expect(await lineNumbers(text, name)).toHaveLength(1);
		expect(await lineNumbers(text, name)).toEqual(bySsh(file, name));
	}
});

test.each([
	['a salt that is no base64', `|1|${'*'.repeat(27)}=|${'A'.repeat(27)}=`],
	['a hash that is no base64', `|1|${'A'.repeat(27)}=|${'*'.repeat(27)}=`],
	['letters beyond ASCII', `|1|${'ü'.repeat(27)}=|${'A'.repeat(27)}=`],
	['a hash that is cut', hashed('forge').slice(0, -1)],
	['something behind the hash', `${hashed('forge')}x`],
	[
		'another first letter of the hash',
		hashed('forge').replace(/\|(.)([^|]*)$/u, (_, first, rest) => `|${first === 'A' ? 'B' : 'A'}${rest}`),
	],
	[
		'another last letter of the hash',
		hashed('forge').replace(/.=$/u, last => `${last[0] === 'A' ? 'B' : 'A'}=`),
	],
])('%s matches no name, as for ssh', async (_, hosts) => {
	const file = fileWith(`${hosts} ${newKey()}\n`);
	expect(await lineNumbers(readFileSync(file, 'utf8'), 'forge')).toEqual([]);
	expect(bySsh(file, 'forge')).toEqual([]);
});

test('a plain line appears once, however often it names the host, and keeps its place among hashed ones', async () => {
	const text = `forge,FORGE,x ${newKey()}\n${hashed('forge')} ${newKey()}\n*rge ${newKey()}\nfor?e,!forge ${newKey()}\n`;
	expect(await lineNumbers(text, 'forge')).toEqual([1, 2, 3]);
	expect(await lineNumbers(text, 'FORGE')).toEqual([1, 2, 3]);
});

test('a known_hosts that is a pipe without a writer, a folder or missing counts as empty', async () => {
	const pipe = path.join(folder, 'pipe');
	execFileSync('mkfifo', [pipe]);
	for (const file of [pipe, folder, path.join(folder, 'missing')])
		expect(await readKnownHosts(file)).toBe('');
});

test('all connections share one index of a file, until the file changes', async () => {
	const file = fileWith(`forge ${newKey()}\n`);
	const index = async () => knownHostsIndex(await readKnownHosts(file), file);
	const [first, second] = await Promise.all([index(), index()]);
	expect(second).toBe(first);
	expect(first.linesAbout('forge')).toBe(second.linesAbout('forge'));
	await addKnownHost(file, `other ${newKey()}`);
	const changed = await index();
	expect(changed).not.toBe(first);
	expect((await changed.linesAbout('other')).map(each => each.line)).toEqual([2]);
	// A lookup that has started with the old text continues with it.
	expect(await first.linesAbout('other')).toEqual([]);
});

test('a file is read in its current state, also when it changes again at once, by as many bytes, or is removed', async () => {
	const file = fileWith('one\n');
	for (const text of ['one\n', 'two\n', 'six\n']) {
		writeFileSync(file, text);
		expect(await readKnownHosts(file)).toBe(text);
	}
	appendFileSync(file, 'more\n');
	expect(await readKnownHosts(file)).toBe('six\nmore\n');
	// With its time set back: the inode's change time differs.
	writeFileSync(file, 'ten\nmore\n');
	utimesSync(file, 0, 0);
	expect(await readKnownHosts(file)).toBe('ten\nmore\n');
	rmSync(file);
	expect(await readKnownHosts(file)).toBe('');
	writeFileSync(file, 'back\n');
	expect(await readKnownHosts(file)).toBe('back\n');
});

test('twenty lookups in 60,000 hashed lines block the thread only for a small part of their time', async () => {
	const line = newKey();
	const text = Array.from(
		{length: 60_000},
		() => `|1|${randomBytes(20).toString('base64')}|${randomBytes(20).toString('base64')} ${line}\n`,
	).join('');
	const all = `${text}${Array.from({length: 20}, (_, at) => `${hashed(`forge-${at}`)} ${line}\n`).join('')}`;
	const index = new KnownHostsIndex(all, 'kh');
	let longest = 0;
	let total = 0;
	let last = process.threadCpuUsage();
	const tick = () => {
		const {user, system} = process.threadCpuUsage(last);
		const milliseconds = (user + system) / 1000;
		total += milliseconds;
		longest = Math.max(longest, milliseconds);
		last = process.threadCpuUsage();
	};
	// In each turn of the event loop, like keys and frames.
	let isOver = false;
	const turn = () => {
		tick();
		if (!isOver) setImmediate(turn);
	};
	turn();
	const found = await Promise.all(Array.from({length: 20}, (_, at) => index.linesAbout(`forge-${at}`)));
	isOver = true;
	tick();
	expect(found.map(each => each.map(({line: number}) => number))).toEqual(
		Array.from({length: 20}, (_, at) => [60_001 + at]),
	);
	// A slow processor takes longer for each part, and for all of them.
	expect(longest).toBeLessThan(Math.max(50, total / 5));
});
