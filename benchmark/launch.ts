import {Home, labConfig} from '../test/driver/ingot.ts';
import type {Terminal} from '../test/driver/terminal.ts';
import type {Lab} from '../test/lab/lab.ts';
import {median, percentile, report, reportFigure} from './measure.ts';
import {sshMux} from './ssh-mux.ts';

const rounds = Number(process.env.ROUNDS ?? 30);
const image = 'localhost/node-base:22';
const bare = 'bare-launch';
/** Both begin on a worker on which nothing else happens: lists have been read again after the last change. */
const quietMs = 2500;
const inside = (name: string) => `podman exec ${name} true`;

const quiet = () => new Promise(resolve => setTimeout(resolve, quietMs));

/** Presses Enter in Quick Launch; ms until the screen says that the DevBox runs. */
const quickLaunch = async (terminal: Terminal, worker: string): Promise<number> => {
	terminal.type('\u0007');
	await terminal.sees(`${image} on ${worker}`);
	await quiet();
	const runs = terminal.firstOutput('Done in');
	const begun = performance.now();
	terminal.press('enter');
	return (await runs) - begun;
};

/**
 * From Enter to the first command run inside the new DevBox, against a bare `podman run` and `podman exec`. Both run that
 * command over the same multiplexed OpenSSH.
 */
export const launch = async (lab: Lab): Promise<void> => {
	const worker = `${lab.name}-1`;
	const remove = (name: string) => lab.exec(worker, ['podman', 'rm', '--force', '--time', '0', name]);
	const home = new Home(labConfig(lab.configFile));
	const mux = sshMux(lab, worker);
	home.run('launch', image, '--worker', worker, '--name', 'before');
	const terminal = home.open({columns: 120, rows: 40});
	const times: {ours: number[]; theirs: number[]} = {ours: [], theirs: []};
	const parts: {launched: number[]; run: number[]} = {launched: [], run: []};
	try {
		await terminal.sees(/\b[2-9] ready/u);
		terminal.type('4');
		await terminal.sees('before');
		for (let round = 0; round <= rounds; round += 1) {
			const launched = await quickLaunch(terminal, worker);
			const entered = await mux.time(inside('node-base'));
			await remove('node-base');
			terminal.press('esc');
			await terminal.seesNo('Done in');
			await quiet();
			const run = await mux.time(`podman run --detach --interactive --tty --name ${bare} ${image}`);
			const exec = await mux.time(inside(bare));
			await remove(bare);
			// The first of each is a warm-up.
			if (round === 0) continue;
			times.ours.push(launched + entered);
			times.theirs.push(run + exec);
			parts.launched.push(launched);
			parts.run.push(run);
		}
	} finally {
		terminal.close();
		home.release();
		await remove('before');
		await mux.close();
	}
	const of = (each: readonly number[]) => ({median: median(each), p95: percentile(each, 95)});
	const [ours, theirs] = [of(times.ours), of(times.theirs)];
	report(`Enter to first command inside, ${rounds} launches`, {
		ours: ours.median,
		theirs: theirs.median,
		most: 1.05,
	});
	reportFigure('  Enter to the end of the launch', median(parts.launched));
	reportFigure('  podman run', median(parts.run));
	reportFigure('  p95, ours', ours.p95);
	reportFigure('  p95, podman run and exec', theirs.p95);
};
