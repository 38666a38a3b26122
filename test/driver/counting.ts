import {expect} from 'vitest';
import {startJob} from '../../source/jobs/start-job.ts';
import type {JobRequest} from '../../source/model/job.ts';
import type {Lab} from '../lab/lab.ts';
import {reach} from '../live/remote-lab.ts';
import type {Terminal} from './terminal.ts';
import {until} from './until.ts';

/** Runs a script as root on a worker, without SSH. */
export const onWorker = async (lab: Lab, worker: string, script: string): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec(worker, ['sh', '-euc', script]);
	expect(code, stderr + stdout).toBe(0);
	return stdout.trim();
};

/**
 * Starts a job that counts, ten numbers a second, until /root/go exists, and then prints ten more at once. It looks like
 * someone's snapshot.
 */
export const startCounting = async (lab: Lab, worker: string, id: string): Promise<JobRequest> => {
	await onWorker(lab, worker, 'rm -f /root/go');
	const remote = await reach(lab, worker);
	const request: JobRequest = {
		version: 1,
		id,
		kind: 'snapshot',
		title: `Count ${id}`,
		worker,
		user: 'alice',
		host: 'laptop',
		ingot: '0',
		at: new Date().toISOString(),
		devbox: {id: 'f'.repeat(64), name: 'api'},
		reference: 'localhost/count:1',
		steps: [{id: 'count', title: 'Count'}],
	};
	const script =
		'i=0; until [ -e /root/go ]; do i=$((i+1)); echo "n$i."; sleep 0.1; done; for j in 1 2 3 4 5 6 7 8 9 10; do i=$((i+1)); echo "n$i."; done; echo "all $i"';
	try {
		const step = {id: 'count', title: 'Count', argv: ['sh', '-c', script]};
		await startJob(remote, {
			request,
			plan: {steps: [step], locks: [`count-${id}`], done: 'Counted.'},
			scripts: [],
		});
	} finally {
		remote.close();
	}
	return request;
};

/** Opens a counting job with the filter of the Jobs screen, from any screen. */
export const openJob = async (terminal: Terminal, id: string): Promise<void> => {
	terminal.type('4');
	await terminal.sees('STATE');
	terminal.type('/').press('ctrl+u').type(id);
	await terminal.sees(new RegExp(`/ ${id} +1 of`, 'u'));
	terminal.press('enter', 'enter');
	await terminal.sees(/ n\d+\./u);
};

/** The last number in the log. */
export const lastNumber = (terminal: Terminal): number =>
	Math.max(0, ...[...terminal.screen().matchAll(/ n(\d+)\./gu)].map(each => Number(each[1])));

const numbersOn = (page: string): readonly number[] =>
	[...page.matchAll(/^[ │]+(?:[\d:]{8} +)?n(\d+)\.[ │]*$/gmu)].map(each => Number(each[1]));
const isEnd = (page: string): boolean => / all \d+/u.test(page);

/** Whether a page is drawn completely: a frame may reach the terminal in two pieces. */
const isWhole = (numbers: readonly number[]): boolean =>
	numbers.length > 0 && numbers.every((each, index) => each === (numbers[0] ?? 0) + index);

/** Reads the log page by page from its first line to its end. @returns all numbers in their order */
export const readLog = async (terminal: Terminal): Promise<readonly number[]> => {
	terminal.press('home');
	await terminal.sees(/ n1\./u);
	const numbers: number[] = [];
	for (;;) {
		const last = numbers.at(-1) ?? 0;
		// Lines that are missing or doubled never make a whole page, so this fails with what is on the screen.
		const page = await until(
			() => {
				const seen = terminal.screen();
				const on = numbersOn(seen);
				return isWhole(on) && ((on.at(-1) ?? 0) > last || isEnd(seen)) ? seen : undefined;
			},
			{what: `a page that goes on after ${last}`, seen: () => terminal.screen()},
		);
		// A page begins with the last lines of the previous one.
		numbers.push(...numbersOn(page).filter(each => each > last));
		if (isEnd(page)) return numbers;
		terminal.press('pgdn');
	}
};

export const upTo = (last: number): readonly number[] => Array.from({length: last}, (_, index) => index + 1);

/** The worker's sshd processes, one per session. */
export const sessions = (lab: Lab, worker: string): Promise<string> =>
	onWorker(lab, worker, 'pgrep -P "$(cat /run/sshd.pid)" || true');

/** Kills them: their clients see a closed connection. One may be about to end by itself; none at all is a failure. */
export const killSessions = (lab: Lab, worker: string): Promise<string> =>
	onWorker(lab, worker, 'all=$(pgrep -P "$(cat /run/sshd.pid)"); kill -9 $all 2>/dev/null || true');

/** Waits for a session that is none of these: of several that were killed, one may be left for a moment. */
export const untilReconnected = (lab: Lab, worker: string, before: string): Promise<boolean> => {
	const known = ['', ...before.split('\n')];
	const isNew = async () => (await sessions(lab, worker)).split('\n').some(each => !known.includes(each));
	return until(isNew, {what: 'another connection'});
};

/** The log continues where it was, and has every number at the end. */
export const expectWhole = async (
	lab: Lab,
	worker: string,
	{terminal, seen}: {readonly terminal: Terminal; readonly seen: number},
): Promise<void> => {
	await until(() => lastNumber(terminal) > seen + 5, {
		what: 'the log to go on',
		seen: () => terminal.screen(),
	});
	await onWorker(lab, worker, 'touch /root/go');
	await terminal.sees(/Done in/u);
	await terminal.sees(/ all \d+/u);
	const last = Number(/ all (\d+)/u.exec(terminal.screen())?.[1]);
	expect(await readLog(terminal)).toEqual(upTo(last));
	terminal.type('q');
	expect(await terminal.exited).toBe(0);
};
