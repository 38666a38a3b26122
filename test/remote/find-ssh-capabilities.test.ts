import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {copyFileSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {readKnownHosts} from '../../source/disk/known-hosts-file.ts';
import {parseSshG} from '../../source/remote/config/resolve-ssh.ts';
import {agentKeyTypes} from '../../source/remote/connect/agent-key-types.ts';
import {findSshCapabilities} from '../../source/remote/connect/find-ssh-capabilities.ts';
import {isListening} from '../../source/remote/is-listening.ts';
import {until} from '../driver/until.ts';

const home = mkdtempSync(path.join(tmpdir(), 'ingot-means-'));
const file = (name: string): string => path.join(home, name);
const agentSocket = file('agent');
let agent: ChildProcess;
beforeAll(async () => {
	const keygen = (...words: readonly string[]) => execFileSync('ssh-keygen', ['-q', ...words]);
	for (const name of ['ca', 'plain', 'signed']) keygen('-t', 'ed25519', '-N', '', '-f', file(name));
	keygen('-s', file('ca'), '-I', 'alice', '-n', 'alice', file('signed.pub'));
	agent = spawn('ssh-agent', ['-D', '-a', agentSocket], {stdio: 'ignore'});
	await until(() => isListening(agentSocket), {what: 'the agent'});
	execFileSync('ssh-add', ['-q', file('plain'), file('signed')], {
		env: {...process.env, SSH_AUTH_SOCK: agentSocket},
	});
	// The file of a hardware key contains its type in plain text.
	const blob = Buffer.from('openssh-key-v1\0\0\0\0\u0004none\0\0\0\u001Ask-ssh-ed25519@openssh.com');
	writeFileSync(
		file('id_sk'),
		`-----BEGIN OPENSSH PRIVATE KEY-----\n${blob.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`,
	);
	writeFileSync(file('card.pub'), 'sk-ecdsa-sha2-nistp256@openssh.com AAAA alice\n');
	copyFileSync(file('plain'), file('copy'));
});
afterAll(() => {
	agent.kill();
	rmSync(home, {recursive: true});
});

const means = (text: string, socket?: string) =>
	findSshCapabilities(parseSshG(text, {host: 'forge'}, {home, login: 'alice'}), {
		me: {home, login: 'alice', agentSocket: socket},
		knownHosts: {read: readKnownHosts, add: async () => {}},
	});

test('the agent lists all key types that it holds, also certificates', async () => {
	expect([...(await agentKeyTypes(agentSocket))].toSorted()).toEqual([
		'ssh-ed25519',
		'ssh-ed25519',
		'ssh-ed25519-cert-v01@openssh.com',
	]);
	expect(await agentKeyTypes(file('nobody'))).toEqual([]);
});

test('a server that is not an agent and sends nonsense has no keys', async () => {
	const server = createServer(talk =>
		talk.end(Buffer.from([0, 0, 0, 9, 12, 0, 0, 0, 9, 255, 255, 255, 255])),
	);
	await new Promise<void>(resolve => server.listen(file('odd'), resolve));
	expect(await agentKeyTypes(file('odd'))).toEqual([]);
	server.close();
});

test.each<[string, string, object]>([
	[
		'a hardware key by its private file',
		'identityfile ~/id_sk',
		{keys: [{type: 'sk-ssh-ed25519@openssh.com'}]},
	],
	[
		'a hardware key by its public file',
		'identityfile ~/card.pub',
		{keys: [{type: 'sk-ecdsa-sha2-nistp256@openssh.com'}]},
	],
	['an ordinary key', 'identityfile ~/plain', {keys: [], certificates: []}],
	[
		'a certificate beside its key',
		'identityfile ~/signed',
		{certificates: [expect.stringMatching(/signed-cert\.pub$/u)]},
	],
	[
		'a certificate that is named',
		'identityfile ~/copy\ncertificatefile ~/signed-cert.pub',
		{certificates: [expect.stringMatching(/signed-cert\.pub$/u)]},
	],
	[
		'a certificate that is not there',
		'identityfile ~/copy\ncertificatefile ~/none-cert.pub',
		{certificates: []},
	],
	['a connection that is open', 'controlpath /absent/cm', {hasConnection: false}],
	[
		'the agent, which is not looked at where only files count',
		'identitiesonly yes\nidentityfile ~/plain',
		{keys: []},
	],
])('%s is found', async (_title, text, found) => {
	expect(await means(text, text.includes('identitiesonly') ? agentSocket : undefined)).toMatchObject(found);
});

test('a socket with a listener is an open connection', async () => {
	const server = createServer(() => {});
	await new Promise<void>(resolve => server.listen(file('cm'), resolve));
	expect((await means(`controlpath ${file('cm')}`)).hasConnection).toBe(true);
	server.close();
});

test.each([
	['@cert-authority *.example,forge', true],
	['@cert-authority other', false],
	['forge', false],
])('a host that known_hosts has as %j', async (hosts, isByAuthority) => {
	const key = execFileSync('cut', ['-d ', '-f1,2', file('ca.pub')]).toString();
	writeFileSync(file('known'), `${hosts} ${key}`);
	expect((await means(`userknownhostsfile ${file('known')}`)).isKnownByAuthority).toBe(isByAuthority);
	writeFileSync(file('known'), `${hosts} ${key}forge ${key}`);
	expect((await means(`userknownhostsfile ${file('known')}`)).isKnownByAuthority).toBe(false);
});
