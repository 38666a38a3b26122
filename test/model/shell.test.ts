import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {lineForAnyShell, quote} from '../../source/model/shell.ts';

/** Those that this machine has; test/live/shells-all.test.ts has them all as login shells. */
const shells: readonly (readonly string[])[] = [
	['sh'],
	['bash'],
	['busybox', 'ash'],
	...['fish', 'tcsh', 'zsh'].filter(name => existsSync(`/usr/bin/${name}`)).map(name => [name]),
];
const hostile = 'it\'s "50%" of $HOME `id` \\1 \\\\ !! ~ # {a,b} *\n\ttwo é 😀 -n ;&|<>()';

describe.each(shells.map(argv => [argv.join(' '), argv] as const))('%s', (_name, [file = 'sh', ...rest]) => {
	test.each([
		['words', hostile],
		['a dash first', '-n hostile'],
		['a line for csh to look up in its history', '!foo !!:2 ^a^b'],
	])('gives %s to sh as they were', (_title, words) => {
		const line = lineForAnyShell(quote(['printf', '%s', words]));
		const {stdout, stderr} = spawnSync(file, [...rest, '-c', line], {encoding: 'utf8'});
		expect({stdout, stderr}).toEqual({stdout: words, stderr: ''});
	});
});

test('the line contains nothing that a shell interprets within single quotes', () => {
	const [, quoted = ''] = /^exec sh -c '(.*)'$/su.exec(lineForAnyShell(hostile)) ?? [];
	expect(quoted).toMatch(/^eval "\$\(printf "(?:[A-Za-z0-9 _=:,./]|\\\d{3})*"\)"$/u);
	expect(() => lineForAnyShell('a\0b')).toThrow(TypeError);
});
