import {Home, labConfig} from '../test/driver/ingot.ts';
import type {Lab} from '../test/lab/lab.ts';
import {inTurn, median, report, timeCommand} from './measure.ts';

/** More rounds, steadier medians: each takes half a minute. */
const rounds = Number(process.env.ROUNDS ?? 3);
const bundle = new URL('../dist/ingot.js', import.meta.url).pathname;

/** Ticks of a process inside the DevBox: the widest gap is how long it was frozen. /proc/uptime counts in 10 ms. */
const ticker = 'while :; do read -r up rest </proc/uptime; echo $up; usleep 10000; done >>/tmp/ticks';

/** 1 GiB of new files: the whole snapshot, and how long the DevBox stands still, against a bare commit over ssh. */
export const snapshot = async (lab: Lab): Promise<void> => {
	const worker = `${lab.name}-1`;
	const home = new Home(labConfig(lab.configFile));
	const on = async (...argv: readonly string[]): Promise<string> => (await lab.exec(worker, argv)).stdout;
	await on(
		'podman',
		'exec',
		'--user',
		'root',
		'api',
		'sh',
		'-c',
		'for i in 1 2 3 4; do head -c 268435456 /dev/urandom >/root/big$i; done; sync',
	);
	await on('podman', 'exec', '--detach', '--user', 'root', 'api', 'sh', '-c', ticker);
	const frozen = async (): Promise<number> => {
		const ticks = (
			await on('podman', 'exec', '--user', 'root', 'api', 'sh', '-c', 'cat /tmp/ticks; : >/tmp/ticks')
		)
			.trim()
			.split('\n')
			.map(Number);
		return Math.max(...ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? tick))) * 1000;
	};
	const measured = async (method: 'staging' | 'pause') => {
		const gaps: {ours: number[]; theirs: number[]} = {ours: [], theirs: []};
		const {a, b} = await inTurn(
			rounds,
			async () => {
				await frozen();
				const argv = [
					'create',
					'--worker',
					worker,
					'--from',
					'api',
					'--name',
					'bench',
					'--method',
					method,
					'--overwrite',
				];
				const took = await timeCommand(
					[process.execPath, bundle, '--config', home.config, ...argv],
					home.env,
				);
				gaps.ours.push(await frozen());
				await on('podman', 'rmi', 'localhost/bench:latest');
				return took;
			},
			async () => {
				await frozen();
				const took = await timeCommand([
					'ssh',
					'-F',
					lab.sshConfig,
					worker,
					'podman commit --quiet --pause=true api localhost/bare:1',
				]);
				gaps.theirs.push(await frozen());
				await on('podman', 'rmi', 'localhost/bare:1');
				return took;
			},
		);
		report(`Snapshot of 1 GiB, ${method}`, {ours: a, theirs: b, most: method === 'staging' ? 1.3 : 1.1});
		report(`  frozen, ${method}`, {
			ours: median(gaps.ours),
			theirs: median(gaps.theirs),
			most: method === 'staging' ? 0.2 : 1.1,
		});
	};
	for (const method of ['staging', 'pause'] as const) {
		if ((process.env.METHOD ?? method) === method) await measured(method);
	}
	home.release();
};
