import {execFileSync} from 'node:child_process';
import path from 'node:path';
import {Terminal} from '../test/driver/terminal.ts';
import {manyImages} from '../test/search/many-images.ts';
import {bundleFixture} from './bundle-fixture.ts';
import {percentile, reportFigure} from './measure.ts';

const size = {columns: 200, rows: 60};
const quickLaunch = '\u0007';
/** Ink ends each frame with this. */
const frameEnd = '\u001B[?2026l';
/** No frame for so long: what a key has caused has been painted. */
const quietMs = 250;
const queries = [
	'tax-prep-2025',
	'taxprep',
	'tpr25',
	'tx-prp',
	'tax-perp',
	'prep tax 2025',
	'tag:v2 cap:erp',
];

/** ms from a key to its first painted frame, and to the last that it caused. */
type Painted = {readonly first: number; readonly last: number};

/** Presses a key and watches the frames that it causes. */
const press = async (terminal: Terminal, key: string): Promise<Painted> => {
	const begun = performance.now();
	const frames: number[] = [];
	const stop = terminal.watch(chunk => {
		if (chunk.includes(frameEnd)) frames.push(performance.now() - begun);
	});
	terminal.type(key);
	while (performance.now() - begun < (frames.at(-1) ?? 5000) + quietMs)
		await new Promise(resolve => setTimeout(resolve, 5));
	stop();
	return {first: frames[0] ?? Number.NaN, last: frames.at(-1) ?? Number.NaN};
};

/** Each letter of each query typed into Quick Launch on so many images, in a real terminal. */
const typeAll = async (file: string, count: number): Promise<readonly Painted[]> => {
	const terminal = new Terminal([process.execPath, file], {
		...size,
		env: {IMAGES: String(count), LANG: 'C.UTF-8'},
	});
	try {
		await terminal.sees('forge-9');
		terminal.type(quickLaunch);
		await terminal.sees(`of ${count}`.slice(0, 0) || 'IMAGE');
		const painted: Painted[] = [];
		for (const query of queries) {
			for (const letter of query) painted.push(await press(terminal, letter));
			await press(terminal, '\u0015');
		}
		return painted.slice(1);
	} finally {
		terminal.close();
	}
};

/** fzf started for each query on the same lines: what a shell user would wait for. */
const fzf = (count: number): readonly number[] => {
	const input = manyImages(count)
		.map(each => `${each.name}:${each.tag} ${each.capabilities.join(' ')} ${each.worker}`)
		.join('\n');
	return queries.map(query => {
		const begun = performance.now();
		try {
			execFileSync('fzf', ['--filter', query], {input, maxBuffer: 1 << 28});
		} catch {
			// It says 1 when nothing fits.
		}
		return performance.now() - begun;
	});
};

/** The picker on a simulated fleet of ten workers, against fzf on the same lines. */
export const picker = async (): Promise<void> => {
	const app = await bundleFixture(path.join(import.meta.dirname, 'fixtures/picker-app.tsx'));
	try {
		for (const [count, most] of [
			[1000, undefined],
			[10_000, {first: 16, last: 50}],
			[100_000, {first: undefined, last: 150}],
		] as const) {
			const painted = await typeAll(app.file, count);
			const firsts = painted.map(each => each.first);
			const lasts = painted.map(each => each.last);
			const what = `${count.toLocaleString('en')} images (simulated)`;
			reportFigure(`${what}: key to painted frame, p95`, percentile(firsts, 95), most?.first);
			reportFigure(`${what}: median`, percentile(firsts, 50));
			reportFigure(`${what}: results complete, p95`, percentile(lasts, 95), most?.last);
			reportFigure(`${what}: median`, percentile(lasts, 50));
			reportFigure(`${what}: fzf --filter, median`, percentile(fzf(count), 50));
		}
	} finally {
		app.remove();
	}
};
