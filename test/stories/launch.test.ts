import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {Home, labConfig} from '../driver/ingot.ts';
import type {Terminal} from '../driver/terminal.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;
const open: {close(): void}[] = [];
const homes: Home[] = [];

beforeAll(async () => {
	lab = await holdLab({name: `launches${process.pid}`, workers: 2, user: 'alice'});
	await sh('podman exec --user 0 api sh -c "echo tuned >/home/dev/tuned.txt"');
	const made = home().run(
		'create',
		'-w',
		`${lab.name}-1`,
		'-f',
		'api',
		'-n',
		'tax-prep',
		'-t',
		'v1',
		'-c',
		'tax',
	);
	expect(made.code, made.stderr + made.stdout).toBe(0);
});
afterAll(() => lab?.release());
afterEach(() => {
	for (const each of open.splice(0)) each.close();
	for (const each of homes.splice(0)) each.release();
});

const home = (): Home => {
	const made = new Home(labConfig(lab.configFile));
	homes.push(made);
	return made;
};

const start = async (size: {columns: number; rows: number} = {columns: 110, rows: 34}): Promise<Terminal> => {
	const terminal = home().open(size);
	open.push(terminal);
	return terminal.sees(/\b[2-9] ready/u);
};

/** Chooses the first worker in the picker, which begins with the one that has the most room. */
const chooseFirst = async (terminal: Terminal): Promise<void> => {
	terminal.type('/');
	await terminal.sees('Keep filter');
	terminal.type(`${lab.name}-1`);
	await terminal.sees('1 of 2');
	terminal.press('enter');
	await terminal.seesNo('Keep filter');
	terminal.press('enter');
};

const sh = async (script: string): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec('1', ['sh', '-euc', script]);
	expect(code, `${script}: ${stderr}${stdout}`).toBe(0);
	return stdout.trim();
};

