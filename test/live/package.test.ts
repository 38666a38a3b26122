import {execFileSync, type SpawnSyncReturns, spawnSync} from 'node:child_process';
import {
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {Terminal} from '../driver/terminal.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {addressOf} from './remote-lab.ts';

const top = path.resolve(import.meta.dirname, '../..');
const bareRoot = path.join(top, 'test/lab/bare-root.sh');
const {version} = JSON.parse(readFileSync(path.join(top, 'package.json'), 'utf8'));
const debian = process.arch === 'x64' ? 'amd64' : process.arch;
const tarball = path.join(top, `dist/ingot-${version}-linux-${process.arch}.tar.gz`);
const deb = path.join(top, `dist/ingot_${version}_${debian}.deb`);
let lab: Lab;
let folder: string;
let root: string;

beforeAll(async () => {
	execFileSync('sh', [path.join(top, 'packaging/package.sh'), process.arch], {
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	lab = await holdLab({name: `package${process.pid}`, workers: 1, user: 'alice'});
	folder = mkdtempSync(path.join(tmpdir(), 'ingot-bare-'));
	execFileSync('sh', [bareRoot, 'up', folder, lab.folder], {stdio: ['ignore', 'ignore', 'pipe']});
	root = path.join(folder, 'root');
	mkdirSync(path.join(root, 'root/.ssh'), {mode: 0o700, recursive: true});
	copyFileSync(path.join(lab.folder, 'key'), path.join(root, 'root/.ssh/id_ed25519'));
	const host = `Host forge\n\tHostName ${addressOf(lab, '1')}\n\tUser root\n\tStrictHostKeyChecking accept-new\n`;
	writeFileSync(path.join(root, 'root/.ssh/config'), host, {mode: 0o600});
	execFileSync('tar', ['-xzf', tarball, '-C', path.join(root, 'opt'), '--strip-components', '1']);
	copyFileSync(deb, path.join(root, 'tmp/ingot.deb'));
}, 900_000);
afterAll(async () => {
	if (folder !== undefined) execFileSync('sh', [bareRoot, 'down', folder]);
	await lab?.release();
});

/** A command line in the root file system that has no Node, with next to nothing in the environment. */
const inRoot = (...argv: readonly string[]): readonly string[] => [
	'chroot',
	root,
	'/usr/bin/env',
	...[
		'-i',
		'-C',
		'/root',
		'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
		'HOME=/root',
		'LANG=C.UTF-8',
		'TERM=xterm-256color',
	],
	...argv,
];
const run = (...argv: readonly string[]): SpawnSyncReturns<string> => {
	const [file = '', ...rest] = inRoot(...argv);
	return spawnSync(file, rest, {encoding: 'utf8', timeout: 300_000});
};
const ingot = '/opt/ingot';
/** V8's compiled code of earlier starts. */
const kept = 'root/.cache/ingot/code';

test('the tarball holds the executable, completions, the man page and all licences', () => {
	const files = execFileSync('tar', ['-tzf', tarball], {encoding: 'utf8'});
	const inside = files.split('\n').map(each => each.split('/').slice(1).join('/'));
	expect(inside.filter(each => each !== '' && !each.endsWith('/')).toSorted()).toEqual([
		'LICENSE',
		'LICENSES.bundled',
		'completions/_ingot',
		'completions/ingot.bash',
		'completions/ingot.fish',
		'ingot',
		'ingot.1',
	]);
	const licences = readFileSync(path.join(root, 'opt/LICENSES.bundled'), 'utf8');
	for (const each of [/^Node\.js /u, /^ink \d/mu, /^yoga-layout \d/mu, /^ssh2 \d/mu, /OpenSSL/u])
		expect(licences).toMatch(each);
});

test('where no Node is installed, it prints its version and finds a worker', () => {
	expect(run('sh', '-c', 'command -v node nodejs').stdout).toBe('');
	expect(run(ingot, '--version').stdout).toMatch(new RegExp(`^${version.replaceAll('.', '\\.')} \\(`, 'u'));
	const made = run(ingot, 'init', '--worker', 'one=forge', '--user', 'alice', '--role', 'member');
	expect(made.status, made.stderr).toBe(0);
	expect(made.stdout).toMatch(/^ok +one +forge +typed +Podman [\d.]+, root/mu);
	const listed = run(ingot, 'devboxes', '--json');
	expect(listed.stdout).toContain('"worker":"one","name":"api"');
	expect(listed.stderr).toBe('');
	const words = run(ingot, 'complete', '--', 'devboxes', '-w', '');
	expect(words.stdout).toBe('one\n');
});

test('it finds secrets with the rules that it loads late', async () => {
	const plant = "printf 'machine a.example login me password Zq8sT1vW4' >/root/.netrc";
	await lab.exec('1', ['podman', 'exec', '-u', '0', 'api', 'mkdir', '-p', '/root']);
	expect((await lab.exec('1', ['podman', 'exec', '-u', '0', 'api', 'sh', '-c', plant])).code).toBe(0);
	const asked = run(
		ingot,
		'create',
		'-w',
		'one',
		'-f',
		'api',
		'-n',
		'made',
		'--secrets',
		'fail',
		'--dry-run',
	);
	expect(asked.status, asked.stdout).toBe(3);
	expect(asked.stderr).toContain('/root/.netrc:1  netrc password  ****\n');
});

test.each(['builtin', 'system'])(
	'the full screen opens over the %s transport, also with the code kept from before',
	async transport => {
		const config = '/root/config.yaml';
		const lines = readFileSync(lab.configFile, 'utf8');
		writeFileSync(path.join(root, config), transport === 'system' ? `${lines}\ntransport: system\n` : lines);
		for (const _ of ['first', 'again']) {
			const terminal = new Terminal(inRoot(ingot, '--config', config), {columns: 120, rows: 30});
			onTestFinished(() => terminal.close());
			await terminal.sees(/ready/u);
			terminal.type('2');
			await terminal.sees(/api .*running/u);
			terminal.type('q');
			expect(await terminal.exited).toBe(0);
		}
		expect(readdirSync(path.join(root, kept)).some(each => each.startsWith('screen-'))).toBe(true);
	},
);

test.each([
	['cut off', (code: Buffer) => code.subarray(0, code.length / 2)],
	['altered', (code: Buffer) => Buffer.from(code.map(byte => byte ^ 255))],
	['empty', () => Buffer.alloc(0)],
])('a file of compiled code that is %s is ignored and replaced', (_, harm) => {
	rmSync(path.join(root, kept), {recursive: true, force: true});
	expect(run(ingot, 'config', 'schema').status).toBe(0);
	const name = readdirSync(path.join(root, kept)).find(each => each.startsWith('commands-')) ?? '';
	const file = path.join(root, kept, name);
	const intact = readFileSync(file);
	writeFileSync(file, harm(intact));
	expect(run(ingot, 'config', 'schema')).toMatchObject({status: 0, stderr: ''});
	const anew = readFileSync(file);
	expect(anew.length).toBeGreaterThan(intact.length * 0.9);
	expect(anew.equals(Buffer.from(harm(intact)))).toBe(false);
});

test('as a link named node it answers for ssh what Node would', () => {
	run('ln', '-sf', ingot, '/tmp/node');
	const asked = run(
		'/tmp/node',
		'-e',
		'process.stdout.write(JSON.stringify(process.argv.slice(1)))',
		'--',
		'a b',
		'--help',
	);
	expect(asked).toMatchObject({status: 0, stderr: '', stdout: '["a b","--help"]'});
});

test('the Debian package installs, completes in bash, and its removal leaves nothing', async () => {
	const all = () =>
		execFileSync('find', ['usr', 'etc', 'opt', 'var/lib/dpkg/info'], {cwd: root, encoding: 'utf8'});
	const before = all();
	expect(run('dpkg', '-i', '/tmp/ingot.deb')).toMatchObject({status: 0});
	expect(run('ingot', '--version').stdout).toContain(version);
	// This root has no documentation, as its dpkg was told.
	const differing = run('dpkg', '--verify', 'ingot').stdout.split('\n');
	expect(differing.filter(each => !/^(?:missing +\/usr\/share\/(?:doc|man)\/.*)?$/u.test(each))).toEqual([]);
	const shell = new Terminal(inRoot('bash', '--norc', '-i'), {columns: 100});
	onTestFinished(() => shell.close());
	shell.type('. /usr/share/bash-completion/completions/ingot; clear\r').type('ingot devb\t');
	await shell.sees(/ingot devboxes$/mu);
	expect(run('dpkg', '-r', 'ingot')).toMatchObject({status: 0});
	expect(all()).toBe(before);
	expect(run('dpkg-query', '-W', 'ingot').status).toBe(1);
});
