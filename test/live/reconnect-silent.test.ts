import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {
	expectWhole,
	lastNumber,
	onWorker,
	openJob,
	sessions,
	startCounting,
	upTo,
} from '../driver/counting.ts';
import {homeIn} from '../driver/homes.ts';
import type {Terminal} from '../driver/terminal.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;
let worker: string;
const open: Terminal[] = [];
/** How long a laptop sleeps; minutes in `npm run test:faults`. */
const asleepMs = process.env.INGOT_FAULTS === 'all' ? 180_000 : 8000;
const limitMs = asleepMs + 300_000;

beforeAll(async () => {
	lab = await holdLab({name: `clientcut${process.pid}`, workers: 1, user: 'alice'});
	worker = `${lab.name}-1`;
});
afterAll(() => lab?.release());
afterEach(async () => {
	await lab.mendWorker(worker);
	for (const each of open.splice(0)) each.close();
});

const start = (): Promise<Terminal> => {
	const terminal = homeIn(lab).open({columns: 110, rows: 50});
	open.push(terminal);
	return terminal.sees(/-1 +ready/u);
};

test('a network that disappears silently is noticed in 20 seconds, and everything is back with it', async () => {
	const id = '20260101-000001-aaaa';
	await startCounting(lab, worker, id);
	const terminal = await start();
	await openJob(terminal, id);
	await lab.cutWorker(worker);
	const cutAt = performance.now();
	await terminal.sees(/connection to \S+ was lost/u);
	const noticedMs = performance.now() - cutAt;
	expect(noticedMs).toBeLessThan(45_000);
	const seen = lastNumber(terminal);
	await lab.mendWorker(worker);
	const mendedAt = performance.now();
	await terminal.sees('You can leave or quit');
	console.log(
		`noticed after ${Math.round(noticedMs)} ms, back after ${Math.round(performance.now() - mendedAt)} ms`,
	);
	await expectWhole(lab, worker, {terminal, seen});
});

test(
	'a laptop that slept asks at once whether its connections live, and comes back',
	async () => {
		const id = '20260101-000002-aaaa';
		await startCounting(lab, worker, id);
		const terminal = await start();
		await openJob(terminal, id);
		const seen = lastNumber(terminal);
		process.kill(terminal.pid, 'SIGSTOP');
		const stoppedAt = performance.now();
		await lab.cutWorker(worker);
		// The worker ends the session meanwhile, and its message is lost.
		await onWorker(lab, worker, 'kill -9 $(pgrep -P "$(cat /run/sshd.pid)")');
		await until(() => performance.now() - stoppedAt > asleepMs, {
			what: 'a long sleep',
			timeoutMs: limitMs,
		});
		process.kill(terminal.pid, 'SIGCONT');
		const wokenAt = performance.now();
		await terminal.sees(/Lost the connection|was lost/u);
		const noticedMs = performance.now() - wokenAt;
		expect(noticedMs).toBeLessThan(30_000);
		await lab.mendWorker(worker);
		terminal.type('r');
		const mendedAt = performance.now();
		await terminal.sees('You can leave or quit');
		console.log(
			`noticed after ${Math.round(noticedMs)} ms, back after ${Math.round(performance.now() - mendedAt)} ms`,
		);
		await expectWhole(lab, worker, {terminal, seen});
	},
	limitMs,
);

test(
	'a sleep that the connection has survived changes nothing but what happened meanwhile',
	async () => {
		const id = '20260101-000003-aaaa';
		await startCounting(lab, worker, id);
		const terminal = await start();
		await openJob(terminal, id);
		const seen = lastNumber(terminal);
		// Those of earlier tests may be about to end.
		const session = await until(async () => /^\d+$/u.exec(await sessions(lab, worker))?.[0], {
			what: 'its session alone',
		});
		process.kill(terminal.pid, 'SIGSTOP');
		const stoppedAt = performance.now();
		await until(() => performance.now() - stoppedAt > asleepMs, {
			what: 'a long sleep',
			timeoutMs: limitMs,
		});
		process.kill(terminal.pid, 'SIGCONT');
		await until(() => lastNumber(terminal) > seen + 70, {
			what: 'the log to go on',
			seen: () => terminal.screen(),
		});
		expect(await sessions(lab, worker)).toBe(session);
		await expectWhole(lab, worker, {terminal, seen});
	},
	limitMs,
);

test('a rebooted worker is found again, with the outcome of the job', async () => {
	const id = '20260101-000004-aaaa';
	await startCounting(lab, worker, id);
	const terminal = await start();
	await openJob(terminal, id);
	const seen = lastNumber(terminal);
	await lab.killWorker(worker);
	await terminal.sees(/was lost|does not answer|cannot be reached|refuses|closed the connection/u);
	await lab.bootWorker(worker);
	terminal.type('r');
	await terminal.sees(/Interrupted/u);
	terminal.press('end');
	await terminal.sees('interrupted on the worker');
	const numbers = [...terminal.screen().matchAll(/ n(\d+)\./gu)].map(each => Number(each[1]));
	expect(numbers.at(-1)).toBeGreaterThanOrEqual(seen);
	expect(numbers).toEqual(upTo(numbers.at(-1) ?? 0).slice(-numbers.length));
	terminal.type('2');
	await terminal.sees(/ api +\S+ +created/u);
});
