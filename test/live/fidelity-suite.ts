import {readFileSync} from 'node:fs';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {holdLab, type Lab} from '../lab/lab.ts';
import {explained, surprises} from './fidelity-explained.ts';
import {type Cell, makeBox, removeBox, tryMethod} from './fidelity-lab.ts';
import {printedTable} from './fidelity-print.ts';
import type {Row} from './fidelity-row.ts';
import {type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

/** Tests for these containers on one worker, one after the other; prints the table at the end. */
export const fidelitySuite = (
	table: readonly Row[],
	bringUp: () => Promise<readonly [Lab, SnapshotLab]> = ordinaryWorker,
): void => {
	let lab: Lab;
	let on: SnapshotLab;
	let last: Row | undefined;
	const cells: Cell[] = [];
	beforeAll(async () => {
		[lab, on] = await bringUp();
	});
	afterEach(async () => {
		if (last !== undefined) await removeBox(on, last);
		last = undefined;
	});
	afterAll(async () => {
		console.log(printedTable(cells));
		on?.remote.close();
		await lab?.release();
	});

	describe('the image of a DevBox is the DevBox', () => {
		test.each(table)('$name', async row => {
			last = row;
			const box = await makeBox(on, row);
			for (const method of row.methods ?? (['staging', 'pause'] as const)) {
				const cell = await tryMethod(on, box, method);
				cells.push(cell);
				expect.soft(cell.outcome, method).toMatch(row.refused ?? /^done: /u);
				if (row.refused === undefined) expect.soft(cell.launch, method).toMatch(row.endsWith ?? /^done: /u);
				expect.soft(surprises(row, cell), method).toEqual([]);
			}
		});
	});

	test.each(explained)('the page on fidelity explains "$heading"', ({heading}) => {
		const page = readFileSync(new URL('../../docs/decisions/fidelity.md', import.meta.url), 'utf8');
		expect(page).toContain(`\n**${heading}.**`);
	});
};

const ordinaryWorker = async (): Promise<readonly [Lab, SnapshotLab]> => {
	const lab = await holdLab({name: `fidelity${process.pid}`, workers: 1});
	return [lab, await snapshotLab(lab)];
};
