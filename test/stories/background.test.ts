import {afterEach, expect, test} from 'vitest';
import {Home} from '../driver/ingot.ts';
import {Terminal} from '../driver/terminal.ts';
import {until} from '../driver/until.ts';

/** A worker that nobody answers for: the screen is all that matters here. */
const config = (more: string) => `account: {user: alice, plan: pro, role: member}
workers: [{name: dead, ssh: root@127.0.0.1:9}]
${more}`;
const open: {close(): void}[] = [];
const homes: Home[] = [];
afterEach(() => {
	for (const each of open.splice(0)) each.close();
	for (const each of homes.splice(0)) each.release();
});

type Wish = {readonly more?: string; readonly answer?: string; readonly isAfterFrame?: boolean};

/** Ingot in a shell that shows what it is typed afterwards, on a terminal that answers OSC 11 like this. */
const start = ({more = '', answer, isAfterFrame = false}: Wish): Terminal => {
	const home = new Home(config(more));
	homes.push(home);
	const terminal = new Terminal(
		[
			'sh',
			'-c',
			'"$2" dist/ingot.js --config "$1/config.yaml"; echo LEFT; cat',
			'sh',
			home.folder,
			process.execPath,
		],
		{
			columns: 80,
			rows: 24,
			env: {LANG: 'C.UTF-8', COLORTERM: 'truecolor', COLORFGBG: undefined, ...home.env},
		},
	);
	terminal.emulator.parser.registerOscHandler(11, () => {
		const isDrawn = () => !isAfterFrame || terminal.output.includes(accents.sixteen);
		if (answer !== undefined) void until(isDrawn).then(() => terminal.type(answer));
		return true;
	});
	open.push(terminal);
	return terminal;
};

const accents = {light: '38;2;0;97;107m', dark: '38;2;86;182;194m', sixteen: '\u001B[36m'} as const;

test.each([
	['light', '\u001B]11;rgb:ffff/ffff/ffff\u001B\\'],
	['dark', '\u001B]11;rgb:1e1e/1e1e/1e1e\u0007'],
] as const)('on a terminal with a %s background the colours fit it', async (background, answer) => {
	const terminal = start({answer, isAfterFrame: true});
	await terminal.sees(/dead +down/u);
	await until(() => terminal.output.includes(accents[background]), {what: 'the colours'});
	// The first frame did not wait.
	expect(terminal.output.indexOf(accents.sixteen)).toBeLessThan(terminal.output.indexOf(accents[background]));
	expect(terminal.output.indexOf(accents.sixteen)).toBeGreaterThan(0);
	terminal.type('q');
	await terminal.sees('LEFT');
	expect(terminal.screen()).not.toMatch(/rgb|\^\[/u);
});

test('a theme of the config is not asked for', async () => {
	const terminal = start({more: 'theme: dark\n', answer: '\u001B]11;rgb:ffff/ffff/ffff\u001B\\'});
	await terminal.sees(/dead +down/u);
	expect(terminal.output).not.toContain('\u001B]11');
	expect(terminal.output).toContain(accents.dark);
});

test('an answer that is late is not typed into the shell, and Ingot ends soon', async () => {
	const terminal = start({answer: '\u001B]11;rgb:ffff/ffff/ffff\u001B\\'});
	await until(() => terminal.output.includes('\u001B]11;?'), {what: 'the question'});
	terminal.type('q');
	await terminal.sees('LEFT');
	terminal.type('typed after\r');
	await terminal.sees('typed after');
	expect(terminal.screen()).not.toMatch(/rgb|\^\[|\?1;2c|\[\?/u);
});
