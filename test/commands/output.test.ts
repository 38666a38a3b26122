import type {WriteStream} from 'node:tty';
import {expect, test} from 'vitest';
import {commandOutput} from '../../source/command-output.ts';

/** The output of a command on a terminal, or a pipe, in an environment. */
const outputTo = (env: Record<string, string>, {isTTY = true, columns = 100} = {}) => {
	const written = {stdout: '', stderr: ''};
	const stream = (name: keyof typeof written) =>
		({
			isTTY,
			columns,
			on: () => {},
			write: (bytes: string) => {
				written[name] += bytes;
			},
		}) as unknown as WriteStream;
	const streams = {stdout: stream('stdout'), stderr: stream('stderr')};
	return {written, ...commandOutput(streams, {LANG: 'C.UTF-8', ...env}, () => 'dark')};
};
const xterm = {TERM: 'xterm-256color'};

test.each([
	['a terminal', xterm, true, '\u001B[91mfailed\u001B[39m\n'],
	[
		'one with all colours',
		{...xterm, COLORTERM: 'truecolor'},
		true,
		'\u001B[38;2;255;128;128mfailed\u001B[39m\n',
	],
	['a pipe', xterm, false, 'failed\n'],
	['a pipe with FORCE_COLOR', {...xterm, FORCE_COLOR: '1'}, false, '\u001B[91mfailed\u001B[39m\n'],
	['a terminal with FORCE_COLOR=0', {...xterm, FORCE_COLOR: '0'}, true, 'failed\n'],
	['a terminal with NO_COLOR', {...xterm, NO_COLOR: '1'}, true, 'failed\n'],
	['NO_COLOR and FORCE_COLOR', {...xterm, NO_COLOR: '1', FORCE_COLOR: '1'}, true, 'failed\n'],
	['a terminal with an empty NO_COLOR', {...xterm, NO_COLOR: ''}, true, '\u001B[91mfailed\u001B[39m\n'],
	['a dumb terminal', {TERM: 'dumb'}, true, 'failed\n'],
	['a terminal without a name', {}, true, 'failed\n'],
] as const)('colours on %s', (...[, env, isTTY, expected]) => {
	const {display, written} = outputTo(env, {isTTY});
	display.show([{text: 'failed', meaning: 'danger'}]);
	expect(written.stdout).toBe(expected);
});

test('a colour is all that is added to what a worker says', () => {
	const {display, out, err, written} = outputTo(xterm);
	display.show([{text: 'a\u001B[2J\u001B]0;owned\u0007b\u009B1mc', meaning: 'success'}]);
	out('x\u001B[2Jy');
	err('x\u001B[2Jz');
	expect(written.stdout).toBe('\u001B[32mab·1mc\u001B[39m\nxy\n');
	expect(written.stderr).toBe('xz\n');
});

test.each([
	[{}, {}, 100],
	[{COLUMNS: '60'}, {}, 60],
	[{COLUMNS: '0'}, {}, 100],
	[{COLUMNS: 'wide'}, {}, 100],
	[{}, {columns: 0}, 80],
	[{COLUMNS: '60'}, {isTTY: false}, undefined],
])('the width with %j on %j', (env, terminal, expected) => {
	expect(outputTo(env, terminal).display.columns()).toBe(expected);
});

test.each([
	[xterm, {}, true],
	[xterm, {isTTY: false}, false],
	[{...xterm, CI: 'true'}, {}, false],
	[{TERM: 'dumb'}, {}, false],
])('a line is redrawn only where it can be: %j on %j', (env, terminal, expected) => {
	expect(outputTo(env, terminal).display.status !== undefined).toBe(expected);
});
