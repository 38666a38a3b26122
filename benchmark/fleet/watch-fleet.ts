import type {Home} from '../../test/driver/ingot.ts';
import type {Terminal} from '../../test/driver/terminal.ts';
import {until} from '../../test/driver/until.ts';
import {pressUntil} from '../press-key.ts';
import {connectionsOf, cpuOf, memoryOf} from './process-figures.ts';

export type FleetFigures = {
	/** ms from the start to the first list of a worker, and to the lists of all. */
	readonly firstMs: number;
	readonly allMs: number;
	/** CPU time of Ingot, and of the processes it started, until then. */
	readonly cpuMs: number;
	readonly childrenMs: number;
	readonly connections: number;
	/** Measured last, where it was asked for: memory, and the share of one core, %, without events and with events. */
	readonly rest: {readonly memoryMb: number; readonly quiet: number; readonly live: number} | undefined;
	/** ms from each key to its frame while the workers answer. */
	readonly keyMs: readonly number[];
};

type Expected = {
	/** In the config file's order. */
	readonly names: readonly string[];
	readonly devboxes: number;
	readonly images: number;
	/** Whether to measure the time after they have answered; then this turns the workers' events on. */
	readonly enliven: (() => Promise<unknown>) | undefined;
};

const size = {columns: 140, rows: 40};
const allTimeoutMs = 300_000;
const settleMs = 4000;
/** As long as it takes until each connection was asked whether it is alive. */
const restMs = 30_000;
/** What arrived last has been dealt with. */
const calmMs = 20_000;
const betweenKeysMs = 30;

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/** Opens the screen of Workers with nothing cached, and presses keys until all workers have answered. */
export const watchFleet = async (home: Home, expected: Expected): Promise<FleetFigures> => {
	const begun = performance.now();
	const terminal = home.open(size);
	try {
		await shows(terminal, /2 DevBoxes [1-9]/u);
		const firstMs = performance.now() - begun;
		const keyMs: number[] = [];
		const all = new RegExp(`2 DevBoxes ${expected.devboxes} .*3 Images ${expected.images} `, 'u');
		for (let down = true; !all.test(terminal.screen()); down = !down) {
			if (performance.now() - begun > allTimeoutMs) throw new Error(`Not all came:\n${terminal.screen()}`);
			const name = expected.names.at(down ? 1 : 0);
			if (expected.names.length > 1)
				keyMs.push(await pressUntil(terminal, down ? 'j' : 'k', new RegExp(`❯ . ${name} `, 'u')));
			await pause(betweenKeysMs);
		}
		const allMs = performance.now() - begun;
		const {own, children} = cpuOf(terminal.pid);
		const connections = connectionsOf(terminal.pid);
		const {enliven} = expected;
		const rest = enliven && (await atRest(terminal.pid, enliven));
		return {firstMs, allMs, keyMs, cpuMs: own, childrenMs: children, connections, rest};
	} finally {
		terminal.type('q');
		await Promise.race([terminal.exited, pause(settleMs)]);
		terminal.close();
	}
};

const shows = (terminal: Terminal, text: RegExp) =>
	until(() => text.test(terminal.screen()), {what: String(text), seen: () => terminal.screen()});

const atRest = async (pid: number, enliven: () => Promise<unknown>): Promise<FleetFigures['rest']> => {
	await pause(calmMs);
	const quiet = await cpuShare(pid);
	await enliven();
	return {quiet, live: await cpuShare(pid), memoryMb: memoryOf(pid)};
};

const cpuShare = async (pid: number): Promise<number> => {
	const begun = {at: performance.now(), cpu: cpuOf(pid).own};
	await pause(restMs);
	return ((cpuOf(pid).own - begun.cpu) / (performance.now() - begun.at)) * 100;
};
