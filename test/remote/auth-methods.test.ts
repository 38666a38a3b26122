import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {parseSshG, type SshAddress} from '../../source/remote/config/resolve-ssh.ts';
import {isListening} from '../../source/remote/is-listening.ts';
import {authMethods} from '../../source/remote/ssh2/auth-methods.ts';
import {until} from '../driver/until.ts';

const home = mkdtempSync(path.join(tmpdir(), 'ingot-auth-'));
const file = (name: string): string => path.join(home, name);
const agentSocket = file('agent.sock');
let agent: ChildProcess;

const keygen = (name: string, passphrase = '') =>
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', name, '-f', file(name)]);
const add = (name: string) =>
	execFileSync('ssh-add', ['-q', file(name)], {env: {...process.env, SSH_AUTH_SOCK: agentSocket}});

beforeAll(async () => {
	for (const name of ['open', 'first', 'second', 'third']) keygen(name);
	keygen('locked', 'secret');
	writeFileSync(file('nonsense'), 'nothing');
	agent = spawn('ssh-agent', ['-D', '-a', agentSocket], {stdio: 'ignore'});
	await until(() => isListening(agentSocket), {what: 'the agent'});
	for (const name of ['first', 'second', 'third']) add(name);
});
afterAll(() => {
	agent.kill();
	rmSync(home, {recursive: true});
});

const at = (names: readonly string[], change: Partial<SshAddress> = {}): SshAddress => ({
	...parseSshG('', {host: 'forge'}, {home, login: 'alice'}),
	identityFiles: names.map(file),
	...change,
});
const me = {home, login: 'alice'};

test('key files are offered in order; missing ones are skipped', async () => {
	const {methods, tried} = await authMethods(at(['absent', 'open', 'first']), me);
	expect(methods.map(({type}) => type)).toEqual(['publickey', 'publickey']);
	expect(tried).toEqual([file('open'), file('first')]);
});

test('a key with a passphrase is reported, so that it can be added to the agent', async () => {
	const {methods, tried, lockedFiles} = await authMethods(at(['locked']), me);
	expect(methods).toEqual([]);
	expect(tried).toEqual([`${file('locked')} (has a passphrase)`]);
	expect(lockedFiles).toEqual([file('locked')]);
});

test('a file that is not a private key is reported', async () => {
	const {tried} = await authMethods(at(['nonsense', 'open.pub']), me);
	expect(tried).toEqual([
		`${file('nonsense')} (is in a format that Ingot cannot read)`,
		`${file('open.pub')} (is a public key)`,
	]);
});

const agentKeys = async (address: SshAddress): Promise<string[]> => {
	const [method] = (await authMethods(address, {...me, agentSocket})).methods;
	if (method?.type !== 'agent' || typeof method.agent === 'string') throw new Error('no agent');
	const {agent: ofMethod} = method;
	return new Promise((resolve, reject) => {
		ofMethod.getIdentities((error, keys = []) => {
			if (error) reject(error);
			else resolve(keys.map(key => (typeof key === 'object' && 'comment' in key ? String(key.comment) : '')));
		});
	});
};

test('the agent comes first, starting with the configured keys', async () => {
	const {methods, tried} = await authMethods(at(['open']), {...me, agentSocket});
	expect(methods.map(({type}) => type)).toEqual(['agent', 'publickey']);
	expect(tried).toEqual(['the agent (3 keys)', file('open')]);
	expect(await agentKeys(at(['third']))).toEqual(['third', 'first', 'second']);
});

test('IdentitiesOnly uses only the configured keys of the agent', async () => {
	expect(await agentKeys(at(['second', 'open'], {identitiesOnly: true}))).toEqual(['second']);
	const none = await authMethods(at(['open'], {identitiesOnly: true}), {...me, agentSocket});
	expect(none.tried).toEqual(['the agent (has none of these keys)', file('open')]);
});

test('IdentityAgent overrides SSH_AUTH_SOCK, and none means no agent', async () => {
	const named = await authMethods(at(['open'], {identityAgent: agentSocket}), {...me, agentSocket: '/no'});
	expect(named.tried[0]).toBe('the agent (3 keys)');
	const none = await authMethods(at(['open'], {identityAgent: 'none'}), {...me, agentSocket});
	expect(none.tried).toEqual([file('open')]);
});

test('a dead or silent agent does not prevent the use of key files', async () => {
	const dead = await authMethods(at(['open']), {...me, agentSocket: file('gone.sock')});
	expect(dead.tried).toEqual(['the agent (does not answer)', file('open')]);
	expect(dead.methods.map(({type}) => type)).toEqual(['publickey']);
	const silent = createServer(() => {}).listen(file('silent.sock'));
	const {tried} = await authMethods(at(['open']), {...me, agentSocket: file('silent.sock')});
	expect(tried).toEqual(['the agent (does not answer)', file('open')]);
	silent.close();
});
