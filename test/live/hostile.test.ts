import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import {onWorker} from '../driver/counting.ts';
import {homeIn} from '../driver/homes.ts';
import type {Home} from '../driver/ingot.ts';
import type {Terminal} from '../driver/terminal.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {scriptPath} from '../worker/script-path.ts';
import {actsOnTerminal, evil, evilJob, evilSchedule} from './hostile-words.ts';

let lab: Lab;
let worker: string;

/** Creates malicious files and folders; names and texts are sent on stdin, in JSON. */
const perl = `use JSON::PP; local $/; my $all = decode_json(<STDIN>);
for my $name (sort keys %$all) { (my $folder = $name) =~ s{/[^/]*$}{}; system("mkdir", "-p", $folder);
open my $file, ">:utf8", $name or die "$name: $!"; print $file $all->{$name}; }`;
const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
	const input = JSON.stringify(files);
	const {code, stderr} = await lab.exec('1', ['perl', '-e', perl], {input});
	expect(code, stderr).toBe(0);
};
const podman = async (...argv: readonly string[]): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec('1', ['podman', ...argv]);
	expect(code, stderr).toBe(0);
	return stdout.trim();
};

const state = '/root/.local/state/ingot';
const labels = (owner: string): readonly string[] =>
	Object.entries({
		'launched-by': owner,
		owner,
		capabilities: `git,${evil},custom:${evil}`,
		source: evil,
		[evil.replaceAll('=', '')]: evil,
		['__proto__']: evil,
	}).flatMap(([key, value]) => ['--label', `io.clustercode.${key}=${value}`]);
const says = `while :; do printf '%s\n' "$EVIL" | cat -; sleep 0.2; done`;

beforeAll(async () => {
	lab = await holdLab({name: `hostile${process.pid}`, workers: 1});
	worker = `${lab.name}-1`;
	await write({
		'/root/evil': evil,
		...evilJob(`${state}/jobs/20260101-000000-evil`, '20260101-000000-evil'),
		...evilJob(`${state}/jobs/constructor`, 'constructor'),
		[`${state}/jobs/${evil.replaceAll(/[/\0]/gu, '')}/request.json`]: evil,
		[`${state}/adopted/${'f'.repeat(64)}`]: `${evil}\n`,
		...evilSchedule(`${state}/schedules/s1`),
	});
	await podman(
		...['run', '-d', '--name', 'mine', '--network', 'none', '--env', `EVIL=${evil}`, ...labels('alice')],
		...['--volume', 'evil-data:/data', 'localhost/devbase:1', 'sh', '-c', says],
	);
	await podman('create', '--name', 'theirs', ...labels(evil), 'localhost/devbase:1', 'sh');
	await podman(
		...['commit', '--quiet', '--pause=false', '--format', 'docker', '--message', evil.replaceAll('\n', ' ')],
		...[
			'--change',
			'LABEL io.clustercode.managed=true',
			'--change',
			'CMD sh /evil.sh',
			'theirs',
			'localhost/evil:1',
		],
	);
	// The banners before and after the login.
	await onWorker(
		lab,
		'1',
		`/usr/sbin/sshd -f /dev/null -p 2200 -h /run/sshd/host_key -o UsePAM=no -o PermitRootLogin=prohibit-password \\
			-o PidFile=/run/sshd-2200.pid -o Banner=/root/evil -o PrintMotd=yes -o AllowStreamLocalForwarding=yes`,
	);
});
afterAll(() => lab?.release());

/** Through the sshd with the banner. */
const home = (): Home =>
	homeIn(lab, undefined, config =>
		config.replace(new RegExp(`ssh: ${worker}$`, 'mu'), `ssh: ${worker}:2200`),
	);

