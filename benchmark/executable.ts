import {execFileSync} from 'node:child_process';
import path from 'node:path';
import {Home, labConfig} from '../test/driver/ingot.ts';
import {Terminal} from '../test/driver/terminal.ts';
import type {Lab} from '../test/lab/lab.ts';
import {inTurn, report} from './measure.ts';

const size = {columns: 200, rows: 60};
const marker = 'DEVBOXES';
const top = path.resolve(import.meta.dirname, '..');

/** The first paint of the executable that `npm run package` makes, compared with the bundle's. */
export const executable = async (lab: Lab): Promise<void> => {
	execFileSync('sh', [path.join(top, 'packaging/package.sh'), process.arch], {
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	const home = new Home(labConfig(lab.configFile));
	const file = path.join(top, 'dist/package', process.arch, 'ingot');
	const open = (argv: readonly string[]) =>
		new Terminal(argv, {...size, env: {LANG: 'C.UTF-8', ...home.env}});
	const ours = [file, '--config', home.config];
	const theirs = home.argv();
	// An earlier start fills the caches of code and fleet, as for every start but the first.
	for (const argv of [ours, theirs]) {
		const before = open(argv);
		await before.sees(/ready[\s\S]*ready/u);
		before.type('q');
		await before.exited;
		before.close();
	}
	const firstPaint = async (argv: readonly string[]): Promise<number> => {
		const begun = performance.now();
		const terminal = open(argv);
		const painted = await terminal.firstOutput(marker);
		terminal.close();
		await terminal.exited;
		return painted - begun;
	};
	const {a, b} = await inTurn(
		15,
		() => firstPaint(ours),
		() => firstPaint(theirs),
	);
	home.release();
	report('First paint of the executable, against the bundle', {ours: a, theirs: b, most: 1});
};
