import {readFileSync} from 'node:fs';
import path from 'node:path';
import {bundleOptions} from '../build-options.ts';
import {Terminal} from '../test/driver/terminal.ts';
import {bundleFixture} from './bundle-fixture.ts';
import {median, report} from './measure.ts';
import {pressKey} from './press-key.ts';

const size = {columns: 200, rows: 60};
const rounds = 5;
const keysPerRound = 40;
const quickLaunch = '\u0007';
/** Both redraw most rows of the list of images. */
const keys = ['\u001B[6~', '\u001B[5~'];

/** Milliseconds of CPU time that a process has used (proc(5): fields 14 and 15, in ticks of 10 ms). */
const cpuMs = (pid: number): number => {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
	return (Number(fields[11]) + Number(fields[12])) * 10;
};

type Times = {readonly frames: number[]; readonly cpu: number[]};

const openPicker = async (file: string): Promise<Terminal> => {
	const terminal = new Terminal([process.execPath, file], {...size, env: {IMAGES: '1000', LANG: 'C.UTF-8'}});
	await terminal.sees('forge-9');
	terminal.type(quickLaunch);
	await terminal.sees('1/1000');
	// The first keys run code that is not compiled yet.
	for (let press = 0; press < 20; press += 1) await pressKey(terminal, keys[press % 2] ?? '');
	return terminal;
};

/** One round: both apps are open, and each key is pressed in one after the other. */
const measureRound = async (files: readonly string[], times: readonly Times[]): Promise<void> => {
	const terminals: Terminal[] = [];
	try {
		for (const file of files) terminals.push(await openPicker(file));
		const before = terminals.map(each => cpuMs(each.pid));
		for (let press = 0; press < keysPerRound; press += 1) {
			for (const [index, terminal] of terminals.entries())
				times[index]?.frames.push((await pressKey(terminal, keys[press % 2] ?? '')).first);
		}
		for (const [index, terminal] of terminals.entries())
			times[index]?.cpu.push((cpuMs(terminal.pid) - (before[index] ?? 0)) / keysPerRound);
	} finally {
		for (const each of terminals) each.close();
	}
};

/** The time from a key to its painted frame at 200×60, with our patch of Ink and without it. Remove the patch above 0.8×. */
export const inkPatch = async (): Promise<void> => {
	const entry = path.join(import.meta.dirname, 'fixtures/picker-app.tsx');
	const plugins = (bundleOptions.plugins ?? []).filter(each => each.name !== 'ink-patch');
	const apps = [await bundleFixture(entry), await bundleFixture(entry, {plugins})];
	const times: readonly Times[] = apps.map(() => ({frames: [], cpu: []}));
	try {
		for (let round = 0; round < rounds; round += 1)
			await measureRound(
				apps.map(each => each.file),
				times,
			);
	} finally {
		for (const each of apps) each.remove();
	}
	const [patched, plain] = times;
	if (patched === undefined || plain === undefined) return;
	report('A page of images, key to frame: patch / no patch', {
		ours: median(patched.frames),
		theirs: median(plain.frames),
		most: 0.8,
	});
	report('The same, CPU time per key', {ours: median(patched.cpu), theirs: median(plain.cpu), most: 0.8});
};
