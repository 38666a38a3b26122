import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {Home, labConfig} from '../test/driver/ingot.ts';
import type {Lab} from '../test/lab/lab.ts';
import {keepOnCore} from './fleet/process-figures.ts';
import {SimulatedFleet} from './fleet/simulated-fleet.ts';
import {type FleetFigures, watchFleet} from './fleet/watch-fleet.ts';
import {median, nodeSlowness, percentile, reportFigure, timeCommand} from './measure.ts';

const maxKeyMs = 16;
const sizes = (process.env.FLEET ?? '10,100,1000').split(',').map(Number);
/** By hand, more workers than these take too long here; the time for each of these is the yardstick. */
const maxByHand = 100;
const endWaitMs = 100;
const maxEndWaits = 100;

/** What asks the hosts at once, as somebody would without Ingot. @returns the command's words */
const byHand = (home: Home, sshConfig: string, hosts: readonly string[]): readonly string[] => {
	const file = path.join(home.folder, 'hosts');
	writeFileSync(file, `${hosts.join('\n')}\n`);
	const ssh = ['ssh', '-F', sshConfig, 'HOST', 'podman', 'ps'];
	return ['xargs', '-a', file, '-P', '32', '-I', 'HOST', ...ssh];
};

const countOf = (home: Home, list: 'devboxes' | 'images'): number =>
	home.run(list, '--json').stdout.trim().split('\n').length;

const print = (what: string, runs: readonly FleetFigures[], slower: number): void => {
	const of = (pick: (figures: FleetFigures) => number) => median(runs.map(pick));
	const rest = runs.at(-1)?.rest;
	const parts = [
		`first list ${of(each => each.firstMs).toFixed(0)} ms`,
		`all lists ${of(each => each.allMs).toFixed(0)} ms`,
		`CPU time until then ${of(each => each.cpuMs).toFixed(0)} ms`,
		`of its children ${of(each => each.childrenMs).toFixed(0)} ms`,
		`${of(each => each.connections)} connections`,
		`memory ${rest?.memoryMb.toFixed(0)} MB`,
		`CPU at rest ${rest?.quiet.toFixed(1)} %`,
		`with events ${rest?.live.toFixed(1)} %`,
	];
	process.stdout.write(`${what}: ${parts.join(', ')}\n`);
	const keys = runs.flatMap(each => each.keyMs);
	if (keys.length === 0) return;
	reportFigure(`  key to frame while they answer (${keys.length} keys): median`, median(keys));
	reportFigure('  the same: p95', percentile(keys, 95), Math.round(maxKeyMs * slower));
};

const measureReal = async (lab: Lab, workers: number, slower: number): Promise<void> => {
	const all = labConfig(lab.configFile);
	const names = [...all.matchAll(/name: ([\w-]+)/gu)].map(found => found[1] ?? '').slice(0, workers);
	const config = all
		.split('\n')
		.filter(line => !/^ +- /u.test(line) || names.some(name => line.includes(`${name},`)));
	const home = new Home(config.join('\n'));
	try {
		const counts = {devboxes: countOf(home, 'devboxes'), images: countOf(home, 'images')};
		const runs: FleetFigures[] = [];
		for (let run = 0; run < 3; run += 1) {
			rmSync(path.join(home.folder, 'cache'), {recursive: true, force: true});
			runs.push(await watchFleet(home, {names, ...counts, enliven: run === 2 ? async () => {} : undefined}));
		}
		print(`${workers} real`, runs, slower);
		reportFigure('  xargs -P 32 ssh podman ps', await timeCommand(byHand(home, lab.sshConfig, names)));
	} finally {
		home.release();
	}
};

const measureSimulated = async (fleet: SimulatedFleet, workers: number, slower: number): Promise<void> => {
	const one = fleet.homeOf(1);
	const each = {devboxes: countOf(one.home, 'devboxes'), images: countOf(one.home, 'images')};
	one.home.release();
	const {home, sshConfig, names} = fleet.homeOf(workers);
	try {
		const before = await fleet.ask(false);
		const enliven = () => fleet.ask(true);
		const counts = {devboxes: each.devboxes * workers, images: each.images * workers};
		const figures = await watchFleet(home, {names, ...counts, enliven});
		let {asked, connections} = await fleet.ask(false);
		// It hears of the end of a thousand connections one after the other.
		for (let wait = 0; connections > 0 && wait < maxEndWaits; wait += 1) {
			await new Promise(resolve => setTimeout(resolve, endWaitMs));
			({asked, connections} = await fleet.ask(false));
		}
		print(`${workers} simulated`, [figures], slower);
		if (workers > 1 && asked > before.asked)
			process.stdout.write(`  (${asked - before.asked} answers were new)\n`);
		if (connections > 0) process.stdout.write(`  (${connections} connections were left open)\n`);
		const hosts = [...readFileSync(home.config, 'utf8').matchAll(/"ssh":"([\d.]+)"/gu)].map(
			found => found[1] ?? '',
		);
		const sample = hosts.slice(0, maxByHand);
		const ms = await timeCommand(byHand(home, sshConfig, sample));
		reportFigure(
			`  xargs -P 32 ssh podman ps, ${sample.length} simulated, for each of them`,
			ms / sample.length,
		);
		reportFigure('  all lists in Ingot, for each of them', figures.allMs / workers);
	} finally {
		home.release();
	}
};

/**
 * From the start of Ingot until all workers are on the screen, and at rest, for 1 and 3 workers of the lab, and for 10 to 1,000 that
 * are simulated: an SSH server that repeats what a worker of the lab answered.
 */
export const fleet = async (lab: Lab): Promise<void> => {
	const slower = nodeSlowness();
	await lab.addWorker('3', 'plain');
	for (const workers of [1, 3]) await measureReal(lab, workers, slower);
	const simulated = await SimulatedFleet.start(lab);
	// Workers are other machines: on two cores they would take Ingot's.
	keepOnCore(simulated.pid, 1);
	try {
		for (const workers of [1, ...sizes]) await measureSimulated(simulated, workers, slower);
	} finally {
		await simulated.stop();
	}
};
