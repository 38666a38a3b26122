import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {copyFileSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {HostKeyAnswer, HostKeyQuestion} from '../../source/model/host-key.ts';
import {isListening} from '../../source/remote/is-listening.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {addressOf, configOf, newHome, reach, whyNot} from './remote-lab.ts';

let lab: Lab;
let ip: string;
beforeAll(async () => {
	lab = await holdLab({name: `reach${process.pid}`, workers: 1});
	ip = addressOf(lab, '1');
});
afterAll(() => lab?.release());

const sh = async (script: string, worker = '1'): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec(worker, ['sh', '-euc', script]);
	if (code !== 0) throw new Error(`${script} → ${code}: ${stderr}${stdout}`);
	return stdout.trim();
};

/** Another sshd on the worker, with host keys of these types. */
const startSshd = async (port: number, types: readonly string[]): Promise<Record<string, string>> => {
	const keys = types.map(type => `/root/${port}-${type}`);
	await sh(`for type in ${types.join(' ')}; do ssh-keygen -q -t $type -N '' -f /root/${port}-$type; done
		/usr/sbin/sshd -f /dev/null -p ${port} ${keys.map(key => `-h ${key}`).join(' ')} -o UsePAM=no \
			-o PermitRootLogin=prohibit-password -o PidFile=/run/sshd-${port}.pid`);
	const lines = await Promise.all(keys.map(key => sh(`cut -d' ' -f1,2 ${key}.pub`)));
	return Object.fromEntries(types.map((type, i) => [type, lines[i] ?? '']));
};

/** A config for `target` at a port, with a known_hosts file of its own. */
const place = (port: number, {known = '', lines = []}: {known?: string; lines?: readonly string[]} = {}) => {
	const file = path.join(newHome(), '.ssh/known_hosts');
	const knownHosts = known === '' ? file : path.join(newHome(), 'known_hosts');
	if (known !== '') writeFileSync(knownHosts, known);
	const sshConfig = configOf('target', [
		`HostName ${ip}`,
		`Port ${port}`,
		'User root',
		...lines,
		`IdentityFile ${lab.folder}/key`,
		'IdentitiesOnly yes',
		`UserKnownHostsFile ${knownHosts}`,
		'GlobalKnownHostsFile /dev/null',
	]);
	return {sshConfig, knownHosts};
};

describe('a host key', () => {
	let keys: Record<string, string>;
	beforeAll(async () => {
		keys = await startSshd(2200, ['ed25519', 'ecdsa', 'rsa']);
	});

	test('that is unknown is asked about once, written, and valid from then on, for ssh as well', async () => {
		const {sshConfig, knownHosts} = place(2200);
		const asked: HostKeyQuestion[] = [];
		const answer = async (question: HostKeyQuestion) => {
			asked.push(question);
			return 'always' as const;
		};
		for (let i = 0; i < 2; i += 1) (await reach(lab, 'target', {sshConfig, answer})).close();
		expect(asked).toEqual([
			{
				worker: 'target',
				host: `[${ip}]:2200`,
				keyType: 'ssh-ed25519',
				fingerprint: (await sh('ssh-keygen -lf /root/2200-ed25519')).split(' ')[1],
				file: knownHosts,
			},
		]);
		expect(readFileSync(knownHosts, 'utf8')).toBe(`[${ip}]:2200 ${keys.ed25519}\n`);
		const said = execFileSync('ssh', ['-F', sshConfig, '-oStrictHostKeyChecking=yes', 'target', 'echo in']);
		expect(said.toString()).toBe('in\n');
	});

	test('that is not accepted prevents the connection, and nothing is written', async () => {
		const {sshConfig, knownHosts} = place(2200);
		const failure = await whyNot(reach(lab, 'target', {sshConfig}));
		expect(failure).toMatchObject({
			kind: 'unreachable',
			message: `The host key of target ([${ip}]:2200) is not known and was not accepted.`,
		});
		expect(existsSync(knownHosts)).toBe(false);
	});

	test.each(['ed25519', 'ecdsa', 'rsa'])(
		'of the type %s is presented when it is the known one',
		async type => {
			const {sshConfig} = place(2200, {known: `[${ip}]:2200 ${keys[type]}\n`});
			(await reach(lab, 'target', {sshConfig})).close();
		},
	);

	test('that has changed is refused whatever the config says, with file, line and fix', async () => {
		const known = `# old\n[${ip}]:2200 ${readFileSync(`${lab.folder}/key.pub`, 'utf8').split(' ', 2).join(' ')}\n`;
		const {sshConfig, knownHosts} = place(2200, {known, lines: ['StrictHostKeyChecking no']});
		const asked: HostKeyQuestion[] = [];
		const answer = async (question: HostKeyQuestion) => {
			asked.push(question);
			return 'always' as const;
		};
		const failure = await whyNot(reach(lab, 'target', {sshConfig, answer}));
		expect(failure.kind).toBe('unreachable');
		expect(failure.message).toContain(`has changed: it is SHA256:`);
		expect(failure.message).toContain(`${knownHosts} line 2 has another`);
		const command = failure.hint.slice(failure.hint.indexOf('ssh-keygen'));
		expect(command).toBe(`ssh-keygen -R '[${ip}]:2200' -f ${knownHosts}`);
		expect(asked).toEqual([]);
		expect(readFileSync(knownHosts, 'utf8')).toBe(known);
		execFileSync('sh', ['-c', command], {stdio: 'ignore'});
		(await reach(lab, 'target', {sshConfig, answer})).close();
	});

	test('may be compared for longer than a connection may take, and the question can be cancelled', async () => {
		const {sshConfig} = place(2200);
		const stop = new AbortController();
		const question = Promise.withResolvers<HostKeyAnswer>();
		const answer = () => {
			stop.abort();
			return question.promise;
		};
		const failure = await whyNot(reach(lab, 'target', {sshConfig, answer, signal: stop.signal}));
		expect(failure).toMatchObject({kind: 'cancelled', message: 'Connecting to target was cancelled.'});
		question.resolve('always');
	});
});

