import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {constants, mkdtempSync, rmSync, symlinkSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {settingsFor} from '../../source/disk/kept-settings.ts';
import {readKnown} from '../../source/disk/read-known.ts';
import {readSettings} from '../../source/disk/settings.ts';

const text = 'workers: [{name: piped, ssh: x}]\n';
const writing = 'import("node:fs").then(fs => fs.writeFileSync(process.argv[1], process.argv[2]))';
let folder: string;
let pipe: string;
let writer: ChildProcess | undefined;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'ingot-pipe-'));
	pipe = path.join(folder, 'config.yaml');
	spawnSync('mkfifo', [pipe]);
});
afterEach(() => {
	writer?.kill('SIGKILL');
	writer = undefined;
	rmSync(folder, {recursive: true, force: true});
});

const names = async (signal?: AbortSignal) =>
	(await readSettings(pipe, 'ann', {...(signal && {signal})})).settings.workers.map(each => each.name);

test('a config can be a pipe whose writer comes later', async () => {
	const reading = names();
	writer = spawn(process.execPath, ['-e', writing, pipe, text]);
	expect(await reading).toEqual(['piped']);
});

test('a command that asks for its settings again does not read the pipe again', async () => {
	const place = {
		file: pipe,
		isNamed: true,
		keptFile: path.join(folder, 'kept.json'),
		login: 'ann',
		version: '1',
	};
	const settings = settingsFor(place);
	const first = settings();
	writer = spawn(process.execPath, ['-e', writing, pipe, text]);
	const {workers} = await first;
	expect((await settings()).workers).toEqual(workers);
});

test('a pipe that nobody writes to is waited for until a signal, and is closed then', async () => {
	const stop = new AbortController();
	const reading = names(stop.signal);
	setImmediate(() => stop.abort(new Error('Ended by SIGTERM.')));
	await expect(reading).rejects.toThrow('Ended by SIGTERM.');
	// Opening it to write succeeds only while somebody has it open to read.
	await expect
		.poll(() => open(pipe, constants.O_WRONLY | constants.O_NONBLOCK).catch((error: Error) => error.message))
		.toContain('ENXIO');
});

test('completion does not wait for a pipe, and leaves its text to the command', async () => {
	const place = {cacheFile: path.join(folder, 'fleet.json'), configFile: pipe, login: 'ann', version: '1'};
	expect((await readKnown(place)).settings.workers.map(each => each.name)).toEqual(['local']);
});

test('a device that never ends is refused', async () => {
	await expect(readSettings('/dev/zero', 'ann')).rejects.toThrow('/dev/zero has more than 16 MiB.');
});

test('an empty device counts as an empty file', async () => {
	const {settings, exists} = await readSettings('/dev/null', 'ann');
	expect({exists, workers: settings.workers}).toEqual({exists: true, workers: []});
});

test('a link to a file that does not exist is an error, not a missing config', async () => {
	const link = path.join(folder, 'link.yaml');
	symlinkSync('elsewhere/config.yaml', link);
	await expect(readSettings(link, 'ann')).rejects.toMatchObject({
		kind: 'usage',
		message: `${link} is a link to elsewhere/config.yaml, which does not exist.`,
	});
});
