import {spawnSync} from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {Home} from '../driver/ingot.ts';
import {Terminal} from '../driver/terminal.ts';
import {until} from '../driver/until.ts';

/** A worker that nobody answers for: the screen is all that matters here. */
const config = `account: {user: alice, plan: pro, role: member}
workers: [{name: dead, ssh: root@127.0.0.1:9}]
`;
const open: {close(): void}[] = [];
const homes: Home[] = [];
afterEach(() => {
	for (const each of open.splice(0)) each.close();
	for (const each of homes.splice(0)) each.release();
});

const newHome = (): Home => {
	const made = new Home(config);
	homes.push(made);
	return made;
};

/** Makes the program throw at SIGUSR2 what a bug of ours would. */
const bug = (home: Home, code: string): Record<string, string> => {
	const file = path.join(home.folder, 'bug.mjs');
	writeFileSync(file, `process.on('SIGUSR2', () => {${code}});`);
	return {NODE_OPTIONS: `--import ${file}`};
};

/** The screen in a shell that tells afterwards how it was left, and how the terminal is. */
const start = async (home: Home, env: Record<string, string> = {}): Promise<Terminal> => {
	const terminal = new Terminal(
		[
			'sh',
			'-c',
			'stty -a >"$1/before"; "$2" dist/ingot.js --config "$1/config.yaml" 2>"$1/err"; echo "code $?" >"$1/code"; stty -a >"$1/after"; cat "$1/err"; echo LEFT; cat >/dev/null',
			'sh',
			home.folder,
			process.execPath,
		],
		{
			columns: 100,
			rows: 24,
			env: {LANG: 'C.UTF-8', ...home.env, ...env},
		},
	);
	open.push(terminal);
	return terminal.sees(/dead +down/u);
};

/** The process of Ingot under that shell. */
const pidUnder = (terminal: Terminal): number => {
	const {stdout} = spawnSync('pgrep', ['-P', String(terminal.pid)], {encoding: 'utf8'});
	return Number(stdout.trim().split('\n')[0]);
};

/** What was written there, without the order to show the cursor that Ink gives once more at the very end. */
const told = (home: Home, file: string): string =>
	readFileSync(path.join(home.folder, file), 'utf8').replaceAll('\u001B[?25h', '');
const crashes = (home: Home): string => path.join(home.folder, 'state/ingot/crashes');

/** Whoever sits there has their terminal back as it was. */
const expectRestored = (terminal: Terminal, home: Home): void => {
	expect(told(home, 'after')).toBe(told(home, 'before'));
	const last = (on: string, off: string) =>
		terminal.output.lastIndexOf(off) > terminal.output.lastIndexOf(on);
	for (const mode of ['1049', '2004', '1004', '2026']) {
		expect(last(`\u001B[?${mode}h`, `\u001B[?${mode}l`), `mode ${mode} is off`).toBe(true);
	}
	expect(last('\u001B[?25l', '\u001B[?25h'), 'the cursor is shown').toBe(true);
	expect(terminal.emulator.buffer.active.type).toBe('normal');
};

describe('a signal', () => {
	test.each([
		['SIGINT', 130],
		['SIGTERM', 143],
		['SIGHUP', 129],
	] as const)('%s gives the terminal back, says so and exits with %i', async (signal, code) => {
		const home = newHome();
		const terminal = await start(home);
		process.kill(pidUnder(terminal), signal);
		await terminal.sees('LEFT');
		expect(told(home, 'code').trim()).toBe(`code ${code}`);
		expect(told(home, 'err')).toBe(`ingot: ended by ${signal}. Jobs on workers keep running.\n`);
		expectRestored(terminal, home);
		expect(existsSync(crashes(home))).toBe(false);
	});

	test('a terminal that is closed ends Ingot and leaves no process behind', async () => {
		const terminal = newHome().open();
		open.push(terminal);
		await terminal.sees(/dead +down/u);
		const {pid} = terminal;
		terminal.hangUp();
		await until(() => !existsSync(`/proc/${pid}`), {what: 'the end of Ingot'});
	});

	test('leaving by q is no failure and gives the terminal back', async () => {
		const home = newHome();
		const terminal = await start(home);
		terminal.type('q');
		await terminal.sees('LEFT');
		expect(told(home, 'code').trim()).toBe('code 0');
		expect(told(home, 'err')).toBe('');
		expectRestored(terminal, home);
	});
});

test('stopped and continued, the screen is drawn anew and has its keys, whatever a shell did meanwhile', async () => {
	const home = newHome();
	const terminal = await start(home);
	const pid = pidUnder(terminal);
	process.kill(pid, 'SIGSTOP');
	await until(() => /^State:\s+T/mu.test(readFileSync(`/proc/${pid}/status`, 'utf8')));
	spawnSync('stty', ['-F', readlinkSync(`/proc/${pid}/fd/0`), 'sane']);
	await new Promise<void>(resolve => terminal.emulator.write('\u001B[?1049l\u001B[2J', resolve));
	expect(terminal.screen()).not.toContain('dead');
	process.kill(pid, 'SIGCONT');
	await terminal.sees(/dead +down/u);
	expect(terminal.emulator.buffer.active.type).toBe('alternate');
	terminal.type('q');
	await terminal.sees('LEFT');
	expectRestored(terminal, home);
});

