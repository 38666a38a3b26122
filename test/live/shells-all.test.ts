import {spawn} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import {planSnapshot, probeDevbox, submitSnapshot} from '../../source/jobs/create-image.ts';
import {quote} from '../../source/model/shell.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {ok} from '../driver/homes.ts';
import {until} from '../driver/until.ts';
import {whyNot} from './remote-lab.ts';
import {type ShellsLab, shellsLab} from './shells-lab.ts';
import {allEvents, outcomeOf, requester} from './snapshot-lab.ts';

const bash = '/bin/bash';
const people = {
	fish: {shell: '/usr/bin/fish', files: {'.config/fish/config.fish': 'echo Welcome to fish'}},
	csh: {shell: '/usr/bin/tcsh', files: {'.tcshrc': 'echo Welcome to csh'}},
	zsh: {shell: '/usr/bin/zsh', files: {'.zshenv': 'echo Welcome to zsh'}},
	ash: {shell: '/run/people/ash'},
	noisy: {
		shell: bash,
		files: {'.bashrc': 'yes Welcome | head -c 60000; echo complaint >&2; trap "echo Bye" EXIT'},
	},
	wrapped: {shell: bash, sshd: ['ForceCommand exec sh -c "$SSH_ORIGINAL_COMMAND"']},
	keyed: {shell: bash, key: 'command="echo Backups only.; exit 1" '},
	sftp: {shell: bash, sshd: ['ForceCommand internal-sftp']},
	reader: {shell: bash, files: {'.bashrc': 'echo "Which project?"; read -r project'}},
	endless: {shell: bash, files: {'.bashrc': 'yes'}},
	dev: {shell: bash, uid: 4201, worker: {sudo: true}},
	asks: {shell: bash, uid: 4202, worker: {sudo: true}},
	tty: {shell: bash, uid: 4203, worker: {sudo: true}},
	// Nothing else than busybox and Podman, as on a small system.
	busybox: {shell: bash, files: {'.bashrc': 'PATH=/run/people/busybox'}},
	narrow: {shell: bash, files: {'.bashrc': 'PATH=/run/people/narrow'}},
	closed: {shell: bash},
	elsewhere: {shell: bash, files: {'.bashrc': 'export XDG_STATE_HOME=/run/people/state'}},
	full: {shell: bash},
	missing: {shell: bash},
	foreign: {shell: bash, uid: 4204, worker: {socket: '/run/podman/podman.sock'}},
	docker: {shell: bash, worker: {socket: '/run/people/docker.sock'}},
} as const;

const setUp = `
ln -s /bin/busybox /run/people/ash
mkdir -p /run/people/busybox /run/people/narrow /run/people/state /run/people/sudoers.d
/bin/busybox --install -s /run/people/busybox
ln -s /usr/bin/podman /run/people/busybox/podman
cp -s /usr/bin/* /run/people/narrow/ || true
rm /run/people/narrow/podman
cat >/run/people/sudoers <<END
Defaults secure_path="$PATH"
Defaults use_pty
Defaults:tty requiretty
root ALL=(ALL:ALL) ALL
asks ALL=(ALL:ALL) ALL
dev ALL=(root) NOPASSWD: /bin/sh
tty ALL=(root) NOPASSWD: /bin/sh
END
chmod 440 /run/people/sudoers
mount --bind /run/people/sudoers /etc/sudoers
mount --bind /run/people/sudoers.d /etc/sudoers.d
for who in closed elsewhere; do
	mount --bind /run/people/homes/$who /run/people/homes/$who
	mount -o remount,ro,bind /run/people/homes/$who
done
mount -t tmpfs -o size=40k full /run/people/homes/full
head -c 100000 /dev/zero >/run/people/homes/full/fill 2>/dev/null || true
rmdir /run/people/homes/missing
chown 4201 /run/people/homes/foreign
chmod 666 /run/podman/podman.sock`;

let shells: ShellsLab;
beforeAll(async () => {
	shells = await shellsLab(`allshells${process.pid}`, people, setUp);
});
afterAll(() => shells?.lab.release());

const reached = async (who: keyof typeof people): Promise<Remote> => {
	const remote = await shells.reach(who);
	onTestFinished(() => remote.close());
	return remote;
};
const idOf = (name: string) => shells.sh(`podman container inspect --format '{{.Id}}' ${name}`);
const planned = async (remote: Remote, name: string, id?: string) =>
	planSnapshot(
		await probeDevbox(remote, id ?? (await idOf('shop'))),
		{name, tag: '1', capabilities: [], overwrite: false, method: 'auto'},
		requester,
	);
const snapshot = async (remote: Remote, name: string, id?: string): Promise<string> => {
	const plan = await planned(remote, name, id);
	await submitSnapshot(remote, plan);
	return outcomeOf(await allEvents(remote, plan.request.id));
};

