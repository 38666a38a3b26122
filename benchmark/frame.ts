import type {Terminal} from '../test/driver/terminal.ts';
import {cachedFleet} from './cached-fleet.ts';
import {median, nodeSlowness, percentile, reportBytes, reportFigure} from './measure.ts';
import {type Painted, pressKey} from './press-key.ts';

const wide = {columns: 200, rows: 60};
const small = {columns: 80, rows: 24};
const down = '\u001B[B';
const pageDown = '\u001B[6~';
const esc = '\u001B';
const maxBytes = 2048;

/** What people do in a list, each as the keys of one round; every key is measured. */
const acts: Readonly<Record<string, readonly string[]>> = {
	'cursor down': Array<string>(40).fill(down),
	'page down': Array<string>(20).fill(pageDown),
	filter: ['/', ...'tax-prep-2025', esc, '/', ...'taxprep', esc, '/', ...'web api', esc],
	tabs: ['2', '3', '4', '3', '1', '3', '2', '3'],
	sort: ['S', '\r', 'S', down, '\r', 'S', down, '\r'],
	palette: [':', ...'forge-7', esc, esc, ':', ...'tax', esc, esc],
	DevBoxes: ['2', ...Array<string>(20).fill(down), '/', ...'box-31', esc, '3'],
};

type Measured = Readonly<Record<string, readonly Painted[]>>;

/** Opens the list of images and plays all acts; the first time the code is not compiled yet. */
const play = async (terminal: Terminal): Promise<Measured> => {
	await terminal.sees('WORKER');
	await pressKey(terminal, '3');
	const round = async () => {
		const measured: Record<string, Painted[]> = {};
		for (const [name, keys] of Object.entries(acts)) {
			const painted: Painted[] = [];
			for (const key of keys) {
				const each = await pressKey(terminal, key);
				// After a lone Escape, Ingot waits for the rest of a sequence, whatever it draws then.
				if (key !== esc) painted.push(each);
			}
			measured[name] = painted;
		}
		return measured;
	};
	await round();
	return round();
};

const playOn = async (images: number, size: {columns: number; rows: number}): Promise<Measured> => {
	const {home, release} = await cachedFleet(images);
	const terminal = home.open(size);
	try {
		return await play(terminal);
	} finally {
		terminal.close();
		await terminal.exited;
		release();
	}
};

/** Key to complete frame at 200×60 with details and activity; bytes per key at 80×24. The bundle on a cached fleet. */
export const frame = async (): Promise<void> => {
	const slower = nodeSlowness();
	for (const {images, most} of [
		{images: 10_000, most: 16},
		{images: 100_000, most: 50},
	]) {
		const measured = await playOn(images, wide);
		const what = `${images.toLocaleString('en')} images, key to frame`;
		const all = Object.values(measured).flat();
		for (const [name, painted] of Object.entries(measured)) {
			const firsts = painted.map(each => each.first);
			reportFigure(`${what}, ${name}: median`, median(firsts));
			reportFigure(`${what}, ${name}: p95`, percentile(firsts, 95));
		}
		const firsts = all.map(each => each.first);
		reportFigure(`${what}: median`, median(firsts));
		reportFigure(`${what}: p95`, percentile(firsts, 95), Math.round(most * slower));
		reportFigure(
			`${what}, the last it causes: p95`,
			percentile(
				all.map(each => each.last),
				95,
			),
		);
	}
	for (const [name, painted] of Object.entries(await playOn(10_000, small))) {
		const bytes = painted.map(each => each.bytes);
		reportBytes(`80×24, ${name}: median`, median(bytes));
		reportBytes(`80×24, ${name}: most`, Math.max(...bytes), maxBytes);
	}
};
