import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {pathBytes} from '../../source/model/image-edits.ts';
import {type Shell, shells} from '../jobs/local-worker.ts';

const query = (name: string) =>
	readFileSync(new URL(`../../source/worker/queries/${name}.sh`, import.meta.url), 'utf8');
const patterns = query('secret-patterns');
/** The rules as find itself applies them: which files are of a class, in a folder. */
const reference = `${patterns}
set -f
any() { test=$1; shift; all=''; for each; do all="$all -o $test $each"; done; echo "( \${all# -o} )"; }
named="( $(any -name $names) -o $(any -path $places) ! $(any -path $no_place) )"
apart="! $named ! $(any -path $packaged)"
case $1 in
named) of=$named ;;
setting) of="$apart $(any -name $settings)" ;;
code) of="$apart ! $(any -name $settings) $(any -name $code)" ;;
any) of='' ;;
esac
find . -type d $(any -path $pruned) -prune -o -type f $of -print0`;

const contents = {
	any: `ghp_${'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7aB3dE6gH9'}\n`,
	code: "password = 'Zq8sT1vW4'\n",
	setting: 'password: Zq8sT1vW4\n',
	named: 'nothing\n',
};
const contentNames = ['any', 'code', 'setting', 'named'] as const;
const fillings = ['', 'a', 'two words', 'line\nbreak', '\xff', 'a.b'];
const near = (name: string): readonly string[] => [
	name.replaceAll(/[a-z]/gu, each => each.toUpperCase()),
	`${name}x`,
	name.replace(/[^/]*$/u, 'x$&'),
	name.replaceAll('.', 'x'),
	name.replaceAll('/', 'x'),
];
/** Names that a pattern matches, and others that it almost does: a few of each, as every file costs time. */
const fill = (pattern: string, index: number): readonly string[] =>
	[0, 2].flatMap(each => {
		const filling = fillings[(index + each) % fillings.length] ?? '';
		const name = pattern.replaceAll('*', filling).replaceAll('?', filling.slice(0, 1) || 'q');
		return each === 0 ? [name] : [name, near(name)[(index + each) % 5] ?? name];
	});
const paths = (): readonly string[] => {
	const {stdout} = spawnSync(
		'sh',
		[
			'-fc',
			`${patterns}\nprintf '%s\\n' $names $settings $code; echo; echo $places $no_place $packaged $pruned | tr ' ' '\\n'`,
		],
		{encoding: 'utf8'},
	);
	const [names = '', places = ''] = stdout.split('\n\n').map(each => each.trim());
	const below = ['', 'srv/', 'root/', 'srv/node_modules/a/', 'usr/share/doc/a/'];
	const files = names
		.split('\n')
		.flatMap((name, index) =>
			fill(name, index).map((each, at) => `${below[(index + at) % below.length]}${each}`),
		);
	const inside = places
		.split('\n')
		.flatMap((place, index) =>
			fill(place, index).flatMap((each, at) => [each, `${each}/${at % 2 === 0 ? 'app.js' : 'config.json'}`]),
		);
	const all = [...files, ...inside].map(each => each.replace(/^\.\//u, '').replaceAll(/\/{2,}/gu, '/'));
	return [...new Set(all)].filter(each => !/(?:^|\/)(?:\.\.?)?(?:\/|$)/u.test(each));
};

let folder: string;
const planted = new Map<string, string>();
/** Each path in a folder of its own in which nothing is in its way. */
const plant = (names: readonly string[]): void => {
	for (const name of names) {
		const file = Buffer.from(`${folder}/own/${name}`, 'latin1');
		try {
			mkdirSync(Buffer.from(path.dirname(`${folder}/own/${name}`), 'latin1'), {recursive: true});
			writeFileSync(file, '');
			planted.set(name, '');
		} catch {
			// Another one of these is a file on the way to it, or it is a folder.
		}
	}
};
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'ingot-names-'));
	// The deeper ones first, so that names of folders are folders.
	plant(paths().toSorted((a, b) => b.split('/').length - a.split('/').length));
	mkdirSync(path.join(folder, 'tools'));
	spawnSync('busybox', ['--install', '-s', path.join(folder, 'tools')]);
	rmSync(path.join(folder, 'tools/sh'), {force: true});
}, 60_000);
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const fillWith = (turn: number): void => {
	for (const [at, name] of [...planted.keys()].entries()) {
		const content = contentNames[(at + turn) % contentNames.length] ?? 'any';
		planted.set(name, content);
		writeFileSync(Buffer.from(`${folder}/own/${name}`, 'latin1'), contents[content]);
	}
};

const filesOf = (kind: string): readonly string[] => {
	const {stdout, stderr} = spawnSync('sh', ['-s', kind], {
		input: reference,
		cwd: path.join(folder, 'own'),
		maxBuffer: 2 ** 28,
		env: {...process.env, LC_ALL: 'C'},
	});
	expect(stderr.toString()).toBe('');
	return stdout
		.toString('latin1')
		.split('\0')
		.slice(0, -1)
		.map(each => each.slice(2));
};

/** A file of a class is sent for the words that its class has, and for those of the classes after it. */
const expected = (): readonly string[] =>
	contentNames.flatMap((kind, rank) =>
		filesOf(kind).filter(name => contentNames.indexOf(planted.get(name) as typeof kind) <= rank),
	);

test.each([
	['dash', true, 0],
	['bash', true, 1],
	['busybox', false, 2],
] as const)(
	'the same files are chosen as find chooses by each pattern, with %s',
	(shell: Shell, hasGnu, turn) => {
		fillWith(turn);
		const [file = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const env = {PATH: `${hasGnu ? '' : `${folder}/tools:`}${process.env.PATH}`};
		const {stdout} = spawnSync(file, [...first, '-s', path.join(folder, 'own')], {
			input: patterns + query('secret-records') + query('secret-candidates'),
			encoding: 'utf8',
			env,
			maxBuffer: 2 ** 28,
		});
		const sent = stdout.split('\n').flatMap(line => {
			const [, name] = /^file \d+ \S+ \d+ (.+)$/u.exec(line) ?? [];
			return name === undefined ? [] : [Buffer.from(pathBytes(name)).toString('latin1').slice(1)];
		});
		expect(sent.length).toBeGreaterThan(200);
		expect(new Set(sent).size).toBe(sent.length);
		expect(sent.toSorted()).toEqual([...new Set(expected())].toSorted());
	},
	120_000,
);