test('an image made from a DevBox is found by its capability, launched, and holds the file that was tuned', async () => {
	const terminal = await start();
	terminal.type('l');
	await terminal.sees('Select a worker.');
	await chooseFirst(terminal);
	await terminal.sees('tax-prep');
	terminal.type('cap:tax');
	await terminal.sees('1 of 2');
	terminal.press('enter');
	await terminal.sees('Environment');
	terminal.press('ctrl+u').type('web-1\r8081:80\r');
	await terminal.sees('8081:80');
	// Typed, not added by Enter: it counts all the same.
	terminal.press('enter').type('MODE=two words');
	await terminal.sees('MODE=two words');
	terminal.press('ctrl+s');
	await terminal.sees('Launch web-1 from localhost/tax-prep:v1');
	await terminal.sees(/Environment +MODE/u);
	await terminal.sees(/Ports +8081:80/u);
	terminal.type('v');
	await terminal.sees('--publish 8081:80');
	terminal.press('enter');
	await terminal.sees(/Done in [\d.]+ s: web-1 is running\./u);
	// Without brackets: the DevBox is in the list.
	await terminal.sees(/^ s Shell/mu);

	terminal.type('s');
	await terminal.sees(/[$#]$/mu);
	terminal.type('cat /home/dev/tuned.txt; echo "$MODE"\r');
	await terminal.sees(/^tuned\s*$/mu);
	await terminal.sees(/^two words\s*$/mu);
	terminal.type('exit\r');
	await terminal.sees(/^ s Shell/mu);
	terminal.type('o');
	await terminal.sees('› Output');
	terminal.press('esc');
	await terminal.sees('web-1 is running.');
	terminal.type('t');
	await terminal.sees('Stop web-1?');
	terminal.press('enter');
	await terminal.sees(/Done in [\d.]+ s: web-1 is stopped\./u);
	expect(await sh("podman inspect -f '{{.State.Status}}' web-1")).toBe('exited');

	terminal.press('esc');
	await terminal.sees('web-1 is running.');
	terminal.type('d');
	await terminal.sees('Remove web-1?');
	terminal.type('web-1').press('enter');
	await terminal.sees(/Done in [\d.]+ s: web-1 is removed\./u);
	expect(await sh('podman ps -aq --filter name=web-1')).toBe('');
});

test('an image in the list is launched with three keys', async () => {
	const terminal = await start();
	terminal.type('3');
	await terminal.sees(/IMAGE +TAG/u);
	terminal.type('/').type('tax-prep').press('enter');
	await terminal.sees(/❯ tax-prep /u);
	terminal.type('l');
	await terminal.sees('CPUs');
	terminal.press('ctrl+s');
	await terminal.sees('Launch tax-prep from localhost/tax-prep:v1');
	terminal.press('enter');
	await terminal.sees(/Done in [\d.]+ s: tax-prep is running\./u);
	await sh('podman rm -f -t 0 tax-prep');
});

test('an image that both workers hold is launched or scheduled on neither; the command names the worker with the most room', async () => {
	const {code, stderr} = home().run('launch', 'node-base:22');
	expect(code).toBe(2);
	const pattern =
		/-([12]) has the most room \([\d.]+ GB memory free, (\d+) DevBoxes running\): add --worker \S+-\1\./u;
	expect(stderr).toMatch(pattern);
	const [, worker = '', running] = pattern.exec(stderr) ?? [];
	const {stdout} = await lab.exec(worker, ['podman', 'ps', '--quiet']);
	expect(stdout.trim().split('\n')).toHaveLength(Number(running));
	const scheduled = home().run('schedules', 'add', 'node-base:22', '--', 'true');
	expect(scheduled.code).toBe(2);
	expect(scheduled.stderr).toMatch(pattern);
});

test('the image launched last is launched again, as it was, with two keys from anywhere', async () => {
	const first = home().run(
		'launch',
		'node-base:22',
		'-w',
		`${lab.name}-1`,
		'-n',
		'once',
		'-e',
		'MODE=again',
		'--',
		'sleep',
		'999',
	);
	expect(first.code, first.stderr).toBe(0);
	const terminal = await start();
	terminal.type('4');
	await terminal.sees('once');
	terminal.type('\u0007');
	await terminal.sees(`localhost/node-base:22 on ${lab.name}-1`);
	terminal.press('enter');
	await terminal.sees(/Done in [\d.]+ s: node-base is running\./u);
	const made = JSON.parse(await sh('podman inspect node-base'))[0];
	expect(made.Config.Env).toContain('MODE=again');
	expect(made.Config.Cmd).toEqual(['sleep', '999']);
	terminal.type('\u0007');
	await terminal.sees('Quick launch');
	terminal.type('tprep v1').press('enter');
	await terminal.sees(/Done in [\d.]+ s: tax-prep is running\./u);
	await sh('podman rm -f -t 0 once node-base tax-prep');
});

test('a quick launch whose port is taken opens the form as it was last, with the reason under the field', async () => {
	const first = home().run(
		'launch',
		'node-base:22',
		'-w',
		`${lab.name}-1`,
		'-n',
		'holder',
		'-p',
		'8085:80',
		'--',
		'sleep',
		'999',
	);
	expect(first.code, first.stderr).toBe(0);
	const terminal = await start();
	terminal.type('4');
	await terminal.sees('holder');
	terminal.type('\u0007');
	await terminal.sees(`localhost/node-base:22 on ${lab.name}-1`);
	terminal.press('enter');
	await terminal.sees('Port 8085 of the worker is already used by holder.');
	await terminal.sees('sleep 999');
	await sh('podman rm -f -t 0 holder');
});

describe.each([
	{place: 'Launch', keys: ['l'], beginsWithWorker: true, next: 'CPUs'},
	{place: 'New schedule', keys: ['5', 'n'], beginsWithWorker: true, next: 'Time limit'},
	{place: 'Quick launch', keys: ['\u0007'], beginsWithWorker: false, next: /tax-prep is running\./u},
])('the target picker of $place', ({place, keys, beginsWithWorker, next}) => {
	test('pins the launch to the worker that holds the image', async () => {
		const terminal = await start({columns: 120, rows: 30});
		for (const key of keys) terminal.type(key);
		await terminal.sees(place);
		if (beginsWithWorker) {
			await terminal.sees(new RegExp(`${lab.name}-1 +ready +\\S+ [GT]B`, 'u'));
			terminal.press('tab');
		}
		// Those of both workers.
		await terminal.sees('1/3');
		await terminal.sees('tax-prep');
		terminal.type('tag:v1 owner:me');
		await terminal.sees('1 of 3');
		terminal.press('enter');
		await terminal.sees(next);
		if (place !== 'Quick launch') await terminal.sees(`› ${lab.name}-1 › localhost/tax-prep:v1 › Details`);
		else await sh('podman rm -f -t 0 tax-prep');
	});
});

test('a schedule is made by keys, run at once, disabled and deleted', async () => {
	const terminal = await start();
	terminal.type('5');
	await terminal.sees('No schedules yet');
	terminal.type('n');
	await terminal.sees('Select a worker.');
	await chooseFirst(terminal);
	await terminal.sees('tax-prep');
	terminal.type('tax-prep').press('enter');
	await terminal.sees('Time limit');
	terminal.press('ctrl+u').type('nightly\r');
	terminal.press('ctrl+u').type('0 0 31 2 *');
	await terminal.sees('the schedule would never run');
	terminal.press('ctrl+u').type('30 2 * * 1-5');
	await terminal.sees(
		/At 02:30, Monday through Friday: \w{3}\s\d+\s\w{3}\s02:30\sUTC,[\s\S]*,\s[\s\S]*02:30\sUTC/u,
	);
	terminal.press('enter').type('cat /home/dev/tuned.txt').press('ctrl+s');
	await terminal.sees('Steps');
	terminal.press('enter');
	await terminal.sees(/nightly +\S+ +At 02:30/u);
	expect(await sh('crontab -l')).toMatch(/^30 2 \* \* 1-5 \/bin\/sh .* # ingot:s\w+$/u);
	terminal.type('X');
	await terminal.sees(/Done in [\d.]+ s: nightly has finished; its DevBox is removed\./u);
	await terminal.sees(/^│ \d\d:\d\d:\d\d tuned +│$/mu);
	terminal.press('esc');
	await terminal.sees(/nightly .* done/u);
	terminal.press('enter');
	await terminal.sees(/Last runs +(?:just now|\d+\S+ ago): done/u);
	for (let line = 0; line < 10; line += 1) terminal.press('down');
	await terminal.sees(/❯ Last runs/u);
	terminal.press('enter');
	await terminal.sees(/^│ \d\d:\d\d:\d\d tuned +│$/mu);
	terminal.press('esc');
	await terminal.sees('Schedules › nightly');
	terminal.press('esc');
	await terminal.sees(/nightly +\S+ +At 02:30/u);
	terminal.type('t');
	await terminal.sees(/nightly .* disabled/u);
	expect(await sh('crontab -l')).toBe('');
	terminal.type('e');
	await terminal.sees('Time limit');
	terminal.press('ctrl+s');
	await terminal.sees('Steps');
	terminal.press('enter');
	await terminal.sees(/nightly +\S+ +At 02:30/u);
	terminal.type('d');
	await terminal.sees('Delete the schedule nightly?');
	terminal.press('enter');
	await terminal.sees('No schedules yet');
	await until(async () => (await sh('ls ~/.local/state/ingot/schedules')) === '', {what: 'its folder to go'});
});