describe('logging in', () => {
	const agentSocket = path.join(newHome(), 'agent');
	let agent: ChildProcess;
	let locked: string;
	beforeAll(async () => {
		agent = spawn('ssh-agent', ['-D', '-a', agentSocket], {stdio: 'ignore'});
		await until(() => isListening(agentSocket), {what: 'the agent'});
		locked = path.join(newHome(), 'locked');
		copyFileSync(`${lab.folder}/key`, locked);
		execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'secret', '-f', locked]);
		for (let i = 0; i < 7; i += 1) addToAgent(newKeyFile());
	});
	afterAll(() => agent?.kill());

	const newKeyFile = (): string => {
		const file = path.join(newHome(), 'key');
		execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
		return file;
	};
	const addToAgent = (file: string) =>
		execFileSync('ssh-add', ['-q', file], {env: {...process.env, SSH_AUTH_SOCK: agentSocket}});
	const withKey = (identityFile: string, lines: readonly string[] = []) =>
		configOf('target', [
			`HostName ${ip}`,
			'User root',
			...lines,
			`IdentityFile ${identityFile}`,
			`UserKnownHostsFile ${lab.folder}/known_hosts`,
		]);

	test('a key with a passphrase that no agent has: the message says how to add it', async () => {
		expect(await whyNot(reach(lab, 'target', {sshConfig: withKey(locked)}))).toMatchObject({
			kind: 'unreachable',
			message: `target (${ip} port 22) rejected user root; tried: ${locked} (has a passphrase).`,
			hint: expect.stringContaining(`ssh-add ${locked}`),
		});
	});

	test('an agent with too many wrong keys is reported', async () => {
		const failure = await whyNot(reach(lab, 'target', {sshConfig: withKey(newKeyFile()), agentSocket}));
		expect(failure.message).toContain('rejected user root; tried: the agent (7 keys), ');
	});

	test('the configured key is found among many in the agent', async () => {
		addToAgent(`${lab.folder}/key`);
		copyFileSync(`${lab.folder}/key.pub`, `${locked}.pub`);
		(await reach(lab, 'target', {sshConfig: withKey(locked), agentSocket})).close();
		const only = withKey(locked, ['IdentitiesOnly yes', `IdentityAgent ${agentSocket}`]);
		(await reach(lab, 'target', {sshConfig: only})).close();
	});

	test('a dead agent does not prevent the use of the key file', async () => {
		const sshConfig = withKey(`${lab.folder}/key`);
		(await reach(lab, 'target', {sshConfig, agentSocket: '/nowhere/agent'})).close();
	});

	test('the identityFile of Ingot’s own config is enough', async () => {
		const sshConfig = configOf('*', [`UserKnownHostsFile ${lab.folder}/known_hosts`]);
		const worker = {ssh: `root@${ip}:22`, identityFile: `${lab.folder}/key`};
		(await reach(lab, 'target', {sshConfig, worker})).close();
	});

	test('a host that accepts none of the keys: the message lists those that were tried', async () => {
		await lab.addWorker('deaf', 'refuses-key');
		expect(await whyNot(reach(lab, `${lab.name}-deaf`))).toMatchObject({
			kind: 'unreachable',
			message: `${lab.name}-deaf (${addressOf(lab, 'deaf')} port 22) rejected user root; tried: ${lab.folder}/key.`,
			hint: expect.stringContaining('authorized_keys'),
		});
	});
});

