import {existsSync, writeFileSync} from 'node:fs';
import type {AddressInfo} from 'node:net';
import path from 'node:path';
import ssh2, {type Connection, type ServerChannel} from 'ssh2';
import {expect, onTestFinished, test} from 'vitest';
import {Home} from '../driver/ingot.ts';
import {sshKeyPair} from '../driver/ssh-key-pair.ts';
import {actsOnTerminal, evil} from './hostile-words.ts';
import {runWatched} from './watched-run.ts';

/** What a server does with a command that it was asked to run; `mark` is what Ingot waits for. */
type OnCommand = (channel: ServerChannel, mark: string) => void;

/** A worker that accepts every login and is only an sshd, and the home of a user who connects to it. */
const homeWith = async (
	onCommand: OnCommand,
	onClient: (client: Connection) => void = () => {},
): Promise<Home> => {
	const hostKey = sshKeyPair();
	const own = sshKeyPair();
	const clients = new Set<Connection>();
	const server = new ssh2.Server({hostKeys: [hostKey.private]}, client => {
		clients.add(client);
		client.on('error', () => {});
		client.on('authentication', context => context.accept());
		client.on('session', accept => {
			const session = accept();
			session.on('exec', (acceptExec, _, {command}) => {
				const channel = acceptExec();
				channel.on('error', () => {}).resume();
				onCommand(channel, /echo (\w+)/u.exec(command)?.[1] ?? '');
			});
		});
		onClient(client);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address() as AddressInfo;
	const home = new Home();
	const file = (name: string, text: string) => {
		writeFileSync(path.join(home.folder, name), text, {mode: 0o600});
		return path.join(home.folder, name);
	};
	const known = file('known_hosts', `[127.0.0.1]:${port} ${hostKey.public}\n`);
	const key = file('key', own.private);
	const lines = [
		`UserKnownHostsFile ${known}`,
		'GlobalKnownHostsFile none',
		`IdentityFile ${key}`,
		'IdentityAgent none',
	];
	const config = file('ssh_config', `${lines.join('\n')}\n`);
	writeFileSync(
		home.config,
		`sshConfig: ${config}\nworkers: [{name: forge, ssh: "alice@127.0.0.1:${port}", transport: ssh2}]\n`,
	);
	onTestFinished(() => {
		for (const client of clients) client.end();
		server.close();
		home.release();
	});
	return home;
};

const pour = (channel: ServerChannel, piece: string): void => {
	const more = () => {
		while (!channel.destroyed && channel.write(piece));
	};
	channel.on('drain', more);
	more();
};

const end = (channel: ServerChannel, words: string, code = 0): void => {
	channel.write(words);
	channel.exit(code);
	channel.end();
};

test.each<[string, OnCommand]>([
	['prints without an end in place of a shell', channel => pour(channel, `${evil}\n`.repeat(100))],
	[
		'prints without an end behind a shell',
		(channel, mark) => pour(channel, `${mark}\n${`${evil}\n`.repeat(100)}`),
	],
	[
		'complains without an end',
		(channel, mark) => {
			channel.write(`${mark}\n`);
			const more = () => {
				while (!channel.destroyed && channel.stderr.write(evil.repeat(100)));
			};
			channel.stderr.on('drain', more);
			more();
		},
	],
	['refuses in escape sequences', channel => end(channel, evil, 1)],
	[
		'says that Podman is where nothing is',
		(channel, mark) => end(channel, `${mark}\npath /$(touch /owned)\nsocket /run/\${HOME}/${evil}\n`),
	],
	[
		'claims that a signal has ended it whose name nobody knows',
		(channel, mark) => {
			channel.write(`${mark}\n`);
			(channel as unknown as {exit(name: string, isDumped: boolean, words: string): void}).exit(
				evil,
				false,
				evil,
			);
			channel.end();
		},
	],
])('a worker that %s is reported as plain text, within limits', async (_, onCommand) => {
	const home = await homeWith(onCommand);
	const {code, said, peak} = await runWatched(home, 'devboxes');
	expect([1, 4], said).toContain(code);
	expect(said).toMatch(/^forge: /u);
	expect(said).not.toMatch(actsOnTerminal);
	expect(said).not.toContain('bug');
	expect(said.length).toBeLessThan(8000);
	expect(existsSync('/owned')).toBe(false);
	expect(peak).toBeLessThan(500);
});

test('the doctor reports a worker that refuses in escape sequences as plain text', async () => {
	const home = await homeWith(channel => end(channel, evil, 1));
	const {code, said} = await runWatched(home, 'doctor');
	expect(code, said).toBe(4);
	expect(said).toContain('does not run commands');
	expect(said).not.toMatch(actsOnTerminal);
});

test('a server that opens channels of its own gets none, and one that refuses ours is reported as plain text', async () => {
	const home = await homeWith(
		() => {},
		client => {
			client.on('ready', () => {
				for (let at = 0; at < 50; at += 1) {
					client.forwardOut('127.0.0.1', 1, '127.0.0.1', 2, () => {});
					client.x11('127.0.0.1', 6000, () => {});
					client.openssh_forwardOutStreamLocal(evil, () => {});
				}
			});
			client.removeAllListeners('session');
			client.on('session', (_, reject) => reject());
		},
	);
	const {code, said} = await runWatched(home, 'devboxes');
	expect(code, said).toBe(4);
	expect(said).toMatch(/^forge: .*session/u);
	expect(said).not.toMatch(actsOnTerminal);
});
