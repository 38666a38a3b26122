import {spawnSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {escapePath, pathBytes} from '../../source/model/image-edits.ts';

const paths: readonly (readonly [title: string, bytes: Buffer, escaped: string])[] = [
	['a plain path', Buffer.from('/srv/app/config.json'), '/srv/app/config.json'],
	['letters of any script', Buffer.from('/srv/größe/日本'), '/srv/größe/日本'],
	['spaces and quotes', Buffer.from(`/a b/'c' "d" $e`), `/a b/'c' "d" $e`],
	['a line break', Buffer.from('/a\nb'), '/a\\0012b'],
	['a backslash that looks like an escape', Buffer.from('/a\\0012b'), '/a\\01340012b'],
	['a control character above ASCII', Buffer.from('/a\u{9b}b'), '/a\\0302\\0233b'],
	['bytes that are no UTF-8', Buffer.from([0x2f, 0xff, 0x61, 0xc3]), '/\\0377a\\0303'],
	['a digit behind an escape', Buffer.from('/\n7'), '/\\00127'],
];

test.each(paths)('%s is written in a plan and read back as the same bytes', (_title, bytes, escaped) => {
	expect(escapePath(bytes)).toBe(escaped);
	expect(Buffer.from(pathBytes(escaped))).toEqual(bytes);
});

test.each(['dash', 'bash', 'busybox sh'])('%s turns every escaped path back into its bytes', shell => {
	const [command = '', ...argv] = shell.split(' ');
	for (const [, bytes, escaped] of paths) {
		const {stdout} = spawnSync(command, [...argv, '-c', 'printf %b "$1"', 'sh', escaped]);
		expect(stdout).toEqual(bytes);
	}
});