describe('a crash', () => {
	const secrets = {
		FORGE_PASSWORD: 'hunter2-in-env',
		CI_TOKEN: 'ghp_abcdefghijklmnopqrstuv',
		HARMLESS_NAME: 'long-value-of-somebody',
	};
	const message =
		'no answer from https://alice:s3cr3t@forge/x?token=tok-in-url with password=pw-in-text, hunter2-in-env';

	test.each([
		['an exception that nobody catches', `throw new Error(${JSON.stringify(message)})`],
		['a promise that nobody catches', `Promise.reject(new Error(${JSON.stringify(message)}))`],
	])('by %s gives the terminal back and keeps a report without secrets', async (_, code) => {
		const home = newHome();
		const terminal = await start(home, {...secrets, ...bug(home, code)});
		terminal.type('2');
		await terminal.sees(/DEVBOX +(?:WORKER|STATE)/u);
		process.kill(pidUnder(terminal), 'SIGUSR2');
		await terminal.sees('LEFT');
		expect(told(home, 'code').trim()).toBe('code 1');
		expectRestored(terminal, home);
		const [name = ''] = readdirSync(crashes(home));
		const file = path.join(crashes(home), name);
		expect(told(home, 'err')).toMatch(/^This is a bug in ingot [\d.]+: Error: no answer from/u);
		expect(told(home, 'err')).toContain(file);
		const report = readFileSync(file, 'utf8');
		expect(report).toContain('Terminal 100×24');
		expect(report).toContain('Screens: devboxes');
		expect(report).toContain('worker-reached');
		expect(report).toMatch(/^ {4}at /mu);
		for (const text of [report, told(home, 'err')]) {
			for (const secret of [...Object.values(secrets), 's3cr3t', 'tok-in-url', 'pw-in-text']) {
				expect(text).not.toContain(secret);
			}
		}
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(statSync(crashes(home)).mode & 0o777).toBe(0o700);
	});

	test('of a screen that cannot be drawn gives the terminal back, and the next start draws it', async () => {
		const home = newHome();
		const first = await start(home);
		first.type('q');
		await first.sees('LEFT');
		const cacheFile = path.join(home.folder, 'cache/ingot/fleet.json');
		const cache = JSON.parse(readFileSync(cacheFile, 'utf8'));
		cache.fleet.dead.devboxes = {content: [{name: null}], at: 0};
		writeFileSync(cacheFile, JSON.stringify(cache));
		const second = await start(home);
		second.type('2');
		await second.sees('LEFT');
		expect(told(home, 'code').trim()).toBe('code 1');
		expect(told(home, 'err')).toMatch(/^This is a bug in ingot [\d.]+: TypeError/u);
		expectRestored(second, home);
		const [name = ''] = readdirSync(crashes(home));
		expect(readFileSync(path.join(crashes(home), name), 'utf8')).toContain('Screens: devboxes');
		const third = await start(home);
		third.type('2');
		await third.sees('The DevBoxes of dead are not known');
		third.type('q');
		await third.sees('LEFT');
	});

	test('that leaves nothing able to take the screen down still gives the terminal back', async () => {
		const home = newHome();
		const broken =
			'Set.prototype.delete = Map.prototype.delete = () => {throw new Error("broken")}; throw new Error("x")';
		const terminal = await start(home, bug(home, broken));
		process.kill(pidUnder(terminal), 'SIGUSR2');
		await terminal.sees('LEFT');
		expect(told(home, 'err')).toContain('Error: x');
		expectRestored(terminal, home);
	});

	test('keeps the newest ten reports', async () => {
		const home = newHome();
		mkdirSync(crashes(home), {recursive: true});
		for (let minute = 10; minute < 25; minute += 1) {
			writeFileSync(path.join(crashes(home), `20200101T00${minute}00000Z-1.txt`), '');
		}
		const terminal = await start(home, bug(home, 'throw new Error("x")'));
		process.kill(pidUnder(terminal), 'SIGUSR2');
		await terminal.sees('LEFT');
		const names = readdirSync(crashes(home)).sort();
		expect(names).toHaveLength(10);
		expect(names[0]).toContain('20200101T0016');
		expect(names[9]).not.toContain('20200101');
	});

	test('without a place for the report still gives the terminal back and says why', async () => {
		const home = newHome();
		writeFileSync(path.join(home.folder, 'state'), '');
		const terminal = await start(home, bug(home, 'throw new Error("x")'));
		process.kill(pidUnder(terminal), 'SIGUSR2');
		await terminal.sees('LEFT');
		expectRestored(terminal, home);
		expect(told(home, 'err')).toContain('could not be written');
	});
});
