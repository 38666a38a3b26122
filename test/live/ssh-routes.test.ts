import {existsSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {HostKeyQuestion} from '../../source/model/host-key.ts';
import {SharedConnections} from '../../source/remote/ssh2/shared-connections.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {addressOf, configOf, newHome, reach, whyNot} from './remote-lab.ts';

let lab: Lab;
let ips: readonly string[];
beforeAll(async () => {
	lab = await holdLab({name: `ways${process.pid}`, workers: 0});
	for (const worker of ['a', 'b', 'c']) await lab.addWorker(worker, 'plain');
	ips = ['a', 'b', 'c'].map(worker => addressOf(lab, worker));
	await sh(
		'a',
		`/usr/sbin/sshd -f /dev/null -p 2200 -h /root/.ssh/host -o UsePAM=no -o MaxStartups=3 -E /root/sshd.log 2>/dev/null ||
			{ ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/host
			/usr/sbin/sshd -f /dev/null -p 2200 -h /root/.ssh/host -o UsePAM=no -o MaxStartups=3 -E /root/sshd.log; }`,
	);
});
afterAll(() => lab?.release());

const sh = async (worker: string, script: string): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec(worker, ['sh', '-euc', script]);
	expect(code, stderr).toBe(0);
	return stdout.trim();
};

const usual = (): readonly string[] => [
	'User root',
	`IdentityFile ${lab.folder}/key`,
	'IdentitiesOnly yes',
	`UserKnownHostsFile ${lab.folder}/known_hosts`,
	'GlobalKnownHostsFile /dev/null',
];
/** An ssh config: each host with the address of a worker and lines of its own. */
const config = (
	hosts: Readonly<Record<string, {ip: string | undefined; lines?: readonly string[]}>>,
): string =>
	configOf(
		'nobody',
		Object.entries(hosts).flatMap(([host, {ip, lines = []}]) => [
			`\nHost ${host}`,
			`HostName ${ip}`,
			...lines,
			...usual(),
		]),
	);
/** The peer that the worker sees. */
const cameFrom = async (
	alias: string,
	sshConfig: string,
	shared = new SharedConnections(),
): Promise<string> => {
	const remote = await reach(lab, alias, {sshConfig, shared});
	try {
		return (await remote.run('echo "$SSH_CONNECTION"')).stdout.split(' ')[0] ?? '';
	} finally {
		remote.close();
	}
};
/** The connections to its sshd. */
const sessions = (worker: string) => sh(worker, 'pgrep -c -f "^sshd: root" || true');

describe('a worker behind jump hosts', () => {
	test('is reached through one', async () => {
		const sshConfig = config({bastion: {ip: ips[0]}, forge: {ip: ips[1], lines: ['ProxyJump bastion']}});
		expect(await cameFrom('forge', sshConfig)).toBe(ips[0]);
	});

	test('is reached through a chain, each host by its own config', async () => {
		const sshConfig = config({
			first: {ip: ips[0], lines: ['Port 22']},
			second: {ip: ips[1]},
			forge: {ip: ips[2], lines: ['ProxyJump first,root@second:22']},
		});
		expect(await cameFrom('forge', sshConfig)).toBe(ips[1]);
	});

	test('is reached where the jump host has a jump host itself', async () => {
		const sshConfig = config({
			outer: {ip: ips[0]},
			inner: {ip: ips[1], lines: ['ProxyJump outer']},
			forge: {ip: ips[2], lines: ['ProxyJump inner']},
		});
		expect(await cameFrom('forge', sshConfig)).toBe(ips[1]);
	});

	test('is reached through a command', async () => {
		const sshConfig = config({bastion: {ip: ips[0]}, forge: {ip: ips[1]}});
		const through = config({
			forge: {ip: ips[1], lines: [`ProxyCommand ssh -F ${sshConfig} -W %h:%p bastion`]},
		});
		expect(await cameFrom('forge', through)).toBe(ips[0]);
	});

	test('is disconnected with nothing left open', async () => {
		await until(async () => (await sessions('a')) === '0', {what: 'the ends of earlier ones'});
		const sshConfig = config({bastion: {ip: ips[0]}, forge: {ip: ips[1], lines: ['ProxyJump bastion']}});
		const remote = await reach(lab, 'forge', {sshConfig});
		expect(await sessions('a')).not.toBe('0');
		remote.close();
		await until(async () => (await sessions('a')) === '0', {what: 'the jump host to be left'});
	});
});

