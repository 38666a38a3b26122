import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {
	copyFileSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, onTestFinished, test, vi} from 'vitest';
import {isListening} from '../../source/remote/is-listening.ts';
import {SharedConnections} from '../../source/remote/ssh2/shared-connections.ts';
import {homeIn} from '../driver/homes.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {addressOf, configOf, type Reaching, reach, whyNot} from './remote-lab.ts';

/** Of this run alone: other test files have theirs in arguments, and a test here reads those of all processes. */
const secret = `correct horse ${process.pid}`;
const ports = {certified: 2210};
const folder = mkdtempSync(path.join(tmpdir(), 'ingot-ca-'));
const file = (name: string): string => path.join(folder, name);
let lab: Lab;
let ip: string;
beforeAll(async () => {
	lab = await holdLab({name: `own${process.pid}`, workers: 1});
	ip = addressOf(lab, '1');
	for (const name of ['users', 'hosts', 'key']) keygen('-t', 'ed25519', '-N', '', '-f', file(name));
	keygen('-s', file('users'), '-I', 'alice', '-n', 'root', file('key.pub'));
	await startCertified();
});
afterAll(async () => {
	rmSync(folder, {recursive: true});
	await lab?.release();
});

const keygen = (...words: readonly string[]) => execFileSync('ssh-keygen', ['-q', ...words]);
const sh = async (script: string, input = ''): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec('1', ['sh', '-euc', script], {input});
	expect(code, stderr).toBe(0);
	return stdout.trim();
};

/** An sshd that presents a certificate, and accepts no user without one. */
const startCertified = async (): Promise<void> => {
	await sh(
		"ssh-keygen -q -t ed25519 -N '' -f /root/certified; cat >/root/users.pub",
		readFileSync(file('users.pub'), 'utf8'),
	);
	writeFileSync(file('host.pub'), await sh('cat /root/certified.pub'));
	keygen('-s', file('hosts'), '-h', '-I', 'forge', '-n', ip, file('host.pub'));
	await sh('cat >/root/certified-cert.pub', readFileSync(file('host-cert.pub'), 'utf8'));
	await sh(`/usr/sbin/sshd -f /dev/null -p ${ports.certified} -h /root/certified -o HostCertificate=/root/certified-cert.pub -E /root/certified.log \
		-o UsePAM=no -o PermitRootLogin=yes -o TrustedUserCAKeys=/root/users.pub -o AuthorizedKeysFile=none \
		-o PasswordAuthentication=no -o KbdInteractiveAuthentication=no`);
};

const config = (lines: readonly string[]): string =>
	configOf('forge', [`HostName ${ip}`, 'User root', 'GlobalKnownHostsFile /dev/null', ...lines]);
const byAuthority = (name = 'hosts'): string => {
	const known = file(`known-${name}`);
	writeFileSync(known, `@cert-authority [${ip}]:* ${readFileSync(file(`${name}.pub`), 'utf8')}`);
	return known;
};
const certified = (lines: readonly string[]): string => config([`Port ${ports.certified}`, ...lines]);
const usual = (): readonly string[] => [
	`IdentityFile ${lab.folder}/key`,
	'IdentitiesOnly yes',
	`UserKnownHostsFile ${lab.folder}/known_hosts`,
];
/** The transport that Ingot chooses by itself. */
const wayTo = async (sshConfig: string, reaching: Reaching = {}): Promise<string> => {
	const remote = await reach(lab, 'forge', {sshConfig, ...reaching});
	try {
		expect((await remote.run('echo in')).stdout).toBe('in\n');
		return (await remote.facts()).transport ?? '';
	} finally {
		remote.close();
	}
};
/** The folders of our connections. */
const foldersIn = (place: string): readonly string[] =>
	readdirSync(place)
		.map(name => path.join(place, name))
		.filter(each => existsSync(path.join(each, 'askpass')));
const gone = (pattern: string): boolean => {
	try {
		execFileSync('pgrep', ['-f', pattern]);
		return false;
	} catch {
		return true;
	}
};

