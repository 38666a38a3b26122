import {setTimeout as sleep} from 'node:timers/promises';
import {detectCapabilities} from '../source/jobs/detect-capabilities.ts';
import {Home, labConfig} from '../test/driver/ingot.ts';
import type {Lab} from '../test/lab/lab.ts';
import {snapshotLab} from '../test/live/snapshot-lab.ts';
import {inTurn, median, outputOf, report, reportFigure, timeCommand} from './measure.ts';

/** More rounds, steadier medians: each takes half a minute. */
const rounds = Number(process.env.ROUNDS ?? 3);
/** GIB: how large the DevBox's own layer is; FILES: `few`, of 256 MiB, or `many`, of 10 KiB. */
const gib = Number(process.env.GIB ?? 1);
const isMany = process.env.FILES === 'many';
/**
 * ext4 takes no inode that was deleted within the last six minutes, and looks at them one by one for each new file: 100,000 files are
 * copied in 5 s, and in 20 to 80 s where as many have just been removed. Nobody removes an image before each snapshot, so the
 * benchmark waits where it has removed many files. Linux: recently_deleted() in fs/ext4/ialloc.c, RECENTCY_MIN + RECENTCY_DIRTY, s.
 */
const forgotten = isMany ? 365_000 : 0;
const bundle = new URL('../dist/ingot.js', import.meta.url).pathname;

/** Ticks of a process inside the DevBox: the widest gap is how long it was frozen. /proc/uptime counts in 10 ms. */
const ticker = 'while :; do read -r up rest </proc/uptime; echo $up; usleep 10000; done >>/tmp/ticks';
const fewFiles = `for i in $(seq ${4 * gib}); do head -c 268435456 /dev/urandom >/root/big$i; done; sync`;
/** A thousand in a folder; by the worker, since a DevBox has no split. */
const manyFiles = `cd "$(podman mount api)/root" && for i in $(seq ${105 * gib}); do
	mkdir many$i && head -c 10240000 /dev/urandom | (cd many$i && split -b 10240 -a 4) || exit 1
done; podman umount api && sync`;
const inBox = ['podman', 'exec', '--user', 'root', 'api', 'sh', '-c'];

const limits = {staging: {whole: 1.1, frozen: 0.1}, pause: {whole: 1.05, frozen: 1.05}} as const;
type Method = keyof typeof limits;

/** New files, 1 GiB if nothing else is asked for: the whole snapshot, and how long the DevBox stands still, against a bare commit over ssh. */
export const snapshot = async (lab: Lab): Promise<void> => {
	const worker = `${lab.name}-1`;
	const home = new Home(labConfig(lab.configFile));
	const on = async (...argv: readonly string[]): Promise<string> => (await lab.exec(worker, argv)).stdout;
	await (isMany ? on('sh', '-c', manyFiles) : on(...inBox, fewFiles));
	await on('podman', 'exec', '--detach', ...inBox.slice(2), ticker);
	const frozen = async (): Promise<number> => {
		const ticks = (await on(...inBox, 'cat /tmp/ticks; : >/tmp/ticks')).trim().split('\n').map(Number);
		return Math.max(...ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? tick))) * 1000;
	};
	const create = async (method: Method, ...flags: readonly string[]) => {
		const argv = [
			'create',
			'-w',
			worker,
			'-f',
			'api',
			'-n',
			'bench',
			'--method',
			method,
			'--overwrite',
			'--json',
		];
		const command = [process.execPath, bundle, '--config', home.config, ...argv, ...flags];
		const {ms, stdout} = await outputOf(command, home.env);
		await on('podman', 'rmi', 'localhost/bench:latest');
		return {ms, steps: stepTimes(stdout)};
	};
	const bare = [
		'ssh',
		'-F',
		lab.sshConfig,
		worker,
		'podman commit --quiet --pause=true api localhost/bare:1',
	];
	for (const method of Object.keys(limits) as Method[]) {
		if ((process.env.METHOD ?? method) !== method) continue;
		const gaps: {ours: number[]; theirs: number[]} = {ours: [], theirs: []};
		const times: {verify: number[]; commit: number[]} = {verify: [], commit: []};
		const {a, b} = await inTurn(
			rounds,
			async () => {
				await sleep(forgotten);
				await frozen();
				const {ms, steps} = await create(method);
				gaps.ours.push(await frozen());
				times.verify.push(steps.get('verify') ?? 0);
				times.commit.push(steps.get('commit') ?? 0);
				return ms;
			},
			async () => {
				await sleep(forgotten);
				await frozen();
				const took = await timeCommand(bare);
				gaps.theirs.push(await frozen());
				await on('podman', 'rmi', 'localhost/bare:1');
				return took;
			},
		);
		const {whole, frozen: still} = limits[method];
		report(`Snapshot of ${gib} GiB in ${isMany ? 'many' : 'few'} files, ${method}`, {
			ours: a,
			theirs: b,
			most: whole,
		});
		report(`  frozen, ${method}`, {ours: median(gaps.ours), theirs: median(gaps.theirs), most: still});
		const [verify, commit] = [median(times.verify), median(times.commit)];
		report(`  verification against the commit, ${method}`, {ours: verify, theirs: commit, most: 0.1});
	}
	const {steps} = await create('staging', '--no-start');
	reportFigure('  verification with --no-start', steps.get('verify') ?? 0);
	await detection(lab);
	home.release();
};

/** Runs beside the other questions before a snapshot. */
const detection = async (lab: Lab): Promise<void> => {
	const on = await snapshotLab(lab);
	const id = await on.idOf('api');
	const times: number[] = [];
	for (let run = 0; run <= rounds; run += 1) {
		const begun = performance.now();
		await detectCapabilities(on.remote, id);
		if (run > 0) times.push(performance.now() - begun);
	}
	reportFigure('  detection of capabilities', median(times), 1000);
	on.remote.close();
};

/** The job's events → ms by step. */
const stepTimes = (lines: string): ReadonlyMap<string, number> => {
	const begun = new Map<string, number>();
	const took = new Map<string, number>();
	for (const line of lines.split('\n').filter(each => each.startsWith('{'))) {
		const {step, kind, at} = JSON.parse(line) as {step: string; kind: string; at: string};
		if (kind === 'step-started') begun.set(step, Date.parse(at));
		if (kind === 'step-ended') took.set(step, Date.parse(at) - (begun.get(step) ?? 0));
	}
	return took;
};
