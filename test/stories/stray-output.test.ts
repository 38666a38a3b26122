import {spawnSync} from 'node:child_process';
import {readFileSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {Home} from '../driver/ingot.ts';
import {keyBytes} from '../driver/key-bytes.ts';
import type {Terminal} from '../driver/terminal.ts';
import {until} from '../driver/until.ts';
import {pictureText} from '../pictures/picture-text.ts';

/** Workers that nobody answers for: the screens are all that matters here. */
const config = `account: {user: alice, plan: pro, role: member}
workers: [{name: dead, ssh: root@127.0.0.1:9}, {name: deaf, ssh: root@127.0.0.1:9}]
`;
const open: {close(): void}[] = [];
const homes: Home[] = [];
afterEach(() => {
	for (const each of open.splice(0)) each.close();
	for (const each of homes.splice(0)) each.release();
});

const newHome = (): Home => {
	const home = new Home(config);
	homes.push(home);
	return home;
};

/** Runs code inside Ingot, from its start: what a library or Node itself would do there. */
const inside = (home: Home, code: string): Record<string, string> => {
	const file = path.join(home.folder, 'inside.mjs');
	writeFileSync(file, code);
	return {NODE_OPTIONS: `--import ${file}`};
};

const start = async (home: Home, env: Record<string, string> = {}, columns = 100): Promise<Terminal> => {
	const terminal = home.open({columns, env});
	open.push(terminal);
	return terminal.sees(/dead +down[\s\S]*deaf +down/u);
};

/** What somebody else writes to the terminal, past Ingot. */
const garble = (terminal: Terminal, bytes: string): Promise<void> =>
	new Promise(resolve => terminal.emulator.write(bytes, resolve));

/** The whole screen as cells: letters, colours and styles. The colour of letters cannot be seen on a blank. */
const cells = ({emulator: {buffer, cols, rows}}: Terminal): readonly string[] =>
	Array.from({length: rows}, (_, y) => {
		const line = buffer.active.getLine(buffer.active.viewportY + y);
		return Array.from({length: cols}, (_each, x) => {
			const cell = line?.getCell(x);
			const back = `${cell?.getBgColor()},${cell?.isInverse()}`;
			const letter = cell?.getChars() || ' ';
			if (letter === ' ' && !cell?.isInverse()) return back;
			return `${letter}${cell?.getFgColor()},${cell?.isBold()},${cell?.isDim()},${back}`;
		}).join('|');
	});

/** Every screen that is there without a worker, several of them over each other, and what tells that it is drawn. */
const tour: readonly (readonly [press: string, sees: string | RegExp])[] = [
	['1', /deaf +down/u],
	['\r', 'Workers › dead › DevBoxes'],
	['l', 'ingot Launch › Worker'],
	[keyBytes['ctrl+g'], 'ingot Quick launch'],
	[keyBytes.f1, 'Redraw screen'],
	[keyBytes.esc, 'type to filter'],
	[keyBytes.esc, 'ingot Launch › Worker'],
	[keyBytes.esc, 'Workers › dead › DevBoxes'],
	['1', /deaf +down/u],
	['c', '✓ Worker dead   ● DevBox'],
	[keyBytes.esc, /deaf +down/u],
	['d', '→ Check that sshd is running there'],
	['2', 'The DevBoxes of dead are not known'],
	['3', 'The images of dead are not known'],
	['4', 'The jobs of dead are not known'],
	['5', 'The schedules of dead are not known'],
	['n', 'New schedule › Worker'],
	[keyBytes.esc, 'The schedules of dead are not known'],
];

test('more than thirty screens, several of them over each other, have one listener of the terminal’s size, and Node warns of nothing', async () => {
	const home = newHome();
	const count = path.join(home.folder, 'count');
	const terminal = await start(
		home,
		inside(
			home,
			`import {appendFileSync} from 'node:fs';
			const {on} = process.stdout;
			process.stdout.on = function (name, listener) {
				const done = on.call(this, name, listener);
				if (name === 'resize') appendFileSync(${JSON.stringify(count)}, this.listenerCount('resize') + '\\n');
				return done;
			};`,
		),
	);
	for (let round = 0; round < 3; round += 1)
		for (const [press, sees] of tour) {
			terminal.type(press);
			await terminal.sees(sees);
		}
	terminal.resize(120, 40);
	await until(() => terminal.lines().at(-1)?.includes('? Help'), {
		what: 'the key bar in the last of 40 rows',
	});
	const counts = readFileSync(count, 'utf8').trim().split('\n').map(Number);
	// Ink's own and ours.
	expect(Math.max(...counts)).toBe(2);
	expect(home.warnings).not.toContain('MaxListeners');
	expect(terminal.output).not.toContain('Warning');
	// A paste between two screens would press its letters as keys.
	expect(terminal.output.match(/\?2004[hl]/gu)).toEqual(['?2004h']);
});

/** What libraries, Node and a forgotten line of ours would write, each with a word to find it by. */
const strays = `process.on('SIGUSR2', () => {
	process.emitWarning('stray-warning about token=s3cr3t-in-warning');
	process.emitWarning('stray-deprecation', {type: 'DeprecationWarning', code: 'DEP0999', detail: 'stray-detail'});
	console.error('stray-console-error', process.env.FORGE_PASSWORD);
	console.warn('stray-console-warn');
	console.log('stray-console-log');
	console.trace('stray-trace');
	process.stdout.write('\\u001B[2J\\u001B[Hstray-stdout\\n');
	process.stderr.write(Buffer.from('stray-bytes\\n'));
	process.stderr.write('stray-callback\\n', () => process.emitWarning('stray-called-back'));
	const many = process.stdin;
	for (let each = 0; each < 12; each += 1) many.on('stray-event', () => {});
});
process.on('exit', () => console.log('said at the end'));`;
const words = [
	'stray-warning',
	'stray-deprecation',
	'stray-detail',
	'stray-console-error',
	'stray-console-warn',
	'stray-console-log',
	'stray-trace',
	'stray-stdout',
	'stray-bytes',
	'stray-callback',
	'stray-called-back',
	'MaxListenersExceededWarning',
];

test('what else this process says goes to the log that the help names, and not to the terminal', async () => {
	const home = newHome();
	const terminal = await start(home, {...inside(home, strays), FORGE_PASSWORD: 'hunter2-in-env'});
	terminal.type('4');
	await terminal.sees('The jobs of dead are not known');
	const before = cells(terminal);
	process.kill(terminal.pid, 'SIGUSR2');
	await until(() => words.every(word => home.warnings.includes(word)), {
		what: 'all of it in the log',
		seen: () => home.warnings,
	});
	// A frame that is drawn afterwards would come behind it.
	terminal.type('?').press('pgdn');
	await terminal.sees('warnings.log');
	expect(terminal.screen().replaceAll(/\s/gu, '')).toContain(home.warningsFile);
	terminal.press('esc');
	await terminal.sees('The jobs of dead are not known');
	await until(() => JSON.stringify(cells(terminal)) === JSON.stringify(before), {
		what: 'the screen as it was',
		seen: () => terminal.screen(),
	});
	expect(terminal.output).not.toMatch(/stray|MaxListeners|hunter2/u);
	expect(home.warnings).not.toMatch(/s3cr3t-in-warning|hunter2-in-env|\u001B/u);
	expect(statSync(home.warningsFile).mode & 0o777).toBe(0o600);
	expect(statSync(path.dirname(home.warningsFile)).mode & 0o777).toBe(0o700);
	terminal.type('q');
	await terminal.sees('said at the end');
	expect(await terminal.exited).toBe(0);
});

test('a warning of Node’s does not stand among what a command says', () => {
	const home = newHome();
	const env = inside(home, `process.emitWarning('stray-warning');`);
	const [file = '', ...argv] = home.argv('config', 'schema');
	const {status, stderr} = spawnSync(file, argv, {
		encoding: 'utf8',
		env: {...process.env, ...home.env, ...env},
	});
	expect({status, stderr}).toEqual({status: 0, stderr: ''});
	expect(home.warnings).toContain('stray-warning');
});

test('a long text that a terminal pastes letter by letter presses no keys over a list, and is typed in a field', async () => {
	const terminal = await start(newHome());
	const pasted = 'https://example.com/q?c=launch&d=stop&t=tag&x=remove&m=copy&p=pause&r=all';
	await terminal.sees('2 of 2 offline');
	const before = terminal.screen();
	// Another key ends it, and is handled after it.
	terminal.type(pasted).press('esc').type('5');
	await terminal.sees(/SCHEDULE +WORKER/u);
	terminal.type('1');
	// Except for figures, such as the time until the next attempt.
	await until(() => pictureText(terminal.screen()) === pictureText(before), {
		what: 'the screen as it was',
		seen: () => terminal.screen(),
	});
	terminal.type('/');
	await terminal.sees(/esc Close|esc Clear|enter Keep/u);
	terminal.type(pasted);
	await terminal.sees(`/ ${pasted.slice(0, 30)}`);
});

describe('ctrl+l draws the whole screen again', () => {
	const rubbish = [
		['letters all over it', `\u001B[H${'rubbish '.repeat(300)}`],
		['a screen that was cleared', '\u001B[2J\u001B[3J\u001B[12;7H'],
		['one that was scrolled', `\u001B[30;1H${'\n'.repeat(10)}`],
		['colours and styles left on', '\u001B[7;1;31;44m\u001B[5;5Hrubbish'],
		['margins, origin mode and no wrap', '\u001B[5;10r\u001B[?6h\u001B[?7lrubbish'],
		['insert mode and line drawing letters', '\u001B[4h\u001B(0\u001B[3;3Hqqqq'],
		['the cursor shown in the middle', '\u001B[?25h\u001B[9;20H'],
		['the usual screen in place of the alternate one', '\u001B[?1047lrubbish'],
	] as const;

	const ours = {
		type: 'alternate',
		modes: {
			bracketedPasteMode: true,
			sendFocusMode: true,
			insertMode: false,
			originMode: false,
			wraparoundMode: true,
			mouseTrackingMode: 'none',
		},
	};
	/** The cells, and what a terminal does with what is typed and written next. */
	const whole = (terminal: Terminal) => ({
		cells: cells(terminal),
		type: terminal.emulator.buffer.active.type,
		modes: terminal.emulator.modes,
	});

	test.each(rubbish)('over %s', async (_, bytes) => {
		const terminal = await start(newHome());
		terminal.type('5');
		await terminal.sees('The schedules of dead are not known');
		const before = whole(terminal);
		expect(before).toMatchObject(ours);
		const seen = terminal.output.length;
		await garble(terminal, bytes);
		terminal.press('ctrl+l');
		const isHidden = () => terminal.output.slice(seen).includes('\u001B[?25l');
		await until(() => isHidden() && JSON.stringify(whole(terminal)) === JSON.stringify(before), {
			what: 'the screen as it was',
			seen: () => `${JSON.stringify(terminal.emulator.modes)}\n${terminal.screen()}`,
		});
		// And goes on from there: what changes next is drawn where it belongs.
		terminal.type('4');
		await terminal.sees('The jobs of dead are not known');
		const other = await start(newHome());
		other.type('4');
		await other.sees('The jobs of dead are not known');
		await until(() => JSON.stringify(cells(terminal)) === JSON.stringify(cells(other)), {
			what: 'both screens to be the same',
			seen: () => `${terminal.screen()}\n${other.screen()}`,
		});
	});

	test('on every screen, over the help, a dialog and a form', async () => {
		const terminal = await start(newHome());
		for (const [press, sees] of tour) {
			terminal.type(press);
			// Some go on by themselves for a moment.
			await until(
				async () => {
					const before = (await terminal.sees(sees)).screen();
					await garble(terminal, `\u001B[H${'rubbish '.repeat(300)}`);
					terminal.press('ctrl+l');
					await terminal.seesNo('rubbish');
					return terminal.screen() === before;
				},
				{what: `the screen as it was after ${JSON.stringify(press)}`, seen: () => terminal.screen()},
			);
		}
	});
});
