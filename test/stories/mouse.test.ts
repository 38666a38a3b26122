import {expect, onTestFinished, test} from 'vitest';
import {Home} from '../driver/ingot.ts';
import type {Terminal} from '../driver/terminal.ts';
import {until} from '../driver/until.ts';

/** Workers that nobody answers for: the screen is all that matters here. */
const config = (more: string): string => `account: {user: alice, plan: pro, role: member}
workers:
  - {name: first, ssh: root@127.0.0.1:9}
  - {name: second, ssh: root@127.0.0.1:9}
  - {name: third, ssh: root@127.0.0.1:9}
${more}`;

const openWithMouse = async (more = '', env: Record<string, string> = {}): Promise<Terminal> => {
	const terminal = await open(`${more}\nmouse: true`, env);
	// It is turned on after the first frame.
	await until(() => isOn(terminal), {what: 'the mouse to be on'});
	return terminal;
};

const open = async (more: string, env: Record<string, string> = {}): Promise<Terminal> => {
	const home = new Home(config(more));
	const terminal = home.open({columns: 100, rows: 30, env});
	onTestFinished(() => {
		terminal.close();
		home.release();
	});
	return terminal.sees(/first[\s\S]*second[\s\S]*third/u);
};

/** What a terminal sends for a click or the wheel at a text of the screen. */
const report = (terminal: Terminal, text: string, button = 0): string => {
	const row = terminal.lines().findIndex(line => line.includes(text));
	expect(row, `${text} in\n${terminal.screen()}`).toBeGreaterThan(-1);
	const place = `${(terminal.lines()[row] ?? '').indexOf(text) + 1};${row + 1}`;
	return button === 0 ? `\u001B[<0;${place}M\u001B[<0;${place}m` : `\u001B[<${button};${place}M`;
};

const last = (terminal: Terminal, bytes: string): number => terminal.output.lastIndexOf(bytes);
const isOn = (terminal: Terminal): boolean =>
	['1000', '1006'].every(mode => last(terminal, `\u001B[?${mode}h`) > last(terminal, `\u001B[?${mode}l`));
const isOff = (terminal: Terminal): boolean =>
	['1000', '1006'].every(mode => last(terminal, `\u001B[?${mode}l`) > last(terminal, `\u001B[?${mode}h`));
const onAgain = (terminal: Terminal, since: number): Promise<unknown> =>
	until(() => last(terminal, '\u001B[?1000l') > since && isOn(terminal), {what: 'the mouse to be on again'});

test('keys that the user has moved, and the mouse, lead through the screens of a real terminal', async () => {
	const terminal = await openWithMouse('keys: {d: D, "2": b, ctrl+g: ctrl+q}');
	await terminal.sees('b DevBoxes');
	await terminal.sees('D Doctor');
	terminal.type(report(terminal, 'second'));
	await terminal.sees(/❯.*second/u);
	terminal.type(report(terminal, 'first', 65));
	await terminal.sees(/❯.*third/u);
	terminal.type(report(terminal, 'third'));
	await terminal.sees('Workers › third › DevBoxes');
	terminal.type(report(terminal, 'esc Back'));
	await terminal.sees('[1 Workers');
	terminal.type('d');
	terminal.type('b');
	await terminal.sees('[b DevBoxes');
	terminal.type(report(terminal, '4 Jobs'));
	await terminal.sees('[4 Jobs');
	terminal.type(report(terminal, '1 Workers'));
	await terminal.sees('[1 Workers');
	terminal.type('D');
	await terminal.sees('esc Back');
	// Reports that are cut type nothing. A pause behind their first byte would be an Escape.
	for (const [piece] of report(terminal, 'esc Back').matchAll(/\u001B\[<|./gu)) terminal.type(piece);
	await terminal.sees('[1 Workers');
});

test('the mouse is on again after a redraw and a stop of the process, and off once Ingot has left', async () => {
	const terminal = await openWithMouse();
	const first = last(terminal, '\u001B[?1000h');
	terminal.press('ctrl+l');
	await onAgain(terminal, first);
	const second = last(terminal, '\u001B[?1000h');
	process.kill(terminal.pid, 'SIGCONT');
	await onAgain(terminal, second);
	terminal.type('q');
	await terminal.exited;
	expect(isOff(terminal)).toBe(true);
	expect(terminal.emulator.modes.mouseTrackingMode).toBe('none');
});

/** What a bug of ours would do, at SIGUSR2. */
const bug = 'data:text/javascript,process.on(%22SIGUSR2%22,()=>{throw%20Error(%22a%20bug%22)})';

test.each([
	['SIGTERM', 143],
	['SIGHUP', 129],
	['SIGUSR2', 1],
] as const)('the end by %s leaves no mouse reports to the shell', async (signal, code) => {
	const terminal = await openWithMouse('', {NODE_OPTIONS: `--import ${bug}`});
	process.kill(terminal.pid, signal);
	expect(await terminal.exited).toBe(code);
	expect(isOff(terminal)).toBe(true);
});

test('without the setting the mouse stays off, and its bytes are no keys', async () => {
	const terminal = await open('');
	terminal.type('\u001B[<0;20;5M\u001B[<65;20;5M\u001B[M qq\u001B[32;5;3M');
	terminal.type('4');
	await terminal.sees('[4 Jobs');
	terminal.type('1');
	await terminal.sees(/❯.*first/u);
	expect(terminal.output).not.toContain('\u001B[?1000h');
	expect(terminal.exitCode).toBeUndefined();
});
