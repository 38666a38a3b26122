import {
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {StrayLog} from '../../source/disk/stray-log.ts';

const place = (): string =>
	path.join(mkdtempSync(path.join(tmpdir(), 'ingot-stray-')), 'state/ingot/warnings.log');
const facts = {
	at: new Date('2026-11-27T12:00:00Z'),
	pid: 7,
	home: '/home/alice',
	secrets: ['hunter2'],
};
const logAt = (file: string): StrayLog => new StrayLog(file, () => facts);

test('each entry has its time, process and kind, and no control characters or secrets', () => {
	const file = place();
	const log = logAt(file);
	log.add('stderr', 'one\u001B[2J of /home/alice/x with hunter2\ntoken=abc\n');
	log.add('stdout', Buffer.from('two').toString());
	log.add('stdout', '  \n');
	expect(readFileSync(file, 'utf8')).toBe(
		[
			'2026-11-27T12:00:00.000Z 7 stderr',
			'  one of ~/x with ‹hidden›',
			'  token=‹hidden›',
			'2026-11-27T12:00:00.000Z 7 stdout',
			'  two',
			'',
		].join('\n'),
	);
});

test('it is private to its user, whatever the umask is and whatever existed before', () => {
	const file = place();
	const before = process.umask(0o000);
	try {
		logAt(file).add('warning', 'x');
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
		const wide = place();
		mkdirSync(path.dirname(wide), {recursive: true});
		writeFileSync(wide, '', {mode: 0o644});
		logAt(wide).add('warning', 'x');
		expect(statSync(wide).mode & 0o777).toBe(0o600);
	} finally {
		process.umask(before);
	}
});

test('it stays small, however much is written, and the newest entries are kept', () => {
	const file = place();
	// Each simulates a process, since one process adds at most a megabyte.
	for (let round = 0; round < 4; round += 1) {
		const log = logAt(file);
		for (let each = 0; each < 4000; each += 1) log.add('stderr', `${round} ${each} ${'x '.repeat(150)}`);
	}
	const sizes = [file, `${file}.old`].map(each => statSync(each).size);
	expect(Math.max(...sizes)).toBeLessThanOrEqual(256 * 1024);
	expect(readFileSync(file, 'utf8')).toContain('\n  3 ');
	expect(statSync(`${file}.old`).mode & 0o777).toBe(0o600);
});

test('an entry is never longer than forty lines of 500 characters', () => {
	const file = place();
	logAt(file).add('stderr', `${'y'.repeat(600)}\n${'line\n'.repeat(100)}`);
	const lines = readFileSync(file, 'utf8').split('\n');
	expect(lines).toHaveLength(43);
	expect(lines[1]).toHaveLength(502);
	expect(lines.at(-2)).toBe('  … 61 more lines');
});

test('an unwritable log causes no failure, and a link in its place is not followed', () => {
	const file = place();
	const target = path.join(path.dirname(path.dirname(path.dirname(file))), 'target');
	mkdirSync(path.dirname(file), {recursive: true});
	symlinkSync(target, file);
	logAt(file).add('warning', 'x');
	expect(existsSync(target)).toBe(false);
	expect(lstatSync(file).isSymbolicLink()).toBe(true);
	const blocked = path.join(path.dirname(file), 'file');
	writeFileSync(blocked, '');
	logAt(path.join(blocked, 'ingot/warnings.log')).add('warning', 'x');
});
