import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {
	expectWhole,
	killSessions,
	lastNumber,
	onWorker,
	openJob,
	sessions,
	startCounting,
	untilReconnected,
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

const start = (env: Record<string, string> = {}, config?: (text: string) => string): Promise<Terminal> => {
	const terminal = homeIn(lab, undefined, config).open({columns: 110, rows: 40, env});
	open.push(terminal);
	return terminal.sees(/-1 +ready/u);
};

test('unplugged in the middle, the screen says so, comes back, and the log has every number', async () => {
	const id = '20260101-000001-aaaa';
	await startCounting(lab, worker, id);
	const terminal = await start();
	await openJob(terminal, id);
	await killSessions(lab, worker);
	await terminal.sees(/connection to \S+ was lost/u);
	const seen = lastNumber(terminal);
	terminal.type('r');
	await terminal.sees('You can leave or quit');
	await expectWhole(lab, worker, {terminal, seen});
});

test('what somebody has typed stays while the connection goes and comes back, and the lists are read again', async () => {
	const terminal = await start();
	terminal.type('c');
	await terminal.sees('Select a DevBox');
	await terminal.sees(/ api /u);
	terminal.type('ap');
	await terminal.sees('1 of');
	const first = await sessions(lab, worker);
	await killSessions(lab, worker);
	await untilReconnected(lab, worker, first);
	await terminal.sees(/ api /u);
	expect(terminal.screen()).toContain('1 of');
	terminal.press('enter');
	await terminal.sees('Image name');
	terminal.press('ctrl+u').type('typed-be');
	const second = await sessions(lab, worker);
	await killSessions(lab, worker);
	terminal.type('fore');
	await untilReconnected(lab, worker, second);
	terminal.type('-and-after');
	await terminal.sees('typed-before-and-after');
	await onWorker(lab, worker, 'podman rm --force --time 0 plain >/dev/null');
	terminal.press('esc');
	await terminal.sees('Discard what you entered?');
	terminal.press('enter').press('esc').press('esc');
	await terminal.sees('Workers');
	terminal.type('2');
	await terminal.sees(/ api /u);
	await terminal.seesNo(/ plain /u);
	expect(terminal.exitCode).toBeUndefined();
});

const notice = (request: {title: string}): string =>
	`\u001B]777;notify;Ingot;Done: ${request.title} (${worker})\u001B\\`;

/** Follows a job to its end while the window's focus is as the terminal tells it. */
const endWith = async (terminal: Terminal, id: string, focus: string): Promise<{title: string}> => {
	const request = await startCounting(lab, worker, id);
	await openJob(terminal, id);
	terminal.type(focus);
	await onWorker(lab, worker, 'touch /root/go');
	await terminal.sees(/Done in/u);
	return request;
};

test('the desktop is notified of the end of a job while the window has no focus, and not while it has', async () => {
	const terminal = await start({KITTY_WINDOW_ID: '1'});
	const seen = await endWith(terminal, '20260101-000002-aaaa', '\u001B[I');
	terminal.press('esc');
	const unseen = await endWith(terminal, '20260101-000003-aaaa', '\u001B[O');
	await until(() => terminal.output.includes(notice(unseen)), {what: 'the notice'});
	expect(terminal.output).not.toContain(notice(seen));
	expect(terminal.output).not.toContain('\u0007');
});

test('a terminal that shows no notices gets a bell, unless the config says off', async () => {
	const loud = await start();
	const quiet = await start({}, text => `notify: off\n${text}`);
	const id = '20260101-000004-aaaa';
	const request = await startCounting(lab, worker, id);
	for (const terminal of [loud, quiet]) {
		await openJob(terminal, id);
		terminal.type('\u001B[O');
	}
	await onWorker(lab, worker, 'touch /root/go');
	for (const terminal of [loud, quiet]) await terminal.sees(/Done in/u);
	await until(() => loud.output.includes('\u0007'), {what: 'the bell'});
	expect(loud.output).not.toContain(`${request.title} (`);
	expect(quiet.output).not.toContain('\u0007');
});
