import {execFileSync} from 'node:child_process';
import path from 'node:path';
import {Terminal} from '../test/driver/terminal.ts';
import {cachedFleet} from './cached-fleet.ts';
import {inTurn, report} from './measure.ts';

const size = {columns: 200, rows: 60};
const marker = 'DEVBOXES';
const rounds = 15;
const images = 30;
const top = path.resolve(import.meta.dirname, '..');

/** The first paint of the executable that `npm run package` makes, compared with the bundle's. */
export const executable = async (): Promise<void> => {
	execFileSync('sh', [path.join(top, 'packaging/package.sh'), process.arch], {
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	const {home, release} = await cachedFleet(images);
	const file = path.join(top, 'dist/package', process.arch, 'ingot');
	const open = (argv: readonly string[]) =>
		new Terminal(argv, {...size, env: {LANG: 'C.UTF-8', ...home.env}});
	const paint = async (argv: readonly string[]): Promise<number> => {
		const begun = performance.now();
		const terminal = open(argv);
		const painted = await terminal.firstOutput(marker);
		terminal.close();
		await terminal.exited;
		return painted - begun;
	};
	const ours = [file, '--config', home.config];
	const theirs = home.argv();
	try {
		// An earlier start fills the cache of compiled code, as for every start but the first.
		for (const argv of [ours, theirs]) {
			const before = await open(argv).sees(marker);
			before.type('q');
			await before.exited;
		}
		const {a, b, p95} = await inTurn(
			rounds,
			() => paint(ours),
			() => paint(theirs),
		);
		report('First paint of the executable, against the bundle', {ours: a, theirs: b, p95, most: 1});
	} finally {
		release();
	}
};
