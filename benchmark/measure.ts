import {execFileSync, spawn} from 'node:child_process';

/** The time that `percent` of the times do not exceed. */
export const percentile = (times: readonly number[], percent: number): number =>
	times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor((times.length * percent) / 100))] ??
	0;

/** The median of several runs: these machines are shared and noisy. */
export const median = (times: readonly number[]): number => percentile(times, 50);

/** The medians of A and B, and what 95 % of their runs do not exceed, ms. */
export type InTurn = {
	readonly a: number;
	readonly b: number;
	readonly p95: {readonly ours: number; readonly theirs: number};
};

/** Runs A and B in turn, so that both see the same load; the first run of each is a warm-up. */
export const inTurn = async (
	runs: number,
	a: () => Promise<number>,
	b: () => Promise<number>,
): Promise<InTurn> => {
	const times: {a: number[]; b: number[]} = {a: [], b: []};
	for (let run = 0; run <= runs; run += 1) {
		const one = {a: await a(), b: await b()};
		if (run === 0) continue;
		times.a.push(one.a);
		times.b.push(one.b);
	}
	const p95 = {ours: percentile(times.a, 95), theirs: percentile(times.b, 95)};
	return {a: median(times.a), b: median(times.b), p95};
};

/** Runs a command. @returns its milliseconds and stdout @throws with its output when it fails */
export const outputOf = (
	argv: readonly string[],
	env: Record<string, string> = {},
): Promise<{readonly ms: number; readonly stdout: string}> =>
	new Promise((resolve, reject) => {
		const [file = 'true', ...rest] = argv;
		const begun = performance.now();
		const child = spawn(file, rest, {stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, ...env}});
		let stdout = '';
		let stderr = '';
		child.stdout.on('data', (chunk: Buffer) => {
			stdout += chunk.toString();
		});
		child.stderr.on('data', (chunk: Buffer) => {
			stderr += chunk.toString();
		});
		child.on('close', code => {
			if (code === 0) resolve({ms: performance.now() - begun, stdout});
			else reject(new Error(`${argv.join(' ')} ended with ${code}: ${stderr}${stdout}`));
		});
	});

/** The milliseconds that a command takes. */
export const timeCommand = async (
	argv: readonly string[],
	env: Record<string, string> = {},
): Promise<number> => (await outputOf(argv, env)).ms;

/** `first paint   112 ms / 26 ms   4.3×   at most 5×   holds   p95 130 ms / 28 ms` */
export const report = (
	what: string,
	{ours, theirs, most, p95}: {ours: number; theirs: number; most: number; p95?: InTurn['p95']},
): void => {
	const ratio = ours / theirs;
	const words = [
		what.padEnd(44),
		`${ours.toFixed(0)} ms / ${theirs.toFixed(0)} ms`.padEnd(22),
		`${ratio.toFixed(2)}×`.padEnd(8),
		`at most ${most}×`.padEnd(14),
		(ratio <= most ? 'holds' : 'DOES NOT HOLD').padEnd(15),
		p95 === undefined ? '' : `p95 ${p95.ours.toFixed(0)} ms / ${p95.theirs.toFixed(0)} ms`,
	];
	process.stdout.write(`${words.join('').trimEnd()}\n`);
};

/** `key to painted frame, p95   9 ms   (at most 16 ms)   holds`; without a limit just the figure. */
export const reportFigure = (what: string, ms: number, most?: number): void => {
	const limit =
		most === undefined ? [] : [`at most ${most} ms`.padEnd(22), ms <= most ? 'holds' : 'DOES NOT HOLD'];
	process.stdout.write(
		`${[what.padEnd(66), `${ms.toFixed(1)} ms`.padEnd(12), ...limit].join('').trimEnd()}\n`,
	);
};

/** As `reportFigure`, in bytes. */
export const reportBytes = (what: string, bytes: number, most?: number): void => {
	const limit =
		most === undefined ? [] : [`at most ${most} B`.padEnd(22), bytes <= most ? 'holds' : 'DOES NOT HOLD'];
	process.stdout.write(`${[what.padEnd(66), `${bytes} B`.padEnd(12), ...limit].join('').trimEnd()}\n`);
};

/** Limits in milliseconds are for a machine on which `node -e 0` takes this long; they grow with its time on a slower one. */
const usualNodeMs = 31;

const startNode = (): number => {
	const begun = performance.now();
	execFileSync(process.execPath, ['-e', '0']);
	return performance.now() - begun;
};

/** How many times slower than usual this machine is now, at least 1; says so. */
export const nodeSlowness = (): number => {
	const slower = Math.max(1, median(Array.from({length: 11}, startNode)) / usualNodeMs);
	process.stdout.write(
		`Simulated fleets. node -e 0 is ${slower.toFixed(1)} times slower here than usual, and so are the limits.\n`,
	);
	return slower;
};