describe.each(['fish', 'csh', 'zsh', 'ash', 'noisy', 'wrapped', 'busybox', 'dev', 'narrow'] as const)(
	'a worker that lets in as %s',
	who => {
		test('runs scripts as any other', async () => {
			const remote = await reached(who);
			const script = 'read -r line; echo "it\'s $line"; echo err >&2; exit 3';
			expect(await remote.run(script)).toEqual({code: 3, stdout: "it's \n", stderr: 'err\n'});
			const lines: string[] = [];
			for await (const line of remote.lines('seq 3', new AbortController().signal)) lines.push(line);
			expect(lines).toEqual(['1', '2', '3']);
		});

		test('lists its DevBoxes and facts', async () => {
			const remote = await reached(who);
			expect((await remote.devboxes()).map(each => each.name)).toContain('api');
			expect(await remote.facts()).toMatchObject({rootless: false, graphRoot: '/var/lib/containers/storage'});
		});

		test('passes the doctor', () => {
			const {code, rows, of} = shells.doctor(who);
			expect(code, JSON.stringify(rows)).toBe(0);
			expect(of('login')?.said).toBe(`logged in as ${who}`);
		});

		test('passes words to a DevBox unchanged', () => {
			const words = 'it\'s "100%" $HOME !! \\ é\ttwo';
			const {stdout, stderr} = shells.ingot('shell', 'api', '-w', who, '--', 'printf', '%s', words);
			// The noise of rc files belongs to the terminal.
			expect(stdout, stderr).toContain(words);
		});
	},
);

describe('a snapshot is made', () => {
	test.each(['fish', 'csh', 'noisy', 'busybox', 'dev', 'narrow', 'elsewhere'] as const)(
		'over %s',
		async who => {
			expect(await snapshot(await reached(who), `of-${who}`)).toMatch(/^done: /u);
			await shells.sh(`podman image exists localhost/of-${who}:1`);
		},
	);

	test('and everything about it belongs to root if sudo is used', async () => {
		expect(await shells.sh('ls /root/.local/state/ingot/jobs | wc -l')).not.toBe('0');
		expect(await shells.sh('ls -A /run/people/homes/dev')).toBe('');
		expect(shells.doctor('dev').of('sudo')).toMatchObject({
			state: 'ok',
			said: expect.stringContaining('dev'),
		});
	});
});

describe('launch, stop, remove and schedule work', () => {
	test.each(['fish', 'busybox', 'dev'] as const)('over %s', async who => {
		const ingot = (...argv: readonly string[]) => ok(shells.ingot(...argv));
		ingot(
			'launch',
			'node-base:22',
			'-w',
			who,
			'-n',
			`new-${who}`,
			'--network',
			'none',
			'--',
			'sh',
			'-c',
			'trap exit TERM; sleep 1000 & wait',
		);
		expect(ingot('shell', `new-${who}`, '-w', who, '--', 'hostname')).not.toBe('');
		ingot('stop', `new-${who}`, '-w', who);
		ingot('rm', `new-${who}`, '-w', who, '--yes');
		const schedule = ['node-base:22', '-w', who, '-n', `nightly-${who}`, '--when', 'daily'];
		if (who === 'busybox') {
			expect(shells.doctor(who).of('timers')?.said).toContain('flock is not installed');
			expect(shells.ingot('schedules', 'add', ...schedule, '--', 'true').stderr).toContain(
				'Install util-linux',
			);
			return;
		}
		ingot('schedules', 'add', ...schedule, '--', 'true');
		ingot('schedules', 'run', `nightly-${who}`, '-w', who);
		expect(await shells.sh('crontab -l')).toContain('# ingot:');
		ingot('schedules', 'rm', `nightly-${who}`, '-w', who);
		expect(await shells.sh('crontab -l')).not.toContain('# ingot:');
	});
});

describe('a worker that runs another command is refused with its output', () => {
	test.each([
		['keyed', '“Backups only.” (exit code 1)', 'command= in authorized_keys'],
		['sftp', 'sftp connections only', 'SFTP only'],
		['endless', 'prints endlessly', 'rc files'],
		['reader', 'it hangs, it printed “Which project?”', 'reads the input'],
		['asks', 'a password is required', "echo 'asks ALL=(root) NOPASSWD: /bin/sh' | sudo tee"],
		['tty', 'must have a tty', 'Defaults:tty !requiretty'],
	] as const)('%s', async (who, message, hint) => {
		const failure = await whyNot(shells.reach(who));
		expect(failure).toMatchObject({kind: 'unreachable'});
		expect(failure.message).toContain(message);
		expect(failure.hint).toContain(hint);
	});

	test('and the doctor says that it is sudo', () => {
		const {code, rows} = shells.doctor('asks');
		expect(code).toBe(4);
		expect(rows.at(-1)).toMatchObject({
			id: 'sudo',
			state: 'failed',
			mend: expect.stringContaining('sudoers.d'),
		});
	});
});

