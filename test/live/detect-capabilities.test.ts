import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {detectCapabilities} from '../../source/jobs/detect-capabilities.ts';
import {toolsToDetect} from '../../source/model/builtin-capabilities.ts';
import {toolWords} from '../../source/model/detection.ts';
import {homeIn, ok} from '../driver/homes.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

let lab: Lab;
const labs = new Map<string, SnapshotLab>();
beforeAll(async () => {
	lab = await holdLab({name: `detect${process.pid}`, workers: 1, user: 'alice'});
	await lab.addWorker('rootless', 'rootless');
	for (const worker of ['1', 'rootless']) labs.set(worker, await snapshotLab(lab, worker));
});
afterAll(async () => {
	for (const on of labs.values()) on.remote.close();
	await lab?.release();
});

/** As the user who logs in: without root, Podman is theirs. */
const podmanOn = (worker: string) => async (script: string) => {
	const ran = await labs.get(worker)?.remote.run(`set -eu\n${script}`, {timeoutMs: 60_000});
	if (ran?.code !== 0) throw new Error(`${script}\n→ ${ran?.code}: ${ran?.stderr}${ran?.stdout}`);
	return ran.stdout.trim();
};

/** A running DevBox in which a script was run as root. @returns its id */
const devbox = async (
	worker: string,
	{name, options = '', script = 'true'}: {name: string; options?: string; script?: string},
): Promise<string> => {
	const sh = podmanOn(worker);
	await sh(`podman run -d --quiet --name ${name} --network none --stop-timeout 1 ${options} localhost/devbase:1 sleep 3600 >/dev/null
podman exec -i --user 0 ${name} /bin/sh -eu <<'END'
tool() { mkdir -p "\${1%/*}"; printf '#!/bin/sh\\n%s\\n' "$2" >"$1"; chmod 755 "$1"; }
${script}
END`);
	return sh(`podman container inspect --format '{{.Id}}' ${name}`);
};

/** Everything in a DevBox that a look must not change: names, kinds, modes, owners, sizes, times, contents. */
const treeOf = (worker: string, name: string): Promise<string> =>
	podmanOn(
		worker,
	)(`podman exec --user 0 ${name} sh -c 'cd /; find . -xdev ! -path "./proc*" ! -path "./sys*" ! -path "./dev*" \\
		-exec stat -c "%n %F %a %u:%g %s %Y %h" {} + | sort; find . -xdev -type f ! -path "./proc/*" ! -path "./sys/*" -exec sha256sum {} + | sort'`);

/** Its processes. One that was killed and that the DevBox's first process does not reap is none any more. */
const processesOf = (worker: string, name: string): Promise<string> =>
	podmanOn(worker)(`podman top ${name} state args | tail -n +2 | grep -v '^Z' | sed 's/^[A-Z] *//' | sort`);

/** All its processes with their states. Its first process reaps nothing, so a zombie would stay. */
const statesOf = (worker: string, name: string): Promise<string> =>
	podmanOn(worker)(`podman top ${name} state args | tail -n +2`);

const look = async (worker: string, id: string, detect?: Readonly<Record<string, string>>) => {
	const remote = labs.get(worker)?.remote;
	if (remote === undefined) throw new Error(`There is no worker ${worker}.`);
	const beganAt = performance.now();
	const found = await detectCapabilities({...remote, worker: {...remote.worker, detect}}, id);
	return {...found, words: found.tools.map(toolWords), ms: performance.now() - beganAt};
};

/** Looks again where a slow machine had no time for all the versions: a look takes a second at most. */
const lookFor = async (wanted: readonly string[], ...asked: Parameters<typeof look>) => {
	for (let tries = 1; ; tries++) {
		const found = await look(...asked);
		if (tries === 5 || wanted.every(each => found.words.includes(each))) return found;
	}
};

/** What is killed needs a moment to be gone. */
const onlySleeps = (worker: string, name: string) =>
	until(async () => /^S +sleep 3600 *$/u.test(await statesOf(worker, name)), {
		what: `the end of all in ${name}`,
	});

