import type {ReadStream} from 'node:tty';
import {expect, onTestFinished, test} from 'vitest';
import {type Background, backgroundFrom, canAskBackground} from '../../source/terminal/background.ts';
import {BackgroundAnswers, backgroundQuery} from '../../source/terminal/background-answers.ts';
import {KeyStdin} from '../../source/terminal/key-stdin.ts';
import {until} from '../driver/until.ts';
import {FakeTty} from '../parts/fake-tty.ts';

test.each([
	['rgb:ffff/ffff/ffff', 'light'],
	['rgb:0000/0000/0000', 'dark'],
	['rgb:fd/f6/e3', 'light'],
	['rgb:0/2/3', 'dark'],
	['rgb:1e1e/1e1e/1e1e', 'dark'],
	['rgba:ffff/ffff/ffff/8000', 'light'],
	['rgba:0000/0000/0000/ffff', 'dark'],
	['#fafafa', 'light'],
	['#00002b2b3636', 'dark'],
	['rgb:ffff/ffff', undefined],
	['rgb:fffff/ffff/ffff', undefined],
	['rgb:-1/0/0', undefined],
	['#ffff', undefined],
	['?', undefined],
	['white; rm -rf /', undefined],
	['', undefined],
])('the answer "%s" means a background that is %s', (answer, background) => {
	expect(backgroundFrom(answer)).toBe(background);
});

test.each([
	[{TERM: 'xterm-256color'}, true],
	[{TERM: 'tmux-256color', TMUX: '/tmp/tmux'}, true],
	[{TERM: 'screen-256color', TMUX: '/tmp/tmux'}, true],
	[{TERM: 'screen'}, false],
	[{TERM: 'linux'}, false],
	[{TERM: 'dumb'}, false],
	[{}, false],
	[{TERM: 'xterm', CI: 'true'}, false],
])('with %j a terminal is asked: %s', (env, isAsked) => {
	expect(canAskBackground(env)).toBe(isAsked);
});

const open = () => {
	const tty = new FakeTty();
	const found: Background[] = [];
	const answers = new BackgroundAnswers(background => found.push(background));
	const stdin = new KeyStdin(tty as unknown as ReadStream, {
		held: () => {},
		focused: () => {},
		pressed: () => {},
		answers,
	});
	onTestFinished(() => {
		stdin.destroy();
	});
	const keys: string[] = [];
	stdin.on('readable', () => {
		for (let chunk = stdin.read(); chunk !== null; chunk = stdin.read()) keys.push(chunk);
	});
	stdin.setEncoding('utf8');
	stdin.ref();
	expect(answers.ask()).toBe(backgroundQuery);
	return {tty, found, answers, keys, stdin};
};

const da1 = '\u001B[?64;1;2c';
const white = '\u001B]11;rgb:ffff/ffff/ffff';

test.each([
	['xterm', `${white}\u001B\\${da1}`, ['light']],
	['rxvt', `${white}\u0007${da1}`, ['light']],
	['kitty', `\u001B]11;rgba:0000/0000/0000/ffff\u001B\\\u001B[?62;c`, ['dark']],
	['a terminal that knows no colours', da1, []],
	['a hostile terminal', `\u001B]11;rgb:$(reboot)/q/q\u0007${da1}`, []],
])(
	'the answer of %s is not typed, whole and in any two pieces, between keys',
	async (_, answer, expected) => {
		for (let cut = 0; cut <= answer.length; cut += 1) {
			const {tty, found, answers, keys} = open();
			tty.write('a');
			tty.write(answer.slice(0, cut));
			tty.write(answer.slice(cut));
			tty.write('\u001B[Ab');
			await until(() => keys.at(-1) === 'b');
			expect({cut, keys, found}).toEqual({cut, keys: ['a', '\u001B[A', 'b'], found: expected});
			expect(answers.isDue).toBe(false);
		}
	},
);

test('keys that begin like an answer arrive while one is due', async () => {
	const {tty, keys} = open();
	for (const key of ['\u001B', '\u001B]', '\u001B[A', '\u001B[200~x\u001B[201~', '1']) {
		const before = keys.length;
		tty.write(key);
		await until(() => keys.length > before);
	}
	expect(keys).toEqual(['\u001B[27u', '\u001B]', '\u001B[A', '\u001B[200~x\u001B[201~', '1']);
});

test('half an answer is dropped, and later keys arrive', async () => {
	const {tty, keys} = open();
	tty.write('\u001B]11;rgb:ff');
	tty.write('\u001B[B');
	await until(() => keys.length === 1);
	expect(keys).toEqual(['\u001B[B']);
});

test('the terminal stays raw and read after Ink until the answer has come', async () => {
	const {tty, answers, stdin, keys} = open();
	stdin.setRawMode(false);
	stdin.unref();
	expect(tty).toMatchObject({isRaw: true, isHeld: true});
	const settled = answers.settled();
	tty.write(`${white}\u0007${da1}`);
	await settled;
	stdin.destroy();
	expect(tty).toMatchObject({isRaw: false, isHeld: false});
	expect(keys).toEqual([]);
});

test('a terminal that never answers delays the end by two seconds at most', async () => {
	const {answers, stdin, tty} = open();
	await answers.settled();
	expect(answers.isDue).toBe(false);
	stdin.destroy();
	expect(tty.isRaw).toBe(false);
});