describe('an unusable home folder', () => {
	test.each<[keyof typeof people, string, RegExp, RegExp, RegExp]>([
		['closed', 'failed', /mounted read-only/u, /Read-only file system/u, /XDG_STATE_HOME/u],
		['missing', 'failed', /does not exist/u, /home folder .* does not exist/u, /XDG_STATE_HOME/u],
		['foreign', 'failed', /homes\/foreign belongs to /u, /Permission denied/u, /XDG_STATE_HOME/u],
		['full', 'ok', /homes\/full/u, /No space left|I\/O error/u, /df -h/u],
	])(
		'%s: is reported, and a job is refused before it does anything',
		async (who, ...[state, said, why, hint]) => {
			const {code, of} = shells.doctor(who);
			expect(code).toBe(1);
			expect(of('state')?.state).toBe('failed');
			expect(of('home')).toMatchObject({state, said: expect.stringMatching(said)});
			const remote = await reached(who);
			const plan = await planned(remote, `of-${who}`);
			await expect(submitSnapshot(remote, plan)).rejects.toMatchObject({
				name: 'Failure',
				message: expect.stringMatching(why),
				hint: expect.stringMatching(hint),
			});
			expect(await shells.sh(`ls -A /run/people/homes/${who} 2>/dev/null || true`)).not.toContain('.local/');
		},
	);

	test('a missing home folder is not created', () => {
		const {code, stderr} = shells.ingot('adopt', 'missing', 'plain');
		expect(code).toBe(1);
		expect(stderr).toContain('The home folder /run/people/homes/missing does not exist there.');
		const schedule = ['node-base:22', '-w', 'missing', '-n', 'nightly', '--when', 'daily', '--', 'true'];
		expect(shells.ingot('schedules', 'add', ...schedule).stderr).toContain('does not exist there');
		expect(
			existsSync(
				`/proc/${readFileSync(`${shells.lab.folder}/worker-1/pid`, 'utf8').trim()}/root/run/people/homes/missing`,
			),
		).toBe(false);
	});

	test('is only a note if the state folder is elsewhere', () => {
		const {code, of} = shells.doctor('elsewhere');
		expect(code).toBe(0);
		expect(of('home')?.state).toBe('note');
		expect(of('state')?.said).toBe('jobs are stored in /run/people/state/ingot');
	});
});

describe('Podman that is not in the PATH', () => {
	let shop = '';
	beforeAll(async () => {
		shop = await idOf('shop');
	});
	const moveTo = async (folder: string, mount = ':', unmount = ':') => {
		const there = quote([folder]);
		await shells.sh(
			`${mount}; mkdir -p ${there}; cp /usr/bin/podman ${there}/; mount --bind /dev/null /usr/bin/podman`,
		);
		onTestFinished(async () => {
			await shells.sh(`umount /usr/bin/podman; ${unmount}`);
		});
	};

	test('is found in the usual places, by jobs too', async () => {
		await moveTo('/opt/podman/bin', 'mount -t tmpfs none /opt', 'umount -l /opt');
		expect(await snapshot(await reached('zsh'), 'of-opt', shop)).toMatch(/^done: /u);
		expect(shells.doctor('zsh').of('podman')?.state).toBe('ok');
		expect(shells.ingot('shell', 'api', '-w', 'zsh', '--', 'echo', 'in it').stdout).toContain('in it');
	});

	test('is found where only the login shell looks', async () => {
		const rc = '/run/people/homes/ash/.profile';
		await moveTo('/run/people/odd place');
		await shells.sh(`echo 'PATH="$PATH:/run/people/odd place"' >${rc}`);
		expect(await snapshot(await reached('ash'), 'of-odd', shop)).toMatch(/^done: /u);
		expect(shells.doctor('ash').of('podman')?.state).toBe('ok');
		expect(shells.ingot('shell', 'api', '-w', 'ash', '--', 'echo', 'in it').stdout).toContain('in it');
	});

	test('is reported as missing if it is nowhere', async () => {
		await moveTo('/run/people/lost');
		expect((await whyNot(shells.reach('fish'))).message).toBe('Podman was not found on fish.');
	});
});

test('Docker’s API is recognised', async () => {
	// A process of this machine, with its socket where the worker has its files.
	const init = readFileSync(path.join(shells.lab.folder, 'worker-1/pid'), 'utf8').trim();
	const socket = `/proc/${init}/root/run/people/docker.sock`;
	const server = `
		const answers = {'/_ping': 'OK', '/version': '{"Platform":{"Name":"Docker Engine - Community"},"Version":"27.1.1"}'};
		require('http').createServer((request, response) => {
			const answer = answers[request.url.replace(/^\\/v1\\.\\d+/, '')];
			response.writeHead(answer ? 200 : 404, {'Api-Version': '1.46', Server: 'Docker/27.1.1 (linux)'});
			response.end(answer ?? '{"message":"page not found"}');
		}).listen('${socket}');`;
	const child = spawn(process.execPath, ['-e', server]);
	onTestFinished(() => void child.kill());
	await until(() => existsSync(socket), {what: "Docker's socket"});
	const failure = await whyNot(shells.reach('docker'));
	expect(failure.message).toBe("The API on docker is Docker's; Ingot needs Podman's.");
	expect(failure.hint).toContain('Install podman');
	expect(shells.doctor('docker').of('socket')).toMatchObject({state: 'failed'});
});