test('twenty workers behind a bastion with three simultaneous logins share one connection to it', async () => {
	const port = ['Port 2200', 'StrictHostKeyChecking accept-new'];
	const aliases = Array.from({length: 20}, (_, index) => `forge-${index}`);
	const sshConfig = config({
		bastion: {ip: ips[0], lines: port},
		...Object.fromEntries(
			aliases.map((alias, index) => [alias, {ip: ips[1 + (index % 2)], lines: ['ProxyJump bastion']}]),
		),
	});
	const shared = new SharedConnections();
	const remotes = await Promise.all(aliases.map(alias => reach(lab, alias, {sshConfig, shared})));
	const said = await Promise.all(remotes.map(remote => remote.run('echo "$SSH_CONNECTION"')));
	expect(new Set(said.map(each => each.stdout.split(' ')[0]))).toEqual(new Set([ips[0]]));
	for (const remote of remotes) remote.close();
	expect(await sh('a', 'grep -c "Accepted publickey" /root/sshd.log')).toBe('1');
});

test('the worker that asked first for a bastion can give up, and the others behind it still connect', async () => {
	const go = path.join(newHome(), 'go');
	const slowly = `ProxyCommand sh -c "touch ${go}-asked; until [ -e ${go} ]; do sleep 0.05; done; exec bash -c 'exec 3<>/dev/tcp/%h/%p; cat <&3 & exec cat >&3'"`;
	const sshConfig = config({
		bastion: {ip: ips[0], lines: [slowly]},
		first: {ip: ips[1], lines: ['ProxyJump bastion']},
		second: {ip: ips[2], lines: ['ProxyJump bastion']},
	});
	const shared = new SharedConnections();
	const leave = new AbortController();
	const first = whyNot(reach(lab, 'first', {sshConfig, shared, signal: leave.signal}));
	await until(() => existsSync(`${go}-asked`), {what: 'the connection to the bastion'});
	const second = cameFrom('second', sshConfig, shared);
	leave.abort();
	expect(await first).toMatchObject({kind: 'cancelled'});
	writeFileSync(go, '');
	expect(await second).toBe(ips[0]);
});

describe('a failing route is reported with the host that fails', () => {
	test('a jump host that does not exist', async () => {
		const sshConfig = config({
			bastion: {ip: ips[0], lines: ['Port 2999']},
			forge: {ip: ips[1], lines: ['ProxyJump bastion']},
		});
		expect(await whyNot(reach(lab, 'forge', {sshConfig}))).toMatchObject({
			kind: 'unreachable',
			message: `bastion on the way to forge (${ips[0]} port 2999) refuses connections.`,
		});
	});

	test('a worker that the jump host cannot reach', async () => {
		const sshConfig = config({
			bastion: {ip: ips[0]},
			forge: {ip: ips[1], lines: ['Port 2999', 'ProxyJump bastion']},
		});
		const failure = await whyNot(reach(lab, 'forge', {sshConfig}));
		expect(failure.message).toContain(`forge (${ips[1]} port 2999) cannot be reached from bastion`);
		// OpenSSH is not told by its own connection to the jump host why that opened none.
		const [why, hint] =
			process.env.INGOT_TRANSPORT === 'system'
				? ['the connection was not opened', 'Check the address from bastion, and that sshd on bastion']
				: ['Connection refused', 'Check that sshd is running there and that the port is correct.'];
		expect(failure.message).toContain(`: ${why}.`);
		expect(failure.hint).toContain(hint);
	});

	test('a jump host whose key is new is asked about by its own name', async () => {
		const known = ['UserKnownHostsFile /dev/null', 'StrictHostKeyChecking ask'];
		const sshConfig = config({
			bastion: {ip: ips[0], lines: known},
			forge: {ip: ips[1], lines: ['ProxyJump bastion']},
		});
		const asked: HostKeyQuestion[] = [];
		const answer = async (question: HostKeyQuestion) => {
			asked.push(question);
			return 'no' as const;
		};
		const failure = await whyNot(reach(lab, 'forge', {sshConfig, answer}));
		expect(asked.map(each => [each.worker, each.host])).toEqual([['bastion on the way to forge', ips[0]]]);
		expect(failure.message).toContain('is not known and was not accepted');
	});

	test('jump hosts in a loop', async () => {
		const sshConfig = config({
			forge: {ip: ips[1], lines: ['ProxyJump left']},
			left: {ip: ips[0], lines: ['ProxyJump right']},
			right: {ip: ips[2], lines: ['ProxyJump left']},
		});
		expect(await whyNot(reach(lab, 'forge', {sshConfig}))).toMatchObject({
			message: expect.stringContaining('more than 8 jump hosts'),
		});
	});

	test('a server that hangs up at once, like an sshd at its limit', async () => {
		const sshConfig = config({forge: {ip: ips[1], lines: ['ProxyCommand true']}});
		expect((await whyNot(reach(lab, 'forge', {sshConfig}))).message).toContain(
			'closed the connection before SSH began',
		);
	});

	test('a command that ends, with its last output', async () => {
		const sshConfig = config({
			forge: {ip: ips[1], lines: ['ProxyCommand sh -c "echo no such door >&2; exit 3"']},
		});
		expect((await whyNot(reach(lab, 'forge', {sshConfig}))).message).toContain('no such door');
	});
});