const expectHarmless = (...argv: readonly string[]): void => {
	const {stdout, stderr} = home().run(...argv);
	expect(stdout + stderr).not.toMatch(actsOnTerminal);
	expect(stderr).not.toContain('bug');
	if (argv.includes('--json')) for (const line of stdout.trim().split('\n').filter(Boolean)) JSON.parse(line);
};

describe('commands print nothing from a worker that acts on the terminal', () => {
	test.each(['devboxes', 'images', 'jobs', 'schedules', 'doctor'])('ingot %s, and with --json', name => {
		expectHarmless(name);
		expectHarmless(name, '--json');
	});

	test.each([
		['attach', '20260101-000000-evil'],
		['attach', '20260101-000000-evil', '--json'],
		['recover', '--dry-run'],
		['adopt', 'WORKER'],
		['create', '-w', 'WORKER', '-f', 'mine', '-n', 'golden', '--dry-run'],
		['create', '-w', 'WORKER', '-f', 'mine', '-n', 'golden', '--dry-run', '--json'],
		['shell', 'theirs'],
		['schedules', 'run', 's1'],
	])('ingot %s %s', (...argv) => {
		expectHarmless(...argv.map(word => (word === 'WORKER' ? worker : word)));
	});

	test('and in JSON the text is exact', () => {
		const at = home();
		const rows = (...argv: readonly string[]) =>
			at
				.run(...argv)
				.stdout.trim()
				.split('\n')
				.map(line => JSON.parse(line));
		expect(rows('devboxes', '--json').find(row => row.name === 'theirs').owner).toBe(evil.trimEnd());
		expect(rows('jobs', '--json').map(row => row.title)).toEqual([evil]);
		const events = rows('jobs', 'export', '--events', '20260101-000000-evil').filter(
			row => row.type === 'event',
		);
		expect(events.map(row => row.event.text)).toContain(evil);
	});
});

const open = (): Terminal => {
	const terminal = home().open({columns: 130, rows: 40});
	onTestFinished(() => terminal.close());
	return terminal;
};

