import {afterAll, beforeAll, expect, test} from 'vitest';
import {holdLab, type Lab} from '../lab/lab.ts';
import {upstreamLab, upstreamMissing} from './upstream-lab.ts';
import {runCase} from './upstream-run.ts';
import type {Cell} from './upstream-steps.ts';

// One row of the table of `npm run test:upstream`, as far as its first launch.
const missing = upstreamMissing();
if (missing !== '') console.warn(`Skipped: ${missing}`);
const generation = '2026-08';
let lab: Lab;
beforeAll(async () => {
	if (missing !== '') return;
	lab = await holdLab({name: `short${process.pid}`, workers: 0});
	await lab.addWorker('win', 'upstream');
}, 600_000);
afterAll(() => lab?.release());

test.skipIf(missing !== '')(
	'with the scripts of dockur/windows, a snapshot of a running Windows launches with its disk',
	async () => {
		const cells: Cell[] = [];
		const run = {lab, win: upstreamLab(lab, 'win'), worker: 'win', generation, name: 'win11', cells};
		await runCase({...run, each: {name: 'short', short: true}});
		expect(cells.filter(cell => cell.wrong)).toEqual([]);
		expect(cells.map(({step}) => step)).toEqual(['stop', 'back', 'launch']);
	},
	300_000,
);
