import {execFileSync} from 'node:child_process';
import path from 'node:path';
import {Terminal} from '../test/driver/terminal.ts';
import {manyImages} from '../test/search/many-images.ts';
import {bundleFixture} from './bundle-fixture.ts';
import {median, nodeSlowness, percentile, reportFigure} from './measure.ts';
import {type Painted, pressKey} from './press-key.ts';

const size = {columns: 200, rows: 60};
const quickLaunch = '\u0007';
const down = '\u001B[B';
const queries = [
	'tax-prep-2025',
	'taxprep',
	'tpr25',
	'tx-prp',
	'tax-perp',
	'tax-prwp',
	'prep tax 2025',
	'tag:v2 cap:erp',
];

/**
 * Types each letter of each query into Quick Launch on `count` images, in a real terminal. In the first pass (`cold`) the
 * code is not compiled yet. Then it moves down the list.
 */
const typeAll = async (
	file: string,
	count: number,
): Promise<Readonly<Record<'cold' | 'warm' | 'moves', readonly Painted[]>>> => {
	const terminal = new Terminal([process.execPath, file], {
		...size,
		env: {IMAGES: String(count), LANG: 'C.UTF-8'},
	});
	try {
		await terminal.sees('forge-9');
		terminal.type(quickLaunch);
		await terminal.sees(`1/${count}`);
		const type = async (query: string): Promise<readonly Painted[]> => {
			const painted: Painted[] = [];
			for (const letter of query) painted.push(await pressKey(terminal, letter));
			await pressKey(terminal, '\u0015');
			return painted;
		};
		const typeQueries = async () => {
			const painted: Painted[] = [];
			for (const query of queries) painted.push(...(await type(query)));
			return painted;
		};
		const cold = await typeQueries();
		const warm = await typeQueries();
		const moves: Painted[] = [];
		for (let move = 0; move < 40; move += 1) moves.push(await pressKey(terminal, down));
		return {cold, warm, moves};
	} finally {
		terminal.close();
	}
};

/** Starts fzf for each query on the same lines, as a shell user would. */
const fzf = (count: number): readonly number[] => {
	const input = manyImages(count)
		.map(each => `${each.name}:${each.tag} ${each.capabilities.join(' ')} ${each.worker}`)
		.join('\n');
	return queries.map(query => {
		const begun = performance.now();
		try {
			execFileSync('fzf', ['--filter', query], {input, maxBuffer: 1 << 28});
		} catch {
			// It exits with 1 when nothing matches.
		}
		return performance.now() - begun;
	});
};

const limits = [
	{count: 1000, first: undefined, last: undefined},
	{count: 10_000, first: 16, last: 50},
	{count: 100_000, first: undefined, last: 150},
];

/** The picker on a simulated fleet of ten workers, against fzf on the same lines. */
export const picker = async (): Promise<void> => {
	const app = await bundleFixture(path.join(import.meta.dirname, 'fixtures/picker-app.tsx'));
	const slower = nodeSlowness();
	const scaled = (most: number | undefined) => (most === undefined ? undefined : Math.round(most * slower));
	try {
		for (const {count, first, last} of limits) {
			const {cold, warm, moves} = await typeAll(app.file, count);
			const firsts = warm.map(each => each.first);
			const lasts = warm.map(each => each.last);
			const what = count.toLocaleString('en');
			reportFigure(`${what} images, key to painted frame: median`, median(firsts));
			reportFigure(`${what} images, key to painted frame: p95`, percentile(firsts, 95), scaled(first));
			reportFigure(
				`${what} images, the first keys after the start: median`,
				median(cold.map(each => each.first)),
			);
			reportFigure(`${what} images, results complete: median`, median(lasts));
			reportFigure(`${what} images, results complete: p95`, percentile(lasts, 95), scaled(last));
			reportFigure(`${what} images, a step down the list: median`, median(moves.map(each => each.first)));
			reportFigure(`${what} images, fzf --filter: median`, median(fzf(count)));
		}
	} finally {
		app.remove();
	}
};
