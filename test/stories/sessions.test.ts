import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {lastNumber, onWorker, openJob, readLog, startCounting, upTo} from '../driver/counting.ts';
import {homeIn} from '../driver/homes.ts';
import type {Terminal} from '../driver/terminal.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {addressOf, configOf} from '../live/remote-lab.ts';

let lab: Lab;
let worker: string;
const open: Terminal[] = [];

beforeAll(async () => {
	lab = await holdLab({name: `few${process.pid}`, workers: 1, user: 'alice'});
	worker = `${lab.name}-1`;
});
afterAll(() => lab?.release());
afterEach(() => {
	for (const each of open.splice(0)) each.close();
});

/** The screen on a worker whose sshd opens so many sessions on a connection. */
const start = async (sessions: number): Promise<Terminal> => {
	const port = 2300 + sessions;
	await onWorker(
		lab,
		worker,
		`/usr/sbin/sshd -f /dev/null -p ${port} -h /run/sshd/host_key -o MaxSessions=${sessions} -o UsePAM=no \
			-o PermitRootLogin=prohibit-password -o PidFile=/run/sshd-${sessions}.pid`,
	);
	const sshConfig = configOf(worker, [
		`HostName ${addressOf(lab, '1')}`,
		`Port ${port}`,
		'User root',
		`IdentityFile ${lab.folder}/key`,
		'IdentitiesOnly yes',
		`UserKnownHostsFile ${lab.folder}/known_hosts`,
	]);
	const home = homeIn(lab, undefined, text => text.replace(/^sshConfig: .*$/mu, `sshConfig: ${sshConfig}`));
	const terminal = home.open({columns: 110, rows: 40});
	open.push(terminal);
	return terminal.sees(/-1 +ready/u);
};

/** Up to its end: every number, in order. */
const expectEnd = async (terminal: Terminal): Promise<void> => {
	await terminal.sees(/Done in/u);
	await terminal.sees(/ all \d+/u);
	const last = Number(/ all (\d+)/u.exec(terminal.screen())?.[1]);
	expect(await readLog(terminal)).toEqual(upTo(last));
};

/** Back in the list of jobs. */
const back = (terminal: Terminal): Promise<Terminal> => terminal.press('esc').sees('STATE');

const openEnded = async (terminal: Terminal, id: string): Promise<void> => {
	terminal.type('/').press('ctrl+u').type(id);
	await terminal.sees(new RegExp(`/ ${id} +1 of`, 'u'));
	terminal.press('enter', 'enter');
	await expectEnd(terminal);
};

test.each([1, 2])(
	'with MaxSessions %i two jobs are followed to their ends while the lists go on',
	async sessions => {
		const [first, second] = [`20260101-00000${sessions}-aaaa`, `20260101-00000${sessions}-bbbb`];
		for (const id of [first, second]) await startCounting(lab, worker, id);
		const terminal = await start(sessions);
		await openJob(terminal, first);
		await back(terminal);
		await openJob(terminal, second);
		const seen = lastNumber(terminal);
		await until(() => lastNumber(terminal) > seen + 5, {
			what: 'the log to go on',
			seen: () => terminal.screen(),
		});
		await back(terminal);
		const name = `new-${sessions}`;
		await onWorker(lab, worker, `podman create --name ${name} localhost/node-base:22 >/dev/null`);
		terminal.type('2');
		await terminal.sees(new RegExp(` ${name} `, 'u'));
		terminal.type('1');
		await terminal.sees(
			`sshd allows ${sessions} session${sessions === 1 ? '' : 's'} per connection (MaxSessions).`,
		);
		await onWorker(lab, worker, 'touch /root/go');
		terminal.type('4');
		await terminal.sees('STATE');
		await openEnded(terminal, first);
		await back(terminal);
		await openEnded(terminal, second);
		terminal.type('q');
		expect(await terminal.exited).toBe(0);
	},
);
