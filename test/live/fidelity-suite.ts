import {readFileSync} from 'node:fs';
import pLimit from 'p-limit';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {holdLab, type Lab} from '../lab/lab.ts';
import {explained, surprises} from './fidelity-explained.ts';
import {type Cell, makeBox, removeBox, tryMethod} from './fidelity-lab.ts';
import {printedTable} from './fidelity-print.ts';
import type {Row} from './fidelity-row.ts';
import {type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

/** A lab and its workers; each takes one container at a time. */
export type FidelityLab = {readonly lab: Lab; readonly workers: readonly SnapshotLab[]};

/** Tests for these containers; prints the table at the end. */
export const fidelitySuite = (table: readonly Row[], bringUp: () => Promise<FidelityLab>): void => {
	let up: FidelityLab;
	let free: SnapshotLab[];
	let turn: ReturnType<typeof pLimit>;
	const cells: Cell[] = [];
	beforeAll(async () => {
		up = await bringUp();
		free = [...up.workers];
		turn = pLimit(free.length);
	});
	afterAll(async () => {
		console.log(printedTable(cells));
		for (const {remote} of up?.workers ?? []) remote.close();
		await up?.lab.release();
	});

	const tryRow = async (row: Row, check: (cell: Cell) => void) => {
		const on = free.pop();
		if (on === undefined) throw new Error('No worker is free.');
		try {
			const box = await makeBox(on, row);
			for (const method of row.methods ?? (['staging', 'pause'] as const)) {
				const cell = await tryMethod(on, box, method);
				cells.push(cell);
				check(cell);
			}
		} finally {
			await removeBox(on, row);
			free.push(on);
		}
	};

	describe('the image of a DevBox is the DevBox', {timeout: 900_000}, () => {
		for (const row of table) {
			test.concurrent(row.name, ({expect: own}) =>
				turn(() =>
					tryRow(row, cell => {
						own.soft(cell.outcome, cell.method).toMatch(row.refused ?? /^done: /u);
						if (row.refused === undefined)
							own.soft(cell.launch, cell.method).toMatch(row.endsWith ?? /^done: /u);
						own.soft(surprises(row, cell), cell.method).toEqual([]);
					}),
				),
			);
		}
	});

	test.each(explained)('the page on fidelity explains "$heading"', ({heading}) => {
		const page = readFileSync(new URL('../../docs/fidelity.md', import.meta.url), 'utf8');
		expect(page).toContain(`\n**${heading}.**`);
	});
};

/** Workers with the base image and no DevBoxes, whose Podman is root's. */
export const ordinaryWorkers = async (count: number): Promise<FidelityLab> => {
	const lab = await holdLab({name: `fidelity${process.pid}`, workers: 0});
	const names = Array.from({length: count}, (_, index) => `plain${index}`);
	for (const name of names) await lab.addWorker(name, 'plain');
	return {lab, workers: await Promise.all(names.map(name => snapshotLab(lab, name)))};
};
