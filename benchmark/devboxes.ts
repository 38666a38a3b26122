import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Home, labConfig} from '../test/driver/ingot.ts';
import type {Lab} from '../test/lab/lab.ts';
import {inTurn, report, reportFigure, timeCommand} from './measure.ts';

const rounds = Number(process.env.ROUNDS ?? 15);
const most = 1.3;

/**
 * `ingot devboxes` with one worker against `ssh WORKER podman ps`, both with a connection of their own, and both over one that the
 * user's ssh has open (ControlMaster in the ssh config, which Ingot joins).
 */
export const devboxes = async (lab: Lab): Promise<void> => {
	const worker = `${lab.name}-1`;
	const folder = mkdtempSync(path.join(tmpdir(), 'ingot-warm-'));
	const warmConfig = path.join(folder, 'ssh_config');
	const master = ['ControlMaster auto', `ControlPath ${folder}/mux`, 'ControlPersist 60'];
	const settings = labConfig(lab.configFile);
	writeFileSync(warmConfig, `${master.join('\n')}\n${readFileSync(lab.sshConfig, 'utf8')}`);
	const homes = {cold: new Home(settings), warm: new Home(settings.replace(lab.sshConfig, warmConfig))};
	const ingot = (home: Home) => () => timeCommand(home.argv('devboxes', '--worker', worker), home.env);
	const ssh =
		(config: string, ...words: readonly string[]) =>
		() =>
			timeCommand(['ssh', '-F', config, ...words]);
	try {
		const cold = await inTurn(rounds, ingot(homes.cold), ssh(lab.sshConfig, worker, 'podman ps'));
		report('ingot devboxes / ssh podman ps', {ours: cold.a, theirs: cold.b, p95: cold.p95, most});
		await ssh(warmConfig, worker, 'true')();
		const warm = await inTurn(rounds, ingot(homes.warm), ssh(warmConfig, worker, 'podman ps'));
		report('the same over an open connection', {ours: warm.a, theirs: warm.b, p95: warm.p95, most});
		const bare = await inTurn(rounds, ingotVersion(homes.cold), () =>
			timeCommand([process.execPath, '-e', '0']),
		);
		reportFigure('  of which ingot --version takes', bare.a);
		reportFigure('  of which node -e 0 takes', bare.b);
	} finally {
		await ssh(warmConfig, '-O', 'exit', worker)().catch(() => {});
		for (const home of [homes.cold, homes.warm]) home.release();
		rmSync(folder, {recursive: true, force: true});
	}
};

const ingotVersion = (home: Home) => () => timeCommand(home.argv('--version'), home.env);
