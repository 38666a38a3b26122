import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import type {Run} from '../../source/commands/command-deps.ts';
import {type Column, printTable} from '../../source/commands/print-table.ts';

const columns: readonly Column[] = [
	{head: 'WORKER', rank: 0, minWidth: 8, isName: true},
	{head: 'DEVBOX', rank: 0, minWidth: 12, isName: true},
	{head: 'STATE', rank: 1},
	{head: 'OS', rank: 5},
	{head: 'IMAGE', rank: 3, minWidth: 14, isName: true},
	{head: 'CAPABILITIES', rank: 4, minWidth: 12},
	{head: 'SNAPSHOT', rank: 2, minWidth: 14},
];
const image = 'registry.example.com:5000/teams/platform/dev/base-of-all-devboxes:2026.11.28-nightly';
const rows = [
	['forge-1', 'api', 'running', 'linux', 'localhost/node-base:22', 'Git,ERP', 'yes'],
	[
		'forge-2',
		'開発環境の箱・税務申告書作成システム試験用',
		'stopped',
		'windows?',
		image,
		'電子申告,請求書,Tax Prep 2025',
		'no: not running',
	],
	[
		'forge-2',
		'x\u001B]0;owned\u0007\u202Ey\r\nz',
		'running',
		'linux',
		`a${'\u0301'.repeat(40)}b`,
		'',
		'no: a Cloud worker manages it',
	],
	[
		'w'.repeat(70),
		'👩‍👩‍👧‍👦'.repeat(30),
		'running',
		'linux',
		'\u0000'.repeat(99),
		'e'.repeat(5000),
		'no: runs for another user',
	],
];

/** What a terminal of so many columns shows; undefined: no terminal. */
const printed = (width: number | undefined, its = columns, of: Parameters<typeof printTable>[2] = rows) => {
	const lines: string[] = [];
	const out = (line: string) => void lines.push(line);
	const show = (line: readonly Run[]) => out(line.map(({text}) => text).join(''));
	printTable({out, display: {columns: () => width, show}}, its, of);
	return lines;
};

test.each([60, 80, 120, 200])('no line of a table is longer than a terminal of %i columns', width => {
	const lines = printed(width);
	expect(lines).toHaveLength(rows.length + 1);
	for (const line of lines) {
		expect(stringWidth(line)).toBeLessThanOrEqual(width);
		expect(line).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202E]/u);
	}
	expect(lines[0]).toMatch(/^WORKER +DEVBOX +STATE/u);
	expect(lines[1]).toMatch(/^forge-1 +api +running/u);
});

test('a terminal is used in full before anything goes', () => {
	const widest = (width: number) => Math.max(...printed(width).map(line => stringWidth(line)));
	expect(widest(200)).toBe(200);
	expect(widest(120)).toBeGreaterThan(110);
	const few = rows.slice(0, 1);
	expect(printed(80, columns, few)[1]).toBe(
		'forge-1  api     running  linux  localhost/node-base:22  Git,ERP       yes',
	);
});

test('columns go by their rank, and what names the row goes last', () => {
	const heads = (width: number) => printed(width)[0]?.split(/ +/u);
	expect(heads(120)).toContain('CAPABILITIES');
	expect(heads(80)).toEqual(['WORKER', 'DEVBOX', 'STATE', 'IMAGE', 'CAPABILITIES', 'SNAPSHOT']);
	expect(heads(60)).toEqual(['WORKER', 'DEVBOX', 'STATE', 'SNAPSHOT']);
	expect(heads(24)).toEqual(['WORKER', 'DEVBOX']);
	for (let width = 1; width < 60; width += 1)
		for (const line of printed(width)) expect(stringWidth(line)).toBeLessThanOrEqual(width);
});

test('names are cut in the middle, so that those that differ at their end stay different', () => {
	const names = [`${'team-'.repeat(12)}one`, `${'team-'.repeat(12)}two`];
	const [, first, second] = printed(
		60,
		columns,
		names.map(name => ['forge-1', name, 'running', 'linux', image, '', 'yes']),
	);
	expect(first).toMatch(/team…\S*one/u);
	expect(second).toMatch(/team…\S*two/u);
});

test('a reference loses localhost/ before anything else is cut', () => {
	expect(printed(80)[1]).toMatch(/ node-base:22 /u);
	expect(printed(200)[1]).toContain(' localhost/node-base:22 ');
	expect(printed(undefined)[1]).toContain(' localhost/node-base:22 ');
});

test('without a terminal nothing is cut, and nothing is left out', () => {
	const lines = printed(undefined);
	expect(lines[0]?.split(/ +/u)).toEqual(columns.map(({head}) => head));
	expect(lines[2]).toContain(image);
	expect(lines[4]).toContain('e'.repeat(5000));
	// One monstrous cell does not fill the other rows with blanks.
	expect(lines[1]?.length).toBeLessThan(2500);
});

test('sentences continue on further lines in their column; a command under a row stays whole', () => {
	const check = [
		{
			cells: [
				'FAIL',
				'subids',
				'The user has no subordinate ids, so rootless Podman cannot create a container at all.',
			],
			note: '      → sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 alice',
		},
	];
	const its = [{head: ''}, {head: 'forge-1'}, {head: '', minWidth: 20, wraps: true}];
	expect(printed(60, its, check)).toEqual([
		'      forge-1',
		'FAIL  subids   The user has no subordinate ids, so rootless',
		'               Podman cannot create a container at all.',
		'      → sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 alice',
	]);
	expect(printed(undefined, its, check)[1]).toContain('so rootless Podman cannot');
});

test('a text of many lines is one line of a table', () => {
	expect(printed(undefined, [{head: 'A'}, {head: 'B'}], [['one\ntwo', 'x']])).toEqual([
		'A        B',
		'one·two  x',
	]);
});
