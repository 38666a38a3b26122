import path from 'node:path';
import {Terminal} from '../test/driver/terminal.ts';
import {bundleFixture} from './bundle-fixture.ts';
import {median, nodeSlowness, percentile, reportFigure} from './measure.ts';
import {pressUntil} from './press-key.ts';

const size = {columns: 200, rows: 60};
const maxMs = 16;
const rounds = 40;

/** Keys of the job screen, and what the screen shows only after each. The first two leave the log that grows and come back. */
const keys: readonly (readonly [key: string, shows: string])[] = [
	['k', 'Log: Alpha'],
	['j', 'Log: Omega'],
	['w', 'w Truncate lines'],
	['w', 'w Wrap lines'],
	['f', 'f Pause'],
	['f', 'f Follow'],
];

/** The number of the last line on the screen. */
const lastLine = (terminal: Terminal): number =>
	Math.max(...[...terminal.screen().matchAll(/\[(\d+)\/900000\]/gu)].map(each => Number(each[1])));

const measure = async (file: string, perSecond: number) => {
	const terminal = new Terminal([process.execPath, file], {
		...size,
		env: {LINES_A_SECOND: String(perSecond), LANG: 'C.UTF-8'},
	});
	try {
		await terminal.sees('WORKER');
		terminal.type('4');
		await terminal.sees('Snapshot of api');
		terminal.press('enter');
		await terminal.sees('Log: Omega');
		await terminal.sees('Compiling');
		const begun = {at: performance.now(), line: lastLine(terminal)};
		const times: number[] = [];
		for (let round = -1; round < rounds; round += 1) {
			for (const [key, shows] of keys) {
				const ms = await pressUntil(terminal, key, shows);
				// The first time the code is not compiled yet.
				if (round >= 0) times.push(ms);
				await new Promise(resolve => setTimeout(resolve, 20));
			}
		}
		await pressUntil(terminal, 'f', 'f Pause');
		await new Promise(resolve => setTimeout(resolve, 200));
		const lines = ((lastLine(terminal) - begun.line) / (performance.now() - begun.at)) * 1000;
		return {times, lines};
	} finally {
		terminal.close();
		await terminal.exited;
	}
};

/** From a key to its frame while a worker prints 50,000 lines a second into the job on the screen, at 200×60. */
export const flood = async (): Promise<void> => {
	const app = await bundleFixture(path.join(import.meta.dirname, 'fixtures/flood-app.tsx'));
	const slower = nodeSlowness();
	try {
		for (const perSecond of [10, 50_000]) {
			const {times, lines} = await measure(app.file, perSecond);
			const what = `${perSecond.toLocaleString('en')} lines a second (${Math.round(lines)} arrived), key to frame`;
			reportFigure(`${what}: median`, median(times));
			reportFigure(`${what}: p95`, percentile(times, 95), Math.round(maxMs * slower));
		}
	} finally {
		app.remove();
	}
};
