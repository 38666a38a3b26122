import {spawnSync} from 'node:child_process';
import {
	appendFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {findSecrets} from '../../source/jobs/find-secrets.ts';
import {escapePath} from '../../source/model/image-edits.ts';
import {searchedFiles} from '../../source/plan/searched.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {source} from '../plan/sources.ts';

const token = `ghp_${'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7'.repeat(2).slice(0, 36)}`;
const worker = (name: string) => new URL(`../../source/worker/${name}`, import.meta.url).pathname;
let folder: string;
const own = (name: string) => path.join(folder, 'own', name);
const put = (name: string, text: string): void => {
	mkdirSync(path.dirname(own(name)), {recursive: true});
	writeFileSync(own(name), text);
};
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'ingot-recheck-'));
	put('srv/app.yaml', 'password: Zq8sT1vW4\n');
	put('srv/plain.txt', 'nothing\n');
	put('srv/größe.txt', token);
	put('srv/two words.log', 'the token is stale\nGET / 200\n');
	put('srv/größe.log', 'the token is stale\npass');
	put('root/.bash_history', 'ls\n');
	put('root/.config/state', 'open\n');
	put('root/.netrc', 'machine a.example login me password Zq8sT1vW4\n');
	mkdirSync(path.join(folder, 'job'));
	mkdirSync(path.join(folder, 'tools'));
	mkdirSync(path.join(folder, 'fakes'));
	spawnSync('busybox', ['--install', '-s', path.join(folder, 'tools')]);
	rmSync(path.join(folder, 'tools/sh'), {force: true});
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const scripts = ['secret-candidates.sh', 'secret-growth.sh', 'secret-patterns.sh', 'secret-records.sh'];

