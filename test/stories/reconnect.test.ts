import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {
	killSessions,
	lastNumber,
	onWorker,
	openNewestJob,
	readLog,
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

beforeAll(async () => {
	lab = await holdLab({name: `client${process.pid}`, workers: 1, user: 'alice'});
	worker = `${lab.name}-1`;
});
afterAll(() => lab?.release());
afterEach(() => {
	for (const each of open.splice(0)) each.close();
});

const start = (): Promise<Terminal> => {
	const terminal = homeIn(lab).open({columns: 110, rows: 40});
	open.push(terminal);
	return terminal.sees(/-1 +ready/u);
};

test('unplugged in the middle, the screen says so, comes back, and the log has every number', async () => {
	const id = '20260101-000001-aaaa';
	await startCounting(lab, worker, id);
	const terminal = await start();
	await openNewestJob(terminal, id);
	await killSessions(lab, worker);
	await terminal.sees(/connection to \S+ was lost/u);
	const seen = lastNumber(terminal);
	terminal.type('r');
	await terminal.sees('You may leave or quit');
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
});

test('what somebody has typed stays while the connection goes and comes back, and the lists are read again', async () => {
	const terminal = await start();
	terminal.type('c');
	await terminal.sees('Which DevBox');
	await terminal.sees(/ api /u);
	terminal.type('ap');
	await terminal.sees('1 of');
	const first = await sessions(lab, worker);
	await killSessions(lab, worker);
	await until(async () => !['', first].includes(await sessions(lab, worker)), {what: 'another connection'});
	await terminal.sees(/ api /u);
	expect(terminal.screen()).toContain('1 of');
	terminal.press('enter');
	await terminal.sees('Image name');
	terminal.press('ctrl+u').type('typed-be');
	const second = await sessions(lab, worker);
	await killSessions(lab, worker);
	terminal.type('fore');
	await until(async () => !['', second].includes(await sessions(lab, worker)), {what: 'another connection'});
	terminal.type('-and-after');
	await terminal.sees('typed-before-and-after');
	await onWorker(lab, worker, 'podman rm --force --time 0 plain >/dev/null');
	terminal.press('esc').press('esc').press('esc').press('esc');
	await terminal.sees('Workers');
	terminal.type('2');
	await terminal.sees(/ api /u);
	await terminal.seesNo(/ plain /u);
	expect(terminal.exitCode).toBeUndefined();
});