const simple = [
	['git', 'git version 2.39.5'],
	['gh', 'gh version 2.40.1 (2023-12-13)'],
	['python3', 'Python 3.11.2'],
	['uv', 'uv 0.4.20'],
	['deno', 'deno 1.46.3 (stable, release, x86_64)'],
	['rustc', 'rustc 1.75.0 (82e1608df 2023-12-21)'],
	['java', 'openjdk version "17.0.9" 2023-10-17'],
	['php', 'PHP 8.2.7 (cli)'],
	['ruby', 'ruby 3.1.2p20 (2022-04-12)'],
	['perl', 'This is perl 5, version 36, subversion 0 (v5.36.0) built for x86_64'],
	['zig', '0.11.0'],
	['gcc', 'gcc (Debian 12.2.0-14) 12.2.0'],
	['clang', 'Debian clang version 14.0.6'],
	['make', 'GNU Make 4.3'],
	['cmake', 'cmake version 3.25.1'],
	['ninja', '1.11.1'],
	['nvcc', 'Cuda compilation tools, release 12.2, V12.2.140'],
	['docker', 'Docker version 24.0.5, build ced0996'],
	['kubectl', 'Client Version: v1.28.2'],
	['helm', 'v3.13.1+g3547a4b'],
	['terraform', 'Terraform v1.6.2'],
	['psql', 'psql (PostgreSQL) 15.5 (Debian 15.5-0)'],
	['mysql', 'mysql  Ver 15.1 Distrib 10.11.6-MariaDB'],
	['sqlite3', '3.40.1 2022-12-28 14:03:47'],
	['redis-cli', 'redis-cli 7.0.15'],
	['nvim', 'NVIM v0.9.5'],
	['tmux', 'tmux 3.3a'],
	['emacs', 'GNU Emacs 28.2'],
] as const;

const worlds = [
	{worker: '1', user: '0'},
	{worker: '1', user: '1000:1000'},
	{worker: 'rootless', user: '0'},
	{worker: 'rootless', user: '1000:1000'},
];

