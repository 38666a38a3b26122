import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import stringWidth from 'string-width';
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {onWorker, startCounting} from '../driver/counting.ts';
import {homeIn, ok} from '../driver/homes.ts';
import {Terminal} from '../driver/terminal.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;
let worker: string;

beforeAll(async () => {
	lab = await holdLab({name: `cmdline${process.pid}`, workers: 1, user: 'alice'});
	worker = `${lab.name}-1`;
});
afterAll(() => lab?.release());

/** A command in a terminal. @param variables as env(1) takes them: the driver sets TERM itself */
const open = (words: readonly string[], ...variables: readonly string[]): Terminal => {
	const home = homeIn(lab);
	const terminal = new Terminal(['env', ...variables, ...home.argv(...words)], {
		columns: 72,
		env: {LANG: 'C.UTF-8', ...home.env},
	});
	onTestFinished(() => terminal.close());
	return terminal;
};

/** Every drawing of the line of progress, without colours. */
const drawn = (terminal: Terminal): readonly string[] =>
	terminal.output
		.replace(/\u001B\[[\d;]*m/gu, '')
		.split(/\n|\r\u001B\[J/u)
		.filter(line => /^\d+\/\d+ [█░]+ /u.test(line));

test('the progress of a new image is one line, which is gone at the end', async () => {
	const begun = performance.now();
	const terminal = open(['create', '-w', worker, '-f', 'api', '-n', 'drawn']);
	await terminal.sees('localhost/drawn:latest is ready.');
	expect(await terminal.exited).toBe(0);
	const lines = drawn(terminal);
	expect(lines.length).toBeGreaterThan(2);
	expect(lines.length).toBeLessThanOrEqual((performance.now() - begun) / 100 + 1);
	for (const line of lines) expect(stringWidth(line)).toBeLessThan(72);
	expect(lines.some(line => line.includes('█'))).toBe(true);
	expect(terminal.screen()).not.toMatch(/[█░]/u);
	expect(terminal.lines().filter(line => line.startsWith('✓')).length).toBeGreaterThan(5);
	expect(terminal.output).toContain('\u001B[32m✓\u001B[39m');
});

test('the log of a job scrolls above its progress, and ctrl+c leaves both in order', async () => {
	const id = '20260101-000007-aaaa';
	await startCounting(lab, worker, id);
	const terminal = open(['attach', id]);
	await terminal.sees(/ n\d+\.[\s\S]*\n\d+\/\d+ [█░]+ \S/u);
	terminal.press('ctrl+c');
	expect(await terminal.exited).toBe(130);
	await terminal.sees(`The job keeps running; \`ingot attach ${id}\``);
	expect(terminal.screen()).not.toMatch(/[█░]/u);
	const numbers = [...terminal.output.matchAll(/ n(\d+)\./gu)].map(each => Number(each[1]));
	expect(numbers).toEqual(numbers.map((_, index) => index + 1));
	await onWorker(lab, worker, 'touch /root/go');
});

test.each(['CI=true', 'TERM=dumb'])('with %s, a terminal gets plain lines', async variable => {
	const name = variable.replace('=', '-').toLowerCase();
	const terminal = open(['launch', 'node-base:22', '-w', worker, '-n', name], variable);
	expect(await terminal.exited).toBe(0);
	expect(drawn(terminal)).toEqual([]);
	expect(terminal.output).not.toContain('\u001B[J');
});

test('a pipe gets plain lines without colours', () => {
	const {code, stdout} = homeIn(lab).run('launch', 'node-base:22', '-w', worker, '-n', 'piped');
	expect(code).toBe(0);
	expect(stdout).toMatch(/^✓ /mu);
	expect(stdout).not.toMatch(/[\u001B\r█░]/u);
});

const withoutStyle = (text: string) => text.replace(/\u001B\[[\d;]*m/gu, '');
const linesOf = (output: string) => withoutStyle(output).trimEnd().split(/\r?\n/u);

test.each([60, 80, 120, 200])('no listing is wider than a terminal of %i columns', async columns => {
	for (const words of [
		['workers'],
		['devboxes'],
		['images'],
		['jobs'],
		['schedules'],
		['doctor'],
		['adopt', worker],
		['images', 'show', 'drawn:latest'],
		['images', 'diff', 'drawn:latest', 'node-base:22'],
	]) {
		const terminal = open(words, `COLUMNS=${columns}`);
		expect(await terminal.exited, words.join(' ')).toBeLessThan(2);
		const lines = linesOf(terminal.output);
		expect(lines.length, words.join(' ')).toBeGreaterThan(0);
		// A fix of the doctor is there to be copied, so it stays whole.
		for (const line of lines.filter(each => !each.startsWith('      → ')))
			expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
	}
});

test('what a listing leaves out on a terminal, a pipe gets', async () => {
	const narrow = open(['devboxes'], 'COLUMNS=60');
	await narrow.exited;
	expect(linesOf(narrow.output)[0]).not.toContain('CAPABILITIES');
	const {stdout} = homeIn(lab).run('devboxes');
	expect(stdout.split('\n')[0]).toMatch(/^WORKER +DEVBOX +STATE +OS +IMAGE +CAPABILITIES +SNAPSHOT$/u);
});

/** Ends a command after so many ms. @returns its exit code, and what it said */
const interrupted = async (words: readonly string[], signal: NodeJS.Signals, ms: number) => {
	const home = homeIn(lab);
	const [file = '', ...argv] = home.argv(...words);
	const child = spawn(file, argv, {env: {...process.env, ...home.env}});
	let said = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', chunk => {
			said += String(chunk);
		});
	const ended = once(child, 'close');
	await pause(ms);
	child.kill(signal);
	const [code] = await ended;
	return {code, said};
};

test.each([
	['SIGINT', 130, 'Cancelled.'],
	['SIGTERM', 143, 'Ended by SIGTERM.'],
	['SIGHUP', 129, 'Ended by SIGHUP.'],
] as const)('%s at any moment of a command is no bug, and exits with %i', async (signal, code, words) => {
	const commands = [
		['create', '-w', worker, '-f', 'api', '-n', 'never', '--dry-run'],
		...(signal === 'SIGINT'
			? [['images'], ['schedules'], ['launch', 'node-base:22', '-w', worker, '-n', 'never', '--dry-run']]
			: []),
	];
	const ends: string[] = [];
	for (const command of commands) {
		const begun = performance.now();
		ok(homeIn(lab).run(...command));
		const whole = performance.now() - begun;
		for (const part of [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) {
			const {code: ended, said} = await interrupted(command, signal, part * whole);
			expect(said).not.toContain('bug');
			// Node has not run a line of ours yet, or the command was done.
			expect([code, 0, null]).toContain(ended);
			if (ended === code) ends.push(said);
		}
	}
	expect(ends.some(said => said.includes(words))).toBe(true);
});

test.each(['config schema', 'man', 'completion bash', 'images --json', 'devboxes'])(
	'`ingot %s` on a full disk says that its output was lost',
	words => {
		const home = homeIn(lab);
		const run = ['-c', '"$@" >/dev/full', 'sh', ...home.argv(...words.split(' '))];
		const {status, stderr} = spawnSync('sh', run, {encoding: 'utf8', env: {...process.env, ...home.env}});
		expect(stderr).toContain('The output could not be written: ');
		expect(status).toBe(1);
	},
);

test('an export that is interrupted twice at once leaves nothing', async () => {
	const home = homeIn(lab);
	const archive = path.join(home.folder, 'image.tar');
	const [file = '', ...argv] = home.argv('images', 'export', 'node-base:22', archive);
	const child = spawn(file, argv, {env: {...process.env, ...home.env}, stdio: 'ignore'});
	const ended = once(child, 'close');
	await until(() => existsSync(`${archive}.part`), {what: 'the first byte'});
	child.kill('SIGINT');
	child.kill('SIGINT');
	expect((await ended)[0]).toBe(130);
	expect(readdirSync(home.folder).filter(name => name.startsWith('image.tar'))).toEqual([]);
});

test('a reader that leaves ends a list without a failure', () => {
	const home = homeIn(lab);
	const run = ['-c', '{ "$@"; echo "code $?" >&2; } | head -n 1', 'sh', ...home.argv('man')];
	const {stderr} = spawnSync('sh', run, {encoding: 'utf8', env: {...process.env, ...home.env}});
	expect(stderr.trim()).toBe('code 0');
});
