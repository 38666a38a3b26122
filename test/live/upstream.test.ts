import {expect, test} from 'vitest';
import {type HeldUpstream, holdUpstream, missing} from './upstream-hold.ts';
import {runCase} from './upstream-run.ts';
import type {Cell} from './upstream-steps.ts';

// One row of the table of `npm run test:upstream`, up to its first launch.
const generation = '2026-08';
let held: HeldUpstream;
holdUpstream('short', all => {
	held = all;
});

test.skipIf(missing !== '')(
	'with the scripts of dockur/windows, a snapshot of a running Windows launches with its disk',
	async () => {
		const cells: Cell[] = [];
		const run = {...held, worker: 'win', generation, name: 'win11', cells};
		await runCase({...run, each: {name: 'short', short: true}});
		expect(cells.filter(cell => cell.wrong)).toEqual([]);
		expect(cells.map(({step}) => step)).toEqual(['stop', 'back', 'launch']);
	},
	900_000,
);
