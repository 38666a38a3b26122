import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {Failure} from '../../source/model/failure.ts';
import {parseSshG, resolveSsh} from '../../source/remote/config/resolve-ssh.ts';
import {parseTarget} from '../../source/remote/config/ssh-target.ts';

const me = {home: '/home/alice', login: 'alice'};

test.each([
	['forge-1', {host: 'forge-1'}],
	['bob@forge-1', {user: 'bob', host: 'forge-1'}],
	['bob@forge-1:2222', {user: 'bob', host: 'forge-1', port: 2222}],
	['forge.example:22', {host: 'forge.example', port: 22}],
	['10.0.0.7', {host: '10.0.0.7'}],
	['::1', {host: '::1'}],
	['bob@fe80::1', {user: 'bob', host: 'fe80::1'}],
	['bob@[::1]:2222', {user: 'bob', host: '::1', port: 2222}],
	['[::1]', {host: '::1'}],
	['ann@corp.example@forge', {user: 'ann@corp.example', host: 'forge'}],
])('the target %s is parsed', (target, parts) => {
	expect(parseTarget(target)).toEqual(parts);
});

test.each([
	'',
	'-oProxyCommand=id',
	'bob@-oProxyCommand=id',
	'-l@host',
	'two words',
	'host:port',
	'@host',
	'bob@',
])('the target "%s" is refused', target => {
	expect(() => parseTarget(target)).toThrow(Failure);
});

test.each(['$(id)', 'a;id', 'a`id`', "a'b", 'a|b', 'u$(id)@h', 'u;id@h', '[a;b]:22', 'a\\b', 'a&b:22'])(
	'%j would be a command in a ProxyCommand, and is refused',
	target => {
		expect(() => parseTarget(target)).toThrow(Failure);
	},
);

test('a user with a domain is a user', () => {
	expect(parseTarget('CORP\\\\alice@forge')).toEqual({user: 'CORP\\\\alice', host: 'forge'});
});

const recorded = `host forge
user builder
hostname forge.example
port 2200
hashknownhosts yes
identitiesonly yes
proxyusefdpass no
stricthostkeychecking accept-new
identityagent ~/agent.sock
identityfile ~/.ssh/forge
identityfile ~/.ssh/id_%r@%h:%p
identityfile /keys/100%%
globalknownhostsfile /etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2
userknownhostsfile ~/.ssh/known_hosts ~/.ssh/known_hosts2
hostkeyalias forge-key
proxycommand none
connecttimeout 20
serveraliveinterval 0
serveralivecountmax 3
addressfamily inet6
ciphers aes256-ctr,aes256-gcm@openssh.com
certificatefile ~/.ssh/%r-cert.pub
controlpath /home/alice/.ssh/cm-1
gssapiauthentication yes
pkcs11provider none
securitykeyprovider internal
knownhostscommand /usr/bin/keys %H
`;

test('the output of ssh -G is used', () => {
	expect(parseSshG(recorded, {host: 'forge'}, me)).toEqual({
		host: 'forge.example',
		port: 2200,
		user: 'builder',
		identityFiles: ['/home/alice/.ssh/forge', '/home/alice/.ssh/id_builder@forge.example:2200', '/keys/100%'],
		identityAgent: '/home/alice/agent.sock',
		identitiesOnly: true,
		hostKeyAlias: 'forge-key',
		knownHostsFiles: ['/home/alice/.ssh/known_hosts', '/home/alice/.ssh/known_hosts2'],
		globalKnownHostsFiles: ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
		strictHostKeyChecking: 'accept-new',
		hashKnownHosts: true,
		mayAsk: {hostKey: true, passphrase: true, password: true, answers: true},
		proxyJump: undefined,
		proxyCommand: undefined,
		connectTimeoutMs: 20_000,
		alive: {intervalMs: undefined, countMax: 3},
		family: 6,
		isCompressed: false,
		algorithms: {
			cipher: ['aes256-ctr', 'aes256-gcm@openssh.com'],
			kex: undefined,
			mac: undefined,
			hostKey: undefined,
		},
		certificateFiles: ['/home/alice/.ssh/builder-cert.pub'],
		controlPath: '/home/alice/.ssh/cm-1',
		isGssapi: true,
		onlyOpenSsh: ['KnownHostsCommand'],
		withoutSsh: undefined,
	});
});

test('without a config the target itself is used', () => {
	expect(parseSshG('', {user: 'bob', host: '::1', port: 2222}, me)).toMatchObject({
		host: '::1',
		port: 2222,
		user: 'bob',
		identityFiles: ['ed25519', 'ecdsa', 'rsa'].map(type => `/home/alice/.ssh/id_${type}`),
		knownHostsFiles: ['/home/alice/.ssh/known_hosts'],
		strictHostKeyChecking: 'ask',
		mayAsk: {hostKey: true, passphrase: true, password: true, answers: true},
		proxyJump: undefined,
		proxyCommand: undefined,
	});
	expect(parseSshG('', {host: 'forge'}, me)).toMatchObject({port: 22, user: 'alice'});
});

test.each([
	['SSH_AUTH_SOCK', undefined],
	['$SSH_AUTH_SOCK', undefined],
	['none', 'none'],
	['/run/agent', '/run/agent'],
])('the agent %s is %s', (said, meant) => {
	expect(parseSshG(`identityagent ${said}`, {host: 'x'}, me).identityAgent).toBe(meant);
});

test('no known_hosts file is not a file named none', () => {
	expect(parseSshG('userknownhostsfile none', {host: 'x'}, me).knownHostsFiles).toEqual([]);
});

test.each([
	['proxyjump bastion', {proxyJump: 'bastion', proxyCommand: undefined}],
	['proxyjump a,bob@b:2222', {proxyJump: 'a,bob@b:2222', proxyCommand: undefined}],
	['proxycommand ssh -W %h:%p bastion', {proxyJump: undefined, proxyCommand: 'ssh -W x:22 bastion'}],
	['proxycommand none', {proxyJump: undefined, proxyCommand: undefined}],
])('the route of %s', (line, way) => {
	expect(parseSshG(line, {host: 'x'}, me)).toMatchObject(way);
});

const config = (text: string): string => {
	const file = path.join(mkdtempSync(path.join(tmpdir(), 'ingot-ssh-')), 'config');
	writeFileSync(file, text);
	return file;
};

test('the real ssh resolves an alias from the given config', async () => {
	const sshConfig = config('Host forge\n\tHostName 10.0.0.7\n\tUser builder\n\tIdentityFile ~/.ssh/deep\n');
	const worker = {name: 'forge', kind: 'self-hosted', ssh: 'root@forge:2222'} as const;
	expect(await resolveSsh({...worker, identityFile: '~/own'}, {...me, sshConfig})).toMatchObject({
		host: '10.0.0.7',
		port: 2222,
		user: 'root',
		identityFiles: ['/home/alice/own', '/home/alice/.ssh/deep'],
		identitiesOnly: true,
	});
});

test('an unknown line in the ssh config is reported', async () => {
	const sshConfig = config('Host forge\n\tFrobnicate yes\n');
	const worker = {name: 'forge', kind: 'self-hosted', ssh: 'forge'} as const;
	await expect(resolveSsh(worker, {...me, sshConfig})).rejects.toThrow(/config for forge: .*line 2/u);
});
