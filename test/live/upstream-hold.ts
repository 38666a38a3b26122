import {afterAll, beforeAll} from 'vitest';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type UpstreamLab, upstreamLab, upstreamMissing} from './upstream-lab.ts';

/** Why the tests on upstream's scripts are skipped here; '' when they run. */
export const missing = upstreamMissing();

/** What the tests of one file share. */
export type HeldUpstream = {readonly lab: Lab; readonly win: UpstreamLab};

/**
 * Holds a lab with one worker `win` of kind `upstream` for the tests of the calling file. Without upstream's sources there
 * is no lab, and the file has to skip its tests (`missing`).
 * @param name begins the name of the lab, unique among the test files
 * @param use gets the lab before the first test
 */
export const holdUpstream = (name: string, use: (held: HeldUpstream) => void | Promise<void>): void => {
	let lab: Lab | undefined;
	beforeAll(async () => {
		if (missing !== '') {
			console.warn(`Skipped: ${missing}`);
			return;
		}
		lab = await holdLab({name: `${name}${process.pid}`, workers: 0});
		await lab.addWorker('win', 'upstream');
		await use({lab, win: upstreamLab(lab, 'win')});
	}, 600_000);
	afterAll(() => lab?.release());
};