describe('an address', () => {
	const bare = (host: string, port: number) =>
		configOf('target', [
			`HostName ${host}`,
			`Port ${port}`,
			`IdentityFile ${lab.folder}/key`,
			`UserKnownHostsFile ${newHome()}/known_hosts`,
		]);

	test('where nothing listens refuses connections', async () => {
		expect(await whyNot(reach(lab, 'target', {sshConfig: bare(ip, 2299)}))).toMatchObject({
			kind: 'unreachable',
			message: `target (${ip} port 2299) refuses connections.`,
		});
	});

	test('with a name that does not resolve is reported', async () => {
		const failure = await whyNot(reach(lab, 'target', {sshConfig: bare('no-such-host.invalid', 22)}));
		expect(failure).toMatchObject({
			kind: 'unreachable',
			message: expect.stringMatching(/^target \(no-such-host\.invalid port 22\) has a name that/u),
		});
	});

	test('where another program listens is reported', async () => {
		await sh(`perl -MSocket -e 'socket(S, PF_INET, SOCK_STREAM, 0); bind(S, sockaddr_in(2298, INADDR_ANY));
			listen(S, 9); exit if fork; open STDOUT, ">/dev/null"; open STDERR, ">/dev/null";
			while (accept(C, S)) { print C "HTTP/1.0 400 Bad Request\\r\\n\\r\\n"; syswrite C, "HTTP/1.0 400\\r\\n\\r\\n"; close C }'`);
		const failure = await whyNot(reach(lab, 'target', {sshConfig: bare(ip, 2298)}));
		expect(failure.kind).toBe('unreachable');
		expect(failure.message).toContain(`target (${ip} port 2298) `);
	});

	test('that accepts and stays silent times out after fifteen seconds', async () => {
		await startSshd(2297, ['ed25519']);
		await sh('kill -STOP $(cat /run/sshd-2297.pid)');
		expect(await whyNot(reach(lab, 'target', {sshConfig: bare(ip, 2297)}))).toMatchObject({
			kind: 'unreachable',
			message: `target (${ip} port 2297) does not answer.`,
		});
	});
});

describe('Podman', () => {
	test('that is not installed is reported', async () => {
		await lab.addWorker('bare', 'no-podman');
		expect(await whyNot(reach(lab, `${lab.name}-bare`))).toMatchObject({
			kind: 'unreachable',
			message: `Podman was not found on ${lab.name}-bare.`,
		});
	});

	test('without a socket is started, reused, and started again over a dead socket', async () => {
		await lab.addWorker('quiet', 'no-socket');
		const services = () => sh("pgrep -fc '^podman system service' || true", 'quiet');
		for (let i = 0; i < 2; i += 1) {
			const remote = await reach(lab, `${lab.name}-quiet`);
			expect((await remote.devboxes()).map(each => each.name)).toEqual(['carol-dev', 'etl', 'notebook']);
			remote.close();
			await remote.ended;
			expect(await services()).toBe('1');
		}
		await sh('kill -9 $(pgrep -f "^podman system service")', 'quiet');
		await until(async () => (await services()) === '0', {what: 'the end of the service'});
		const again = await reach(lab, `${lab.name}-quiet`);
		expect((await again.images()).references).toContain('localhost/node-base:22');
		again.close();
	});

	test('that answers with garbage is reported', async () => {
		await lab.addWorker('mad', 'garbage');
		expect(await whyNot(reach(lab, `${lab.name}-mad`))).toMatchObject({
			kind: 'unreachable',
			message: `The API on ${lab.name}-mad is not Podman's.`,
		});
		// The worker starts its service again and again; one that finds a folder in its way can offer nothing.
		await sh(
			'until rm -f /run/podman/podman.sock && mkdir /run/podman/podman.sock 2>/dev/null; do :; done',
			'mad',
		);
		expect((await whyNot(reach(lab, `${lab.name}-mad`))).message).toMatch(
			new RegExp(`^Podman's API could not be started on ${lab.name}-mad`, 'u'),
		);
	});

	test('of an ordinary user is found automatically', async () => {
		await lab.addWorker('rootless', 'rootless');
		const remote = await reach(lab, `${lab.name}-rootless`);
		expect(await remote.facts()).toMatchObject({rootless: true});
		expect((await remote.devboxes()).map(each => each.name)).toEqual(['carol-dev', 'etl', 'notebook']);
		remote.close();
	});
});