type On = {readonly shell: Shell; readonly hasGnu: boolean};
const run = ({shell, hasGnu}: On, script: string, cwd: string) => {
	const [file = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
	const env = {PATH: `${folder}/fakes:${hasGnu ? '' : `${folder}/tools:`}${process.env.PATH}`};
	return spawnSync(file, [...first, '-s'], {input: script, encoding: 'utf8', env, cwd});
};

/** Searches, makes the change, and compares as the job does. */
const recheck = async (on: On, change: () => void, leftOut: readonly string[] = []) => {
	async function* lines(script: string) {
		yield* run(on, script, folder).stdout.trimEnd().split('\n');
	}
	const layer = {driver: 'overlay', upperDir: own(''), isIdMapped: false};
	const scan = await findSecrets({worker: source.worker, lines} as unknown as Remote, {
		facts: {...source.facts, rootless: false},
		devbox: {...source.devbox, layer},
	});
	const job = path.join(folder, 'job');
	const edits = leftOut.map(each => ({act: 'remove', path: escapePath(Buffer.from(each))}) as const);
	for (const {name, text} of searchedFiles({searched: scan?.searched, edits}))
		writeFileSync(path.join(job, name), text);
	for (const name of scripts) writeFileSync(path.join(job, name), readFileSync(worker(`queries/${name}`)));
	change();
	const {status, stdout, stderr} = run(
		on,
		`refuse() { echo "$2" >&2; exit "$1"; }; as_owner() { "$@"; }
. ${worker('steps/linux/linux-recheck.sh')}
is_searched && recheck ${own('')}`,
		job,
	);
	if (status !== 1) expect(readdirSync(job).toSorted()).toEqual(scripts);
	expect(stdout + stderr).not.toContain(token.slice(4));
	return {status, said: stderr.trim()};
};

const changes: Readonly<Record<string, readonly [change: () => void, refused?: string]>> = {
	nothing: [() => {}],
	'a new token': [() => put('srv/new.js', `const t = '${token}';\n`), '/srv/new.js'],
	'a key under a name with a line break': [() => put('srv/line\nbreak.pem', token), '/srv/line?break.pem'],
	'a new login without a known text': [() => put('home/me/.pgpass', 'a:1:b:c:d\n'), '/home/me/.pgpass'],
	'a token where there was none': [() => put('srv/plain.txt', token), '/srv/plain.txt'],
	'a searched file that grew': [() => appendFileSync(own('srv/app.yaml'), '#\n'), '/srv/app.yaml'],
	'a searched file of the same size': [
		() => {
			put('srv/app.yaml', 'password: Aq8sT1vW4\n');
			utimesSync(own('srv/app.yaml'), 1, 1);
		},
		'/srv/app.yaml',
	],
	'a searched file under another name': [
		() => renameSync(own('srv/app.yaml'), own('srv/b.yaml')),
		'/srv/b.yaml',
	],
	'a command in a history that has no secret': [() => appendFileSync(own('root/.bash_history'), 'cd /srv\n')],
	'a password in a history': [
		() => appendFileSync(own('root/.bash_history'), 'mysql --password=Zq8sT1vW4\n'),
		'/root/.bash_history',
	],
	'a line in a log that has words but no secret': [
		() => appendFileSync(own('srv/two words.log'), 'GET / 200\nGET'),
	],
	'a password in such a log': [
		() => appendFileSync(own('srv/two words.log'), 'login password=Zq8sT1vW4\n'),
		'/srv/two words.log',
	],
	'a password that was half written': [
		() => appendFileSync(own('srv/größe.log'), 'word=Zq8sT1vW4\n'),
		'/srv/größe.log',
	],
	'another beginning of such a log': [
		() => put('srv/two words.log', 'the token is gone: Zq8sT1vW4xyZ\nGET / 200\nGET / 200\n'),
		'/srv/two words.log',
	],
	'the state of a program': [() => put('root/.config/state', 'closed, at noon\n')],
	'a new file without a secret': [() => put('srv/new.txt', 'hello\n')],
	'a searched file that is gone': [() => rmSync(own('srv/app.yaml'))],
};

const on: readonly On[] = [
	{shell: 'dash', hasGnu: true},
	{shell: 'busybox', hasGnu: false},
	{shell: 'bash', hasGnu: true},
];

test.each(
	Object.entries(changes).map(
		([what, [change, refused]], index) => [what, refused ?? 'nothing', {change, on: on[index % 3]}] as const,
	),
)('after %s, the job refuses %s', async (_, refused, {change, on: shell = on[0]}) => {
	if (shell === undefined) throw new Error('no shell');
	const {status, said} = await recheck(shell, change);
	if (refused === 'nothing') expect([status, said]).toEqual([0, '']);
	else {
		expect(status).toBe(3);
		expect(said).toContain(`Changed since it was searched for secrets: ${refused}. Run it again`);
	}
});

const failing: Readonly<Record<string, readonly [does: string, code: number, says: RegExp]>> = {
	find: ['echo "find: ./srv: Permission denied" >&2; exit 1', 1, /could not be searched.*Permission denied/u],
	grep: ['echo "grep: no such option" >&2; exit 2', 1, /could not be searched.*no such option/u],
	sort: ['echo "sort: No space left on device" >&2; exit 2', 1, /were not compared/u],
	awk: ['case $* in *searched*) exit 2 ;; esac; exec "$real" "$@"', 1, /were not compared/u],
	tail: ['case $1 in -c*) exit 1 ;; esac; exec "$real" "$@"', 3, /Changed since.*two words\.log/u],
	sha256sum: ['exit 1', 3, /Changed since.*two words\.log/u],
};

test.each(
	Object.entries(failing).flatMap(([program, row]) =>
		(['dash', 'bash'] as const).map(shell => [program, shell, row] as const),
	),
)(
	'no image is made where a failing %s hides whether a secret was written, with %s',
	async (...[program, shell, [does, code, says]]) => {
		const fake = () => {
			const text = `#!/bin/sh\nreal=/usr/bin/${program}\n${does}\n`;
			writeFileSync(path.join(folder, 'fakes', program), text, {mode: 0o755});
			appendFileSync(own('srv/two words.log'), 'GET / 200\n');
		};
		const {status, said} = await recheck({shell, hasGnu: true}, fake);
		expect(said).toMatch(says);
		expect(status).toBe(code);
	},
);

test('the reason has the options that leave out what changes all the time, quoted for a shell', async () => {
	const grow = () => {
		for (const name of ['srv/two words.log', 'srv/größe.log'])
			appendFileSync(own(name), 'login password=Zq8sT1vW4\n');
		put("srv/it's.env", 'KEY=Zq8sT1vW4xyZ\n');
	};
	for (const each of on) {
		rmSync(own("srv/it's.env"), {force: true});
		put('srv/two words.log', 'the token is stale\n');
		put('srv/größe.log', 'the token is stale\n');
		const {status, said} = await recheck(each, grow);
		expect(status).toBe(3);
		expect(said).toContain('(and 2 more). Run it again; if it changes all the time, leave it out (');
		expect(said).toContain('or do not search (--secrets skip)');
		const [, options = ''] = / leave it out \((.*)\) or do/u.exec(said) ?? [];
		const words = spawnSync('sh', ['-c', `printf '%s\n' ${options}`], {encoding: 'utf8'}).stdout.split('\n');
		expect(words.filter(word => word.startsWith('/')).toSorted()).toEqual([
			'/srv/größe.log',
			"/srv/it's.env",
			'/srv/two words.log',
		]);
	}
});

test('what is left out of the image may change, also below a folder with an unusual name', async () => {
	const change = () => {
		put('srv/größe.txt', `${token}\n`);
		put('root/.netrc', 'machine b.example login me password Zq8sT1vW4\n');
		put('srv/two folders/a.js', token);
		put('srv/two folders/ö.js', token);
	};
	const out = ['/srv/größe.txt', '/root/.netrc', '/srv/two folders'];
	for (const shell of ['dash', 'bash'] as const)
		expect(await recheck({shell, hasGnu: true}, change, out)).toEqual({status: 0, said: ''});
	expect((await recheck({shell: 'dash', hasGnu: true}, () => put('srv/two', token), out)).said).toContain(
		'/srv/two.',
	);
});
