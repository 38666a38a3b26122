import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import ssh2, {type Connection, type ServerChannel} from 'ssh2';
import {expect, onTestFinished, test} from 'vitest';
import type {Failure} from '../../source/model/failure.ts';
import {connect} from '../../source/remote/connect/connect.ts';
import {SharedConnections} from '../../source/remote/ssh2/shared-connections.ts';
import {sshKeyPair} from '../driver/ssh-key-pair.ts';

/** A jump host that opens the connections to workers when it is let, as one whose workers are down. */
const jumpHost = async () => {
	const [hostKey, own] = [sshKeyPair(), sshKeyPair()];
	const waiting = new Map<string, () => ServerChannel>();
	const clients = new Set<Connection>();
	const server = new ssh2.Server({hostKeys: [hostKey.private]}, client => {
		clients.add(client);
		client.on('error', () => {}).on('authentication', context => context.accept());
		client.on('tcpip', (accept, _, {destIP}) => waiting.set(destIP, accept));
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address() as AddressInfo;
	const home = mkdtempSync(path.join(tmpdir(), 'ingot-home-'));
	const file = (name: string, text: string) => {
		writeFileSync(path.join(home, name), text, {mode: 0o600});
		return path.join(home, name);
	};
	const behind = (name: string, address: string, seconds: number) =>
		`Host ${name}\nHostName ${address}\nProxyJump bastion\nConnectTimeout ${seconds}\n`;
	const sshConfig = file(
		'config',
		`${behind('forge', '192.0.2.1', 1)}${behind('anvil', '192.0.2.2', 60)}Host bastion
HostName 127.0.0.1
Port ${port}
Host *
User al
IdentityFile ${file('key', own.private)}
IdentityAgent none
UserKnownHostsFile ${file('known', `[127.0.0.1]:${port} ${hostKey.public}\n`)}
`,
	);
	const shared = new SharedConnections();
	const leaving = new AbortController();
	onTestFinished(() => {
		leaving.abort();
		for (const client of clients) client.end();
		server.close();
		rmSync(home, {recursive: true});
	});
	const reach = (name: string): Promise<Failure> =>
		connect(
			{name, kind: 'self-hosted', ssh: name, transport: 'ssh2'},
			{
				me: {home, login: 'al', sshConfig, agentSocket: undefined},
				knownHosts: {read: async () => `[127.0.0.1]:${port} ${hostKey.public}\n`, add: async () => {}},
				askHostKey: async () => 'no',
				askSecret: async () => undefined,
				shared,
				signal: leaving.signal,
			},
		).then(
			() => Promise.reject(new Error('It connected.')),
			(thrown: Failure) => thrown,
		);
	return {reach, waiting};
};

test('a worker that its jump host cannot reach is given up after its time, with the host that waits', async () => {
	const {reach} = await jumpHost();
	expect(await reach('forge')).toMatchObject({
		kind: 'unreachable',
		message: 'forge (192.0.2.1 port 22) cannot be reached from bastion: timed out.',
		hint: 'Check that it is powered on and that no firewall between bastion and it blocks the port.',
	});
});

test('what a jump host opens too late is closed, while others use the connection to it', async () => {
	const {reach, waiting} = await jumpHost();
	const other = reach('anvil');
	await reach('forge');
	const channel = waiting.get('192.0.2.1')?.();
	await new Promise(resolve => channel?.resume().once('close', resolve));
	expect(waiting.has('192.0.2.2')).toBe(true);
	void other;
});
