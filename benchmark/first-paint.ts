import {Home, labConfig} from '../test/driver/ingot.ts';
import {Terminal} from '../test/driver/terminal.ts';
import type {Lab} from '../test/lab/lab.ts';
import {inTurn, report} from './measure.ts';

const size = {columns: 200, rows: 60};
const marker = 'DEVBOXES';

/** The bundle in a pseudo-terminal until the list of workers is drawn, compared with `node -e 0` in one. */
export const firstPaint = async (lab: Lab): Promise<void> => {
	const home = new Home(labConfig(lab.configFile));
	// An earlier start fills the caches of code and fleet, as for every start but the first.
	const before = home.open(size);
	await before.sees(/ready[\s\S]*ready/u);
	before.type('q');
	await before.exited;
	const {a, b} = await inTurn(
		15,
		async () => {
			const begun = performance.now();
			const terminal = home.open(size);
			const painted = await terminal.firstOutput(marker);
			terminal.close();
			await terminal.exited;
			return painted - begun;
		},
		async () => {
			const begun = performance.now();
			const terminal = new Terminal([process.execPath, '-e', '0'], size);
			await terminal.exited;
			const took = performance.now() - begun;
			terminal.close();
			return took;
		},
	);
	home.release();
	report('First paint, against node -e 0', {ours: a, theirs: b, most: 5});
};