describe('certificates', () => {
	test('of a user beside the key, and of a host by its authority, log in without a question', async () => {
		const lines = [`IdentityFile ${file('key')}`, `UserKnownHostsFile ${byAuthority()}`];
		expect(await wayTo(certified(lines))).toBe(`system ssh (the certificate ${file('key')}-cert.pub)`);
	});

	test('of a user by CertificateFile log in', async () => {
		copyFileSync(file('key'), file('bare'));
		const lines = [
			`IdentityFile ${file('bare')}`,
			`CertificateFile ${file('key-cert.pub')}`,
			`UserKnownHostsFile ${byAuthority()}`,
		];
		expect(await wayTo(certified(lines))).toContain('the certificate');
	});

	test('of a user in the agent log in', async () => {
		const agentSocket = file('agent');
		const agent: ChildProcess = spawn('ssh-agent', ['-D', '-a', agentSocket], {stdio: 'ignore'});
		onTestFinished(() => void agent.kill());
		await until(() => isListening(agentSocket), {what: 'the agent'});
		execFileSync('ssh-add', ['-q', file('key')], {env: {...process.env, SSH_AUTH_SOCK: agentSocket}});
		const lines = ['IdentityFile none', `UserKnownHostsFile ${byAuthority()}`];
		expect(await wayTo(certified(lines), {agentSocket})).toBe('system ssh (a certificate in the agent)');
	});

	test('of a host signed by another authority are not accepted', async () => {
		const lines = [`IdentityFile ${file('key')}`, `UserKnownHostsFile ${byAuthority('users')}`];
		expect((await whyNot(reach(lab, 'forge', {sshConfig: certified(lines)}))).stage).toBe('host-key');
	});

	test('make ssh2 fail when the config requires it anyway', async () => {
		const lines = [`IdentityFile ${file('key')}`, 'StrictHostKeyChecking no', 'UserKnownHostsFile /dev/null'];
		const worker = {transport: 'ssh2'} as const;
		expect((await whyNot(reach(lab, 'forge', {sshConfig: certified(lines), worker}))).stage).toBe('login');
	});
});

test('algorithms that ssh2 supports, but not by default, are used; without any, the system ssh connects', async () => {
	expect(await wayTo(config(['Ciphers aes256-ctr', 'MACs hmac-sha2-512', ...usual()]))).toBe('built-in SSH');
	expect(await wayTo(config(['KexAlgorithms sntrup761x25519-sha512@openssh.com', ...usual()]))).toBe(
		'system ssh (the built-in SSH supports none of its KexAlgorithms)',
	);
});

test('a required ssh2 without the algorithms says so, and uses no others', async () => {
	const sshConfig = config(['Ciphers aes192-cbc,aes256-ctr', 'MACs umac-128@openssh.com', ...usual()]);
	const failure = await whyNot(reach(lab, 'forge', {sshConfig, worker: {transport: 'ssh2'}}));
	expect(failure.message).toBe(
		'The ssh config for forge allows none of the MACs that Ingot’s built-in SSH supports.',
	);
});

