import {afterAll, expect, test} from 'vitest';
import type {Lab} from '../lab/lab.ts';
import {upstreamCases} from './upstream-cases.ts';
import {holdUpstream, missing} from './upstream-hold.ts';
import {upstreamLab} from './upstream-lab.ts';
import {runCase} from './upstream-run.ts';
import type {Cell} from './upstream-steps.ts';

// The whole table, about two minutes a row: `npm run test:upstream`. INGOT_UPSTREAM_ROWS and INGOT_UPSTREAM_GENERATIONS
// are regular expressions, such as `raw|TPM` and `2026-08`; with INGOT_UPSTREAM_SHORT a row ends with its first launch.
const generations = ['2026-08', '2025-10', '2025-07'].filter(each =>
	new RegExp(process.env.INGOT_UPSTREAM_GENERATIONS ?? '', 'u').test(each),
);
const rows = upstreamCases.filter(each =>
	new RegExp(process.env.INGOT_UPSTREAM_ROWS ?? '', 'u').test(each.name),
);
const isShort = process.env.INGOT_UPSTREAM_SHORT !== undefined;
const table = generations.flatMap(generation =>
	rows
		.filter(each => each.only === undefined || each.only.includes(generation))
		.map(each => [generation, each.name, {...each, short: isShort || each.short}] as const),
);
const lines: string[] = [];
let lab: Lab;
holdUpstream('table', held => {
	({lab} = held);
});
afterAll(() => {
	if (missing === '') console.log(lines.join('\n'));
});

const lineOf = (generation: string, name: string, cells: readonly Cell[]): string =>
	[
		`${generation}  ${name}`.padEnd(36),
		cells.map(({step, text, wrong}) => `${wrong ? '✗ ' : ''}${step}: ${text}`).join('  ·  '),
	].join(' ');

test.skipIf(missing !== '').each(table)(
	'%s: %s',
	async (generation, _, each) => {
		const worker = each.storageMb === undefined ? 'win' : `small-${table.length}`;
		if (each.storageMb !== undefined)
			await lab.addWorker(worker, 'small-upstream', {storageMb: each.storageMb});
		const name = `of-${each.name.replaceAll(/[^a-z0-9]+/giu, '-').toLowerCase()}-${generation}`;
		const win = upstreamLab(lab, worker);
		const cells: Cell[] = [];
		try {
			await runCase({lab, win, worker, each, generation, name, cells});
		} finally {
			const line = lineOf(generation, each.name, cells);
			lines.push(line);
			console.log(line);
			await win.sh(`podman rm -f -v -t 0 -a >/dev/null
			podman volume rm -a -f >/dev/null
			podman rmi -f $(podman images --quiet 'localhost/*-stop' 'localhost/*-live' 'localhost/*-second') >/dev/null 2>&1 || true
			for each in /home/storage/*; do ! mountpoint -q "$each" || umount "$each"; done
			rm -rf /home/storage`);
		}
		expect(cells.filter(cell => cell.wrong)).toEqual([]);
	},
	900_000,
);
