import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {Image} from '../../source/model/image.ts';
import {type ImageUse, usedBy} from '../../source/model/image-use.ts';
import {splitReference} from '../../source/model/reference.ts';
import {applyRetention, type Retention} from '../../source/model/retention.ts';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

const hour = 3600;
const now = 1_700_000_000;
const script = readFileSync(scriptPath('judge-images'), 'utf8');

/** `REFERENCE AGE-IN-HOURS ID USER…`, the users as `usedBy` names them. */
type Row = {
	readonly reference: string;
	readonly ageHours: number;
	readonly id: string;
	readonly use: Partial<ImageUse>;
};
const rowsOf = (lines: readonly string[]): readonly Row[] =>
	lines.map(line => {
		const [reference = '', age = '', id, ...users] = line.split(' ');
		const named = (kind: string) =>
			users.flatMap(each => (each.startsWith(`${kind}=`) ? [each.slice(kind.length + 1)] : []));
		const use = {devboxes: named('box'), volumes: named('volume'), schedules: named('schedule')};
		return {reference: `localhost/${reference}`, ageHours: Number(age), id: id ?? reference, use};
	});
const unused: ImageUse = {tags: [], devboxes: [], volumes: [], schedules: []};

/** As the command judges them. */
const judgedHere = (rows: readonly Row[], retention: Retention): readonly string[] => {
	const images = rows.map(({reference, ageHours, id, use}) => ({
		image: {
			...{worker: 'forge', id, reference, os: 'linux', owner: 'alice', source: undefined, base: undefined},
			...splitReference(reference),
			...{capabilities: [], sizeBytes: 1, createdAt: (now - ageHours * hour) * 1000},
		} as Image,
		use: {...unused, ...use},
	}));
	return applyRetention(images, retention, {user: 'alice', now: now * 1000}).map(
		({image, isOld, why}) => `${isOld ? 'old' : 'kept'} ${image.reference} ${image.id} ${why}`,
	);
};

