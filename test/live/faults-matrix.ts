import {appendFileSync} from 'node:fs';
import {onTestFinished} from 'vitest';

/** One cell of the printed matrix. */
export type Result = {
	readonly kind: string;
	readonly step: string;
	readonly fault: string;
	/** Where it stands among the steps and the faults. */
	readonly row: number;
	readonly column: number;
	readonly result: 'survived' | 'failed' | 'impossible';
	readonly why?: string;
};

/** Into the file that test/faults.sh prints as the matrix. */
export const record = (result: Result): void => {
	const file = process.env.INGOT_MATRIX_LOG;
	if (file !== undefined) appendFileSync(file, `${JSON.stringify(result)}\n`);
};

/** The test that calls this is that cell of the matrix. */
export const inMatrix = (cell: Omit<Result, 'result' | 'why'>): void => {
	onTestFinished(({task}) =>
		record({...cell, result: task.result?.state === 'fail' ? 'failed' : 'survived'}),
	);
};