/** Control sequences that the terminal received besides Ingot's own. */
const expectOurs = (terminal: Terminal): void => {
	// Ours: synchronized output, the alternate screen, cursor, styles, erasing, moving.
	// And one question for the colour of the background.
	const rest = terminal.output
		.replace('\u001B]11;?\u001B\\\u001B[c', '')
		.replaceAll(/\u001B\[\??[\d;]*[hlmA-HJKu]|\u001B\[>?[\d;]*[qu]/gu, '');
	expect(rest.match(/\u001B[\s\S]{0,20}/u)?.[0]).toBeUndefined();
	expect(terminal.output).not.toMatch(/\u001B\[[\d;]*6666|[\u0080-\u009F\u0007\u0000\u202A-\u202E]/u);
};

test('the screens of a hostile worker show plain text, and the terminal receives nothing else', async () => {
	const terminal = open();
	let title = '';
	terminal.emulator.onTitleChange(now => {
		title = now;
	});
	await terminal.sees(/ready/u);
	const see = async (keys: string, what: string | RegExp) => {
		terminal.type(keys);
		await terminal.sees(what);
	};
	const back = async (what: string | RegExp) => {
		terminal.press('esc');
		await terminal.sees(what);
	};
	await see('2', 'theirs');
	terminal.type('/mine').press('enter');
	await terminal.seesNo('theirs');
	await see('o', /evil.live[\s\S]*evil.live/u);
	await back('DEVBOX');
	await see('3', /evil/u);
	await see('4', 'STATE');
	terminal.press('enter');
	await terminal.sees(/Failed/u);
	await see('5', 'At 06:00');
	await see('1', 'DEVBOXES');
	await see('d', /podman version/u);
	await back('DEVBOXES');
	await see('c', 'Select a DevBox');
	await see('mine', '1 of');
	terminal.press('enter');
	await terminal.sees('Capabilities');
	terminal.press('ctrl+s');
	await terminal.sees('Commit the image');
	expect(title).toBe('');
	expectOurs(terminal);
});

test('a shell that leaves the terminal in disorder does not break the screen', async () => {
	const terminal = open();
	await terminal.sees(/ready/u);
	terminal.type('2');
	await terminal.sees('theirs');
	terminal.type('/mine').press('enter');
	await terminal.seesNo('theirs');
	terminal.type('s');
	await terminal.sees(/^\/ #$/mu);
	terminal
		.type(String.raw`printf '\033[?1003h\033[?1006h\033[3;5r\033[4h\033(0\033[7m'; exit`)
		.press('enter');
	await terminal.sees(/DEVBOX +WORKER +STATE[\s\S]*mine +\S+ +running/u);
	expect(terminal.emulator.modes).toMatchObject({
		mouseTrackingMode: 'none',
		insertMode: false,
		wraparoundMode: true,
	});
});

test('a launch whose command prints such sequences and ends shows them as plain text', () => {
	const {code, stdout, stderr} = home().run(
		...['launch', 'evil:1', '-n', 'shortlived', '-e', `EVIL=${evil}`],
		...['--', 'sh', '-c', 'printf "%s\\n" "$EVIL"; exit 3'],
	);
	expect(stdout + stderr).not.toMatch(actsOnTerminal);
	// On a busy machine it may still run when it is checked, and then its output stays in its own log.
	expect(code === 0 || stdout.includes('evil'), stdout + stderr).toBe(true);
});

test('a hostile DevBox can become an image, which has its readable capabilities', async () => {
	const {code, stdout, stderr} = home().run(
		'create',
		'-w',
		worker,
		'-f',
		'mine',
		'-n',
		'golden',
		'-c',
		'erp',
	);
	expect(code, stdout + stderr).toBe(0);
	expect(stdout + stderr).not.toMatch(actsOnTerminal);
	const format =
		'{{index .Labels "io.clustercode.capabilities"}}|{{index .Labels "io.clustercode.launched-by"}}';
	expect(await podman('image', 'inspect', '--format', format, 'localhost/golden:latest')).toBe(
		'git,custom:erp|',
	);
});

test('a container with the label of a job from its image is not removed with the job', async () => {
	const job = '20260101-000000-mine';
	const from = await podman('create', 'localhost/devbase:1', 'sh');
	await podman(
		...['commit', '--quiet', '--pause=false', '--change', `LABEL io.clustercode.job=${job}`],
		...['--change', 'LABEL io.clustercode.launched-by=mallory', from, 'localhost/bait:1'],
	);
	await podman('create', '--name', 'victim', 'localhost/bait:1', 'sh');
	const of = `--label=io.clustercode.job=${job}`;
	await podman(
		'create',
		'--name',
		'made',
		of,
		'--label=io.clustercode.launched-by=alice',
		'localhost/devbase:1',
		'sh',
	);
	const folder = mkdtempSync(path.join(tmpdir(), 'ingot-scripts-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	const scripts = await scriptTexts(['linux-launch', 'step-prelude']);
	await write(Object.fromEntries(scripts.map(({name, text}) => [`/root/${job}/${name}.sh`, text])));
	await onWorker(lab, '1', `cd /root/${job} && sh ./linux-launch.sh unstart ${job}`);
	expect((await podman('ps', '-a', '--format', '{{.Names}}')).split('\n')).toContain('victim');
	expect((await podman('ps', '-a', '--format', '{{.Names}}')).split('\n')).not.toContain('made');
});

test('none of the hostile text was run, neither there nor here', async () => {
	expect(await onWorker(lab, '1', 'ls -d /owned 2>/dev/null || true')).toBe('');
	expect(existsSync('/owned')).toBe(false);
});

const scriptTexts = async (names: readonly string[]) => {
	const {readFile} = await import('node:fs/promises');
	return Promise.all(
		names.map(async name => ({
			name,
			text: await readFile(scriptPath(name), 'utf8'),
		})),
	);
};