/** As a schedule on the worker judges them. */
const judgedThere = (shell: Shell, rows: readonly Row[], {keepLast, keepWithinMs, names = []}: Retention) => {
	const [file = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
	const words = [keepLast, keepWithinMs === undefined ? '' : keepWithinMs / 1000, now, ...names].map(String);
	// Its own tools, too, not only its shell.
	const tools = shell === 'busybox' ? 'awk() { busybox awk "$@"; }; sort() { busybox sort "$@"; }' : ':';
	const {stdout, stderr} = spawnSync(
		file,
		[...first, '-c', `${tools}\n${script}\njudge_images "$@"`, 'sh', ...words],
		{
			input: rows
				.map(({reference, ageHours, id, use}) => {
					const users = usedBy({...unused, ...use});
					return `${now - ageHours * hour} ${reference} ${id} ${users.length === 0 ? '' : `in use by ${users.join('; ')}`}\n`;
				})
				.join(''),
			encoding: 'utf8',
			env: {...process.env, LC_ALL: 'C'},
		},
	);
	expect(stderr).toBe('');
	return stdout
		.split('\n')
		.filter(line => line !== '')
		.map(line => line.replace(/^(\S+) \d+ /u, '$1 '));
};

const cases: Readonly<Record<string, readonly [lines: readonly string[], retention: Retention]>> = {
	'no images': [[], {keepLast: 1}],
	'several names, in any order': [
		['web:2 48', 'db:9 216', 'web:1 24', 'web:4 96', 'web:3 72'],
		{keepLast: 2},
	],
	'the only image of a name, however old': [['web:900 21600'], {keepLast: 0, keepWithinMs: hour * 1000}],
	'young enough': [['web:1 1', 'web:2 24', 'web:3 25'], {keepLast: 1, keepWithinMs: 25 * hour * 1000}],
	'in use': [
		[
			'web:1 1',
			'web:2 2 web:2 box=api',
			'web:3 3 web:3 box=a box=b volume=win',
			'web:4 4 web:4 schedule=nightly',
		],
		{keepLast: 1},
	],
	'two tags of one image count once': [['web:1 24', 'web:1b 24 web:1', 'web:2 48'], {keepLast: 2}],
	'another name keeps it': [['web:1 24', 'web:5 120', 'stable:5 120 web:5'], {keepLast: 1}],
	'another name that was not given keeps it': [
		['web:1 24', 'web:5 120', 'db:5 120 web:5'],
		{keepLast: 1, names: ['web']},
	],
	'no name keeps it': [['web:1 24', 'web:5 120', 'web:5b 120 web:5'], {keepLast: 1}],
	'only given names': [
		['web:1 1', 'web:2 2', 'db:1 1', 'db:2 2', 'web-2:1 9'],
		{keepLast: 1, names: ['db', 'web']},
	],
	'a name that is part of another': [['web:1 1', 'web-x:1 2', 'web-x:2 3'], {keepLast: 1, names: ['web']}],
	'a port is no tag': [['web:1 1', 'forge:5000/web:2 2', 'forge:5000/web:3 3'], {keepLast: 1}],
	'ages before the clock was set back': [
		['web:1 -5', 'web:2 1', 'web:3 2'],
		{keepLast: 1, keepWithinMs: hour * 1000},
	],
	'the same age': [['web:b 5', 'web:a 5', 'web:c 5'], {keepLast: 2}],
	'versions of the same age': [['web:v1 5', 'web:v3 5', 'web:v2 5'], {keepLast: 1}],
	'numbers of several digits': [
		['web:v9 5', 'web:v10 5', 'web:v100 5', 'web:v1 6', 'web:v2 4'],
		{keepLast: 2},
	],
	'numbers with zeros before them': [
		['web:1.09 5', 'web:1.010 5', 'web:1.9 5', 'web:1.0 5', 'web:1.00 5'],
		{keepLast: 2},
	],
	'dates and times of the same age': [
		['web:2026-11-30-0959 5', 'web:2026-11-30-1000 5', 'web:2026-2-28 5', 'web:20261201 5'],
		{keepLast: 2},
	],
	'long numbers': [
		[`web:${'9'.repeat(99)} 5`, `web:1${'0'.repeat(99)} 5`, `web:${'8'.repeat(128)} 5`],
		{keepLast: 1},
	],
	'tags that begin alike': [
		['web:v1 5', 'web:v1-rc2 5', 'web:v1.1 5', 'web:v1_a 5', 'web:V1 5', 'web:latest 5'],
		{keepLast: 3},
	],
	'a host and names with numbers': [
		['forge9:5000/web2:1 5', 'forge9:5000/web2:2 5', 'forge10:5000/web2:1 5', 'web10:1 5', 'web9:1 5'],
		{keepLast: 1},
	],
	'more than nine': [Array.from({length: 15}, (_, index) => `web:${index} ${index}`), {keepLast: 11}],
};

/** Repeatable numbers from 0 to below the limit. */
const chance = (seed: number) => {
	let state = seed;
	return (limit: number): number => {
		state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
		return Math.floor((state / 2 ** 31) * limit);
	};
};
const drawn = (seed: number): readonly [readonly string[], Retention] => {
	const draw = chance(seed);
	// Two in three are as old as others.
	const ages = [40, 4, 1][draw(3)] ?? 1;
	const lines = Array.from({length: draw(25)}, (_, index) => {
		const id = `id${draw(12)}`;
		const use = ['', '', '', ` box=b${draw(3)}`, ` volume=v${draw(3)}`, ' schedule=s'][draw(6)] ?? '';
		return `${['web', 'db', 'web-x'][draw(3)]}:${['', 'v', '0'][draw(3)]}${index} ${draw(ages)} ${id}${use}`;
	});
	const names = [undefined, ['web'], ['db', 'web-x']][draw(3)];
	return [
		lines,
		{keepLast: 1 + draw(4), keepWithinMs: draw(2) === 0 ? undefined : draw(40) * hour * 1000, names},
	];
};

describe.each(Object.keys(shells) as Shell[])(
	'under %s, a schedule judges images as ingot images prune does',
	shell => {
		test.each(Object.keys(cases))('%s', name => {
			const [lines, retention] = cases[name] ?? [[], {keepLast: 1}];
			const rows = rowsOf(lines);
			const here = judgedHere(rows, retention);
			expect(here.length > 0 || name === 'no images').toBe(true);
			expect(judgedThere(shell, rows, retention)).toEqual(here);
		});

		test('images, names and rules drawn by chance', () => {
			for (let seed = 1; seed <= 60; seed++) {
				const [lines, retention] = drawn(seed);
				const rows = rowsOf(lines);
				expect(judgedThere(shell, rows, retention), JSON.stringify([seed, lines, retention])).toEqual(
					judgedHere(rows, retention),
				);
			}
		});
	},
);