describe.each(worlds)('on worker $worker, in a DevBox of user $user', ({worker, user}) => {
	const name = (what: string) => `${what}-${user.slice(0, 1)}`;

	test('thirty tools are found with their versions, and no file changes', async () => {
		const script = `
${simple.map(([command, says]) => `tool /usr/local/bin/${command} 'echo '\\''${says}'\\'''`).join('\n')}
tool /usr/local/go/bin/go 'echo go version go1.22.3 linux/amd64'
mkdir -p /usr/lib/node_modules/npm/bin /usr/lib/node_modules/@openai/codex/bin
tool /usr/lib/node_modules/npm/bin/npm-cli.js 'sleep 60'
printf '{\\n  "name": "npm",\\n  "version": "10.2.4"\\n}\\n' >/usr/lib/node_modules/npm/package.json
ln -s ../../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
tool /usr/lib/node_modules/@openai/codex/bin/codex.js 'sleep 60'
echo '{"name":"@openai/codex","version":"0.21.0","type":"module"}' >/usr/lib/node_modules/@openai/codex/package.json
ln -s /usr/lib/node_modules/@openai/codex/bin/codex.js /usr/local/bin/codex
tool /home/dev/.nvm/versions/node/v22.1.0/bin/node 'echo v22.1.0'
tool /home/dev/.local/share/claude/versions/1.0.30 'touch /tmp/ran'
mkdir -p /home/dev/.local/bin; ln -s ../share/claude/versions/1.0.30 /home/dev/.local/bin/claude
tool /usr/local/bin/firefox 'touch /tmp/ran'
tool /usr/local/bin/terragrunt 'printf %s\\\\n "$#" "$@"; echo terragrunt version v0.53.2'
tool /volume/bin/bun 'echo 1.1.0'; ln -s /volume/bin/bun /usr/local/bin/bun
mkdir -p /usr/local/bin/aider; touch /usr/local/bin/gemini`;
		const box = {name: name('tools'), options: `--user ${user} --volume ${name('vol')}:/volume`, script};
		const id = await devbox(worker, box);
		const before = await treeOf(worker, box.name);
		const wanted = [
			...[
				'git 2.39.5',
				'gh 2.40.1',
				'node 22.1.0',
				'npm 10.2.4',
				'deno 1.46.3',
				'python 3.11.2',
				'uv 0.4.20',
			],
			...['go 1.22.3', 'rust 1.75.0', 'java 17.0.9', 'php 8.2.7', 'ruby 3.1.2', 'perl 5.36.0', 'zig 0.11.0'],
			...[
				'gcc 12.2.0',
				'clang 14.0.6',
				'make 4.3',
				'cmake 3.25.1',
				'ninja 1.11.1',
				'cuda 12.2',
				'docker 24.0.5',
			],
			...[
				'kubectl 1.28.2',
				'helm 3.13.1',
				'terraform 1.6.2',
				'postgresql 15.5',
				'mysql 15.1',
				'sqlite 3.40.1',
			],
			...['redis 7.0.15', 'neovim 0.9.5', 'emacs 28.2', 'tmux 3.3a', 'firefox', 'claude-code 1.0.30'],
			...['codex 0.21.0', 'terragrunt 0.53.2'],
		];
		const {words, problem, ms} = await lookFor(wanted, worker, id, {
			terragrunt: `terragrunt '; touch /tmp/ran' '$(touch /tmp/ran)' "it's"`,
		});
		expect(problem).toBeUndefined();
		expect(words).toEqual(wanted);
		console.log(`thirty tools, ${worker}, user ${user}: ${Math.round(ms)} ms`);
		await onlySleeps(worker, box.name);
		expect(await treeOf(worker, box.name)).toBe(before);
	});

	test('when the time is up, no process stays behind, not even a dead one', async () => {
		const script = simple.map(([command]) => `tool /usr/local/bin/${command} 'sleep 60; true'`).join('\n');
		const box = {name: name('slow'), options: `--user ${user}`, script};
		const {tools, problem} = await look(worker, await devbox(worker, box));
		expect(problem).toBeUndefined();
		expect(tools.length).toBeGreaterThan(20);
		await onlySleeps(worker, box.name);
	});

	test('tools that hang, write, pour out or leave something behind cost only their own versions', async () => {
		const script = `
tool /usr/local/bin/git 'echo git version 2.39.5'
tool /usr/local/bin/python3 'sleep 7777'
tool /usr/local/bin/gh 'echo x >>"$HOME/gh"; echo x >"$TMPDIR/gh"; mkdir -p "$XDG_CACHE_HOME/gh"; echo x >>/tmp/log; echo gh version 2.40.1'
tool /usr/local/bin/php 'cat /dev/zero'
tool /usr/local/bin/ruby 'yes'
tool /usr/local/bin/perl 'printf "\\033]0;title\\007\\033[2Jfound docker /x\\nversion make nine\\n\\0\\377 v5.36.0\\n"'
tool /usr/local/bin/zig 'trap "" TERM HUP INT PIPE; while :; do :; done'
tool /usr/local/bin/gcc '(sleep 8888 &) ; setsid sleep 9999 & echo gcc 12.2.0'
tool /usr/local/bin/clang 'echo "clang: error while loading shared libraries: libtinfo.so.5.9: cannot open" >&2; exit 127'
tool /usr/local/bin/helm 'exit 3'
tool /usr/local/bin/cmake 'kill -9 $$'
tool /usr/local/bin/tmux 'echo tmux 3.3a'
printf 'not a program' >/usr/local/bin/emacs; chmod 755 /usr/local/bin/emacs
mkfifo /usr/local/bin/uv; chmod 755 /usr/local/bin/uv; ln -s bun /usr/local/bin/bun
echo before >/tmp/log; chmod 666 /tmp/log; chmod 1777 /tmp; chmod 777 /usr/local/bin`;
		const box = {name: name('bad'), options: `--user ${user}`, script};
		const id = await devbox(worker, box);
		const [tree, processes] = [await treeOf(worker, box.name), await processesOf(worker, box.name)];
		const {words, problem, ms} = await lookFor(['git 2.39.5', 'perl 5.36.0', 'tmux 3.3a'], worker, id);
		expect(problem).toBeUndefined();
		expect(words.map(each => each.replace(/^(cmake|gcc) .*/u, '$1'))).toEqual([
			...['git 2.39.5', 'gh', 'python', 'php', 'ruby', 'perl 5.36.0', 'zig', 'gcc', 'clang', 'cmake', 'helm'],
			...['emacs', 'tmux 3.3a'],
		]);
		expect(ms).toBeLessThan(30_000);
		await until(async () => (await processesOf(worker, box.name)) === processes, {what: 'the end of them'});
		expect(await treeOf(worker, box.name)).toBe(tree);
	});
});

