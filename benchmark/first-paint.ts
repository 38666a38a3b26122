import type {Home} from '../test/driver/ingot.ts';
import {Terminal} from '../test/driver/terminal.ts';
import {cachedFleet} from './cached-fleet.ts';
import {inTurn, report} from './measure.ts';

const size = {columns: 200, rows: 60};
const marker = 'DEVBOXES';
const rounds = 15;

const paint = async (home: Home, env: Record<string, string>): Promise<number> => {
	const begun = performance.now();
	const terminal = home.open({...size, env});
	const painted = await terminal.firstOutput(marker);
	terminal.close();
	await terminal.exited;
	return painted - begun;
};

const startNode = async (): Promise<number> => {
	const begun = performance.now();
	const terminal = new Terminal([process.execPath, '-e', '0'], size);
	await terminal.exited;
	const took = performance.now() - begun;
	terminal.close();
	return took;
};

/** The bundle in a pseudo-terminal until the list of workers is drawn, compared with `node -e 0` in one. */
export const firstPaint = async (): Promise<void> => {
	for (const images of [30, 10_000]) {
		const {home, release} = await cachedFleet(images);
		try {
			// An earlier start fills the cache of compiled code, as for every start but the first.
			await (await openAndQuit(home)).exited;
			const {a, b, p95} = await inTurn(rounds, () => paint(home, {}), startNode);
			report(`First paint, ${images} images, against node -e 0`, {ours: a, theirs: b, p95, most: 4});
			const plain = await inTurn(rounds, () => paint(home, {NODE_DISABLE_COMPILE_CACHE: '1'}), startNode);
			report('  without the cache of compiled code', {
				ours: plain.a,
				theirs: plain.b,
				p95: plain.p95,
				most: 10,
			});
		} finally {
			release();
		}
	}
};

const openAndQuit = async (home: Home): Promise<Terminal> => {
	const terminal = home.open(size);
	await terminal.sees(marker);
	return terminal.type('q');
};
