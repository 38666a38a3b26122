import {spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {readSettings} from '../../source/disk/settings.ts';
import {fleet} from '../commands/known-fleet.ts';
import {Home} from '../driver/ingot.ts';
import {Terminal} from '../driver/terminal.ts';
import {until} from '../driver/until.ts';

const bundle = path.resolve(import.meta.dirname, '../../dist/ingot.js');
const config =
	'account: {user: alice, plan: pro, role: member}\nworkers: [{name: forge-1, ssh: a}, {name: forge-2, ssh: b}]\n';
/** Completes as Ingot does, and stores the arguments of any other command. */
const standIn = `#!/bin/sh
case $1 in
complete)
	if [ -f "$HOME/hostile" ]; then exec cat "$HOME/hostile"; fi
	exec '${process.execPath}' '${bundle}' "$@"
	;;
completion) exec '${process.execPath}' '${bundle}' "$@" ;;
esac
printf '%s\\n' "$@" >"$HOME/arguments.new"
mv "$HOME/arguments.new" "$HOME/arguments"
`;
let home: Home;
let bin: string;
let login: string;
let terminal: Terminal | undefined;

beforeAll(async () => {
	const {status, stderr} = spawnSync('sh', ['test/lab/packages.sh', 'shells'], {encoding: 'utf8'});
	if (status !== 0) throw new Error(stderr);
	home = new Home();
	login = spawnSync('id', ['-un'], {encoding: 'utf8'}).stdout.trim();
	bin = path.join(home.folder, 'bin');
	mkdirSync(bin);
	mkdirSync(path.join(home.folder, 'none/ingot'), {recursive: true});
	const file = path.join(home.folder, 'none/ingot/config.yaml');
	writeFileSync(file, config);
	writeFileSync(path.join(bin, 'ingot'), standIn);
	chmodSync(path.join(bin, 'ingot'), 0o755);
	const {settings, stamp} = await readSettings(file, login);
	const version = spawnSync(process.execPath, [bundle, '--version'], {encoding: 'utf8'}).stdout.split(' ')[0];
	mkdirSync(path.join(home.folder, 'cache/ingot'), {recursive: true});
	writeFileSync(
		path.join(home.folder, 'cache/ingot/fleet.json'),
		JSON.stringify({version: version?.trim(), stamp, settings, fleet, schedules: {}}),
	);
}, 600_000);
afterEach(() => terminal?.close());
afterAll(() => home.release());

const shells: Readonly<Record<string, {readonly argv: readonly string[]; readonly load: string}>> = {
	bash: {argv: ['bash', '--norc', '-i'], load: `eval "$(ingot completion bash)"`},
	zsh: {
		argv: ['zsh', '-f', '-i'],
		load: 'autoload -Uz compinit && compinit -u -D && source <(ingot completion zsh)',
	},
	fish: {argv: ['fish', '--no-config', '-i'], load: 'ingot completion fish | source'},
};

/** An interactive shell that has the completion, in a folder of its own. */
const open = async (shell: string): Promise<Terminal> => {
	const {argv, load} = shells[shell] ?? {argv: [], load: ''};
	const opened = new Terminal(argv, {
		columns: 120,
		cwd: home.folder,
		env: {
			...home.env,
			HOME: home.folder,
			PATH: `${bin}:/usr/bin:/bin`,
			LANG: 'C.UTF-8',
			PS1: '> ',
			PROMPT: '> ',
		},
	});
	terminal = opened;
	opened.type(`${load}; echo load''ed\r`);
	await opened.sees(/^loaded/mu);
	return opened;
};

const names = Object.keys(shells);

/** Types a line and presses enter. @returns the arguments that Ingot got */
const runs = async (opened: Terminal, typed: string): Promise<readonly string[]> => {
	const file = path.join(home.folder, 'arguments');
	rmSync(file, {force: true});
	opened.type(`${typed}\r`);
	await until(() => existsSync(file), {what: `${typed} to run`, seen: () => opened.screen()});
	return readFileSync(file, 'utf8').trimEnd().split('\n');
};

test.each(names)('%s completes commands, options and names with TAB', async shell => {
	const opened = await open(shell);
	const completes = async (typed: string, expected: string) =>
		expect(await runs(opened, `${typed}\t`)).toEqual(expected.split(' '));
	await completes('ingot devb', 'devboxes');
	await completes('ingot devboxes --wor', 'devboxes --worker');
	await completes('ingot stop et', 'stop etl');
	await completes('ingot launch erp', 'launch erp:latest');
	await completes('ingot launch erp:l', 'launch erp:latest');
	await completes('ingot stop --worker=forge-2 ', 'stop --worker=forge-2 box');
	await completes('ingot --config none/ingot/con', '--config none/ingot/config.yaml');
});

test.each(names)('%s executes nothing that a worker lists or that was typed', async shell => {
	const opened = await open(shell);
	for (const typed of [
		'ingot stop ',
		'ingot stop a',
		'ingot stop \\$',
		"ingot stop '$(touch PWNED)",
		'ingot stop "$(touch PWNED)" ',
	]) {
		opened.type(`${typed}\t\t`);
		opened.type('\u0015echo ali""ve\r');
		await opened.sees(/^alive/mu);
		opened.type('clear\r');
		await opened.seesNo('alive');
	}
	expect(existsSync(path.join(home.folder, 'PWNED'))).toBe(false);
});

test.each(names)('%s inserts a candidate as one word without executing it, whatever it is', async shell => {
	const opened = await open(shell);
	const hostile = path.join(home.folder, 'hostile');
	try {
		// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the shell
		for (const name of ['x$(touch${IFS}PWNED)', 'x`>PWNED`', 'x;>PWNED;', "x'y", 'x"y\\', 'x*']) {
			writeFileSync(hostile, `${name} about $(touch PWNED) %F{red} \`touch PWNED\`\n`);
			expect(await runs(opened, 'ingot stop \t')).toEqual(['stop', name]);
		}
	} finally {
		rmSync(hostile, {force: true});
	}
	expect(existsSync(path.join(home.folder, 'PWNED'))).toBe(false);
});