/** A program in place of /bin/sh: busybox stays reachable as /bin/busybox. */
const insteadOfSh = (text: string) =>
	`rm /bin/sh; printf '#!/bin/busybox sh\\n%s\\n' '${text}' >/bin/sh; chmod 755 /bin/sh`;
const unable = [
	{name: 'no-shell', script: 'rm /bin/sh', why: 'the DevBox has no /bin/sh'},
	{name: 'hangs', script: insteadOfSh('exec sleep 6666'), why: 'the DevBox did not answer within 3 s'},
	{
		name: 'deaf',
		script: insteadOfSh('trap "" TERM HUP INT PIPE; setsid sleep 5555 & sleep 5555; sleep 5555'),
		why: 'the DevBox did not answer within 3 s',
	},
	{
		name: 'garbage',
		script: insteadOfSh('printf "\\033]0;x\\007lis\\0ted\\nexit 0\\n"'),
		why: 'the shell of the DevBox did not respond as expected',
	},
	{name: 'floods', script: insteadOfSh('yes listed; exit 1'), why: undefined},
	{
		name: 'zeros',
		script: insteadOfSh('cat /dev/zero'),
		why: 'the shell of the DevBox did not respond as expected',
	},
	{
		name: 'fails',
		script: insteadOfSh('cat >/dev/null; printf "no way \\033[31mred\\n"; exit 9'),
		why: 'no way red',
	},
	{name: 'stopped', script: 'true', after: 'podman stop -t 0 stopped', why: 'the DevBox is not running'},
	{name: 'paused', script: 'true', after: 'podman pause paused', why: 'the DevBox is not running'},
];

describe.each(['1', 'rootless'])('on worker %s', worker => {
	test.each(unable.filter(each => worker === '1' || each.name !== 'paused'))(
		'a DevBox without answers ($name) is reported with the reason, in time, and keeps no process',
		async ({name, script, after, why}) => {
			const id = await devbox(worker, {name, script});
			if (after !== undefined) await podmanOn(worker)(after);
			const {tools, problem, ms} = await look(worker, id);
			expect(problem).toBe(why);
			expect(tools).toEqual([]);
			expect(ms).toBeLessThan(30_000);
			if (after === undefined)
				await until(async () => (await processesOf(worker, name)) === 'sleep 3600', {
					what: 'the end of them',
				});
		},
	);
});

test('a snapshot is planned with what was found, with what is only claimed, and also where nothing can be known', async () => {
	await devbox('1', {
		name: 'claims',
		options: `--label io.clustercode.launched-by=alice --label io.clustercode.capabilities=git,docker,ml,custom:make,custom:erp`,
		script: `tool /usr/local/bin/git 'echo git version 2.39.5'; tool /usr/local/bin/make 'echo GNU Make 4.3'`,
	});
	const home = homeIn(lab);
	const dryRun = (...flags: readonly string[]) =>
		ok(home.run(...['create', '-w', `${lab.name}-1`, '-f', 'claims', '-n', 'made'], '--dry-run', ...flags));
	expect(JSON.parse(dryRun('--json', '-c', 'Git', '-c', 'ERP', '-c', 'tax'))).toMatchObject({
		labels: {'io.clustercode.capabilities': 'git,docker,ml,custom:erp,make,custom:tax'},
		inherited: {
			capabilities: ['git', 'docker', 'ml', 'custom:erp', 'make'],
			detected: [
				{capability: 'git', version: '2.39.5'},
				{capability: 'make', version: '4.3'},
			],
			notFound: ['docker'],
		},
	});
	expect(dryRun()).toContain(
		'Detected: git 2.39.5, make 4.3\nIn the label but not found: docker. The image keeps them in its label.\n',
	);
	await podmanOn('1')('podman exec claims rm /bin/sh');
	expect(dryRun()).toContain('Detection failed: the DevBox has no /bin/sh.');
	expect(JSON.parse(dryRun('--json'))).toMatchObject({
		labels: {'io.clustercode.capabilities': 'git,docker,ml,custom:make,custom:erp'},
		inherited: {detected: [], notFound: [], problem: 'the DevBox has no /bin/sh'},
	});
});

test('every tool of the table is asked for once', () => {
	const names = toolsToDetect().map(each => each.capability);
	expect(new Set(names).size).toBe(names.length);
});