test('a jump host that requires the system ssh makes the worker behind it use it', async () => {
	const way = config([
		...usual(),
		'ProxyJump door',
		'\nHost door',
		`HostName ${ip}\nUser root\nPort ${ports.certified}`,
		`IdentityFile ${file('key')}\nUserKnownHostsFile ${byAuthority()}`,
	]);
	expect(await wayTo(way)).toMatch(/^system ssh \(door: the certificate/u);
});

test('workers behind a jump host share one connection to it, which closes with the last of them', async () => {
	const log = '/root/certified.log';
	const accepted = async () => Number(await sh(`grep -c 'Accepted publickey' ${log} || true`));
	const before = await accepted();
	const alias = (name: string) => [`\nHost ${name}`, `HostName ${ip}\nUser root\nProxyJump door`, ...usual()];
	const sshConfig = config([
		...['one', 'two', 'three'].flatMap(alias),
		`\nHost door\nHostName ${ip}\nUser root\nPort ${ports.certified}`,
		`IdentityFile ${file('key')}\nUserKnownHostsFile ${byAuthority()}`,
	]);
	const shared = new SharedConnections();
	const remotes = await Promise.all(
		['one', 'two', 'three'].map(name => reach(lab, name, {sshConfig, shared})),
	);
	for (const remote of remotes) expect((await remote.run('echo in')).stdout).toBe('in\n');
	expect(await accepted()).toBe(before + 1);
	for (const remote of remotes) remote.close();
	await until(async () => (await sh(`pgrep -f '^sshd: root' | wc -l`)) === '0', {what: 'the end of all'});
});

test('a connection of the user’s own ssh is used, and stays open after us', async () => {
	const socket = file('own master');
	const sshConfig = config([...usual(), `ControlPath "${socket}"`]);
	const own = spawn('ssh', ['-F', sshConfig, '-M', '-N', 'forge'], {stdio: 'ignore'});
	onTestFinished(() => void own.kill());
	await until(() => existsSync(socket), {what: 'the connection'});
	// Other test files, which run at the same time, make such folders, too.
	const place = mkdtempSync(path.join(tmpdir(), 'ig-'));
	vi.stubEnv('TMPDIR', place);
	onTestFinished(() => {
		vi.unstubAllEnvs();
		rmSync(place, {recursive: true, force: true});
	});
	const logins = () => sh('pgrep -c -f "^sshd: root" || true');
	const before = await logins();
	const remote = await reach(lab, 'forge', {sshConfig});
	expect((await remote.facts()).transport).toBe('system ssh (a connection of your own ssh to it is open)');
	expect((await remote.devboxes()).length).toBeGreaterThan(0);
	expect(await logins()).toBe(before);
	const ours = foldersIn(place);
	expect(ours).toHaveLength(1);
	remote.close();
	expect(await remote.ended).toBeUndefined();
	await until(() => !ours.some(each => existsSync(each)), {what: 'the end of the folder'});
	expect(execFileSync('ssh', ['-F', sshConfig, '-O', 'check', 'forge'], {stdio: 'pipe'}).toString()).toBe('');
	const again = await reach(lab, 'forge', {sshConfig});
	own.kill();
	expect(await again.ended).toMatchObject({name: 'Failure', kind: 'unreachable'});
	again.close();
});

test('secrets are in no argument and no environment of the processes that ask for them', async () => {
	const locked = file('locked');
	copyFileSync(`${lab.folder}/key`, locked);
	keygen('-p', '-P', '', '-N', secret, '-f', locked);
	const sshConfig = config([
		`IdentityFile ${locked}`,
		'IdentitiesOnly yes',
		`UserKnownHostsFile ${lab.folder}/known_hosts`,
	]);
	let seen = '';
	const answerSecret = async () => {
		seen = execFileSync(
			'sh',
			['-c', 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n"; true'],
			{
				maxBuffer: 64 * 1024 * 1024,
			},
		).toString();
		return secret;
	};
	const remote = await reach(lab, 'forge', {sshConfig, answerSecret, worker: {transport: 'system'}});
	const after = execFileSync(
		'sh',
		['-c', 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n"; true'],
		{maxBuffer: 64 * 1024 * 1024},
	).toString();
	remote.close();
	expect(seen).toContain('Enter passphrase for key');
	expect(seen + after).not.toContain(secret);
});

describe('the screen', () => {
	const open = async () => {
		const place = mkdtempSync(path.join(tmpdir(), 'ig-'));
		onTestFinished(() => rmSync(place, {recursive: true}));
		const home = homeIn(lab, undefined, text => `${text}\ntransport: system\n`);
		const terminal = home.open({columns: 110, rows: 30, env: {TMPDIR: place}});
		onTestFinished(() => terminal.close());
		await terminal.sees(/Transport +system ssh \(set by transport: in the config file\)/u);
		return {home, terminal, place};
	};
	const nothingLeft = (place: string) =>
		until(() => gone(place) && foldersIn(place).length === 0, {what: 'the end of it all'});

	test('says what carries the connection, and so does the doctor', async () => {
		const {home, terminal} = await open();
		const {stdout} = home.run('doctor', '--json');
		expect(stdout).toContain('"id":"way","state":"ok","said":"Transport: system ssh (set by transport:');
		terminal.type('d');
		await terminal.sees(/way +Transport: system ssh/u);
	});

	test('that is killed leaves no process and no folder behind', async () => {
		const {terminal, place} = await open();
		expect(gone(`ssh .*${place}/.*/master`)).toBe(false);
		process.kill(terminal.pid, 'SIGKILL');
		await nothingLeft(place);
	});

	test('that is closed leaves none either', async () => {
		const {terminal, place} = await open();
		terminal.type('q');
		await terminal.exited;
		await nothingLeft(place);
	});
});
