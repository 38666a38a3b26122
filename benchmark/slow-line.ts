import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Home, labConfig} from '../test/driver/ingot.ts';
import {type LineTraits, openSlowLine, type SlowLine} from '../test/driver/slow-line.ts';
import type {Lab} from '../test/lab/lab.ts';
import {inTurn, median, outputOf, report, reportBytes, reportFigure, timeCommand} from './measure.ts';

const rounds = Number(process.env.ROUNDS ?? 5);

/** Far away, and a bad line. */
const lines: readonly (readonly [string, LineTraits])[] = [
	['150 ms', {roundTripMs: 150}],
	['150 ms, 1 Mbit/s, 2 % loss', {roundTripMs: 150, bitsPerSecond: 1_000_000, lossPercent: 2}],
];

/** What follows `ssh WORKER true`'s log-in: it opens a session, and runs the command. */
const roundTripsOfTrue = 2;
const logLines = 20_000;

/**
 * Ingot over a slow line, against the installed ssh over the same one. The line is a simulation: a relay that delays and limits
 * what TCP delivers.
 */
export const slowLine = async (lab: Lab): Promise<void> => {
	for (const [title, traits] of lines) {
		process.stdout.write(`Simulated line: ${title}\n`);
		await overLine(lab, traits, async (homes, through) => {
			await measureTimes(homes.plain, through);
			await measureLog(homes, through);
		});
	}
	await countRoundTrips(lab);
};

/** A longer way makes each round trip longer and nothing else. */
const countRoundTrips = async (lab: Lab): Promise<void> => {
	const [near, far] = [150, 600];
	const took: number[] = [];
	for (const roundTripMs of [near, far])
		await overLine(lab, {roundTripMs}, async ({plain}, {worker}) => {
			const lists: number[] = [];
			const logIns: number[] = [];
			for (let round = 0; round < rounds; round += 1) {
				lists.push(await timeCommand(plain.argv('devboxes', '--worker', worker), plain.env));
				logIns.push(await connectedMs(plain, worker));
			}
			took.push(median(lists) - median(logIns));
		});
	const [atNear = 0, atFar = 0] = took;
	const trips = (atFar - atNear) / (far - near);
	process.stdout.write(
		`${`Round trips from the log-in to the list (${near} and ${far} ms)`.padEnd(66)}${trips.toFixed(2).padEnd(12)}${'at most 3'.padEnd(22)}${Math.round(trips) <= 3 ? 'holds' : 'DOES NOT HOLD'}\n`,
	);
};

type Homes = Readonly<Record<'plain' | 'packed', Home>>;
type Through = {
	readonly worker: string;
	/** For ssh by hand. */
	readonly sshConfig: string;
	readonly roundTripMs: number;
	readonly line: SlowLine;
	readonly folder: string;
};

const overLine = async (
	lab: Lab,
	traits: LineTraits,
	measure: (homes: Homes, through: Through) => Promise<void>,
): Promise<void> => {
	const worker = `${lab.name}-1`;
	const config = readFileSync(lab.sshConfig, 'utf8');
	const [, host = ''] = new RegExp(`Host ${worker}\n\\s+HostName (\\S+)`, 'u').exec(config) ?? [];
	const line = await openSlowLine({host, port: 22}, traits);
	const folder = mkdtempSync(path.join(tmpdir(), 'ingot-slow-'));
	const through = `HostName 127.0.0.1\n\tHostKeyAlias ${host}`;
	const plain = config.replace(`HostName ${host}`, through).replace('Port 22', `Port ${line.port}`);
	const files = {plain: path.join(folder, 'plain'), packed: path.join(folder, 'packed')};
	writeFileSync(files.plain, plain);
	writeFileSync(files.packed, `Compression yes\n${plain}`);
	const homeWith = (file: string) => new Home(labConfig(lab.configFile).replace(lab.sshConfig, file));
	const homes = {plain: homeWith(files.plain), packed: homeWith(files.packed)};
	try {
		await measure(homes, {worker, sshConfig: files.plain, roundTripMs: traits.roundTripMs, line, folder});
	} finally {
		for (const home of Object.values(homes)) home.release();
		rmSync(folder, {recursive: true, force: true});
		line.close();
	}
};

const measureTimes = async (home: Home, {worker, sshConfig, roundTripMs}: Through): Promise<void> => {
	const ssh = (command: string) => () => timeCommand(['ssh', '-F', sshConfig, worker, command]);
	const ingot = () => timeCommand(home.argv('devboxes', '--worker', worker), home.env);
	const lists = await inTurn(rounds, ingot, ssh('podman ps'));
	report('ingot devboxes / ssh podman ps', {ours: lists.a, theirs: lists.b, p95: lists.p95, most: 1.3});
	const logIn = await inTurn(rounds, () => connectedMs(home, worker), ssh('true'));
	const theirs = logIn.b - roundTripsOfTrue * roundTripMs;
	report('log-in / that of ssh', {ours: logIn.a, theirs, most: 1.5});
};

/** What the doctor says: until the log-in is done. */
const connectedMs = async (home: Home, worker: string): Promise<number> => {
	const {stdout} = await outputOf(home.argv('doctor', '--worker', worker), home.env);
	return Number(/connected in (\d+) ms/u.exec(stdout)?.[1] ?? Number.NaN);
};

/** The log of a build, as it is and with `Compression yes` in the ssh config. */
const measureLog = async (homes: Homes, {worker, line, folder}: Through): Promise<void> => {
	// The port makes it another step than that of the last line, which would be cached and say nothing.
	const file = path.join(folder, 'Containerfile');
	const says = 'echo "Unpacking libsomething-$i:amd64 (1.2.3-4) ..."; i=$((i + 1))';
	writeFileSync(
		file,
		`FROM localhost/node-base:22\nRUN : ${line.port}; i=0; while [ $i -lt ${logLines} ]; do ${says}; done\n`,
	);
	const {plain} = homes;
	const options = ['-w', worker, '-f', file, '-n', 'talker', '--overwrite', '--no-start', '--json'];
	const {stdout} = await outputOf(plain.argv('build', ...options, folder), plain.env);
	const id = /"job":"([^"]+)"/u.exec(stdout)?.[1] ?? '';
	const bytesOf = async (home: Home, how: string): Promise<number> => {
		line.reset();
		const {ms, stdout: log} = await outputOf(home.argv('attach', id), home.env);
		reportFigure(`  a log of ${log.length} bytes${how}`, ms);
		return line.bytes.down;
	};
	const bytes = await bytesOf(plain, '');
	const packed = await bytesOf(homes.packed, ', with Compression yes');
	reportBytes('  which takes over the line', bytes);
	reportBytes('  with Compression yes', packed, Math.round(bytes / 3));
};
