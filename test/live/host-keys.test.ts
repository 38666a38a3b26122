import {execFileSync, spawnSync} from 'node:child_process';
import {createHmac} from 'node:crypto';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {HostKeyAnswer, HostKeyQuestion} from '../../source/model/host-key.ts';
import {SharedConnections} from '../../source/remote/ssh2/shared-connections.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {addressOf, configOf, newHome, reach, whyNot} from './remote-lab.ts';

let lab: Lab;
let ip: string;
/** The host key of the sshd, others, and the name of the sshd in known_hosts. */
let own: string;
let other: string;
let ecdsa: string;
let name: string;
const port = 2200;

beforeAll(async () => {
	lab = await holdLab({name: `hostkeys${process.pid}`, workers: 0});
	await lab.addWorker('a', 'plain');
	ip = addressOf(lab, 'a');
	name = `[${ip}]:${port}`;
	own = await sh(`ssh-keygen -q -t ed25519 -N '' -f /root/host; ssh-keygen -q -t ed25519 -N '' -f /root/ca
		ssh-keygen -q -h -s /root/ca -I host -n ${ip} /root/host.pub
		/usr/sbin/sshd -f /dev/null -p ${port} -h /root/host -o HostCertificate=/root/host-cert.pub -o UsePAM=no \
			-o PermitRootLogin=prohibit-password -o PidFile=/run/sshd-keys.pid; cut -d' ' -f1,2 /root/host.pub`);
	ecdsa = await sh("ssh-keygen -q -t ecdsa -N '' -f /root/ecdsa; cut -d' ' -f1,2 /root/ecdsa.pub");
	other = readFileSync(`${lab.folder}/key.pub`, 'utf8').split(' ', 2).join(' ');
});
afterAll(() => lab?.release());

const sh = async (script: string): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec('a', ['sh', '-euc', script]);
	expect(code, stderr).toBe(0);
	return stdout.trim();
};

/** A config for `forge`, with known_hosts files of its own. */
const place = (texts: readonly string[], lines: readonly string[] = []) => {
	const files = texts.map((text, index) => {
		const file = path.join(newHome(), `known_hosts${index}`);
		if (text !== '') writeFileSync(file, text);
		return file;
	});
	const sshConfig = configOf('forge', [
		...lines,
		`HostName ${ip}`,
		`Port ${port}`,
		'User root',
		`IdentityFile ${lab.folder}/key`,
		'IdentitiesOnly yes',
		`UserKnownHostsFile ${files.join(' ')}`,
		'GlobalKnownHostsFile /dev/null',
	]);
	return {sshConfig, file: files[0] ?? '', files};
};

/** The verdict of OpenSSH: logged in, or the reason. */
const bySsh = (sshConfig: string): string => {
	const {status, stderr} = spawnSync('ssh', ['-F', sshConfig, '-o', 'BatchMode=yes', 'forge', 'true'], {
		encoding: 'utf8',
	});
	if (status === 0) return 'trusted';
	if (/REVOKED HOST KEY/u.test(stderr)) return 'revoked';
	const line = /^Offending .* key in .*:(\d+)$/mu.exec(stderr)?.[1];
	return line === undefined ? 'unknown' : `changed ${line}`;
};

/** The verdict of Ingot, in the same words. */
const byIngot = async (sshConfig: string): Promise<string> => {
	const asked: HostKeyQuestion[] = [];
	const answer = async (question: HostKeyQuestion): Promise<HostKeyAnswer> => {
		asked.push(question);
		return 'no';
	};
	const outcome = await reach(lab, 'forge', {sshConfig, answer}).catch((thrown: Error) => thrown);
	if (!(outcome instanceof Error)) {
		outcome.close();
		return 'trusted';
	}
	const line = / line (\d+) has another/u.exec(outcome.message)?.[1];
	if (line !== undefined) return `changed ${line}`;
	if (outcome.message.includes('is revoked')) return 'revoked';
	return asked.length === 1 ? 'unknown' : outcome.message;
};

const hashed = (host: string): string => {
	const salt = Buffer.from('twenty bytes of salt').toString('base64');
	const hash = createHmac('sha1', Buffer.from(salt, 'base64')).update(host).digest('base64');
	return `|1|${salt}|${hash}`;
};
/** `*` in the middle of the address. */
const wild = (): string => name.replace(/\.\d+\]/u, '.*]');

describe('known_hosts means the same for Ingot as for ssh', () => {
	const cases: readonly (readonly [string, string, () => readonly string[]])[] = [
		['nothing', 'unknown', () => ['']],
		['the name with its port', 'trusted', () => [`${name} ${own}\n`]],
		['the machine without a port', 'trusted', () => [`${ip} ${own}\n`]],
		['another key of the machine on its usual port', 'unknown', () => [`${ip} ${other}\n`]],
		['a hashed name', 'trusted', () => [`${hashed(name)} ${own}\n`]],
		['a hash among names', 'unknown', () => [`else,${hashed(name)} ${own}\n`]],
		['a wildcard', 'trusted', () => [`${wild()} ${own}\n`]],
		['a wildcard that leaves it out', 'unknown', () => [`${wild()},!${name} ${own}\n`]],
		['several keys', 'trusted', () => [`${name} ${other}\n${name} ${own}\n`]],
		['another key', 'changed 2', () => [`# mine\n${name} ${other}\n`]],
		['a key of another type', 'changed 1', () => [`${name} ${ecdsa}\n`]],
		['another key, hashed', 'changed 1', () => [`${hashed(name)} ${other}\n`]],
		['a broken line', 'unknown', () => [`${name} ssh-ed25519 AAAA\n${name}\n`]],
		['the key in the second file', 'trusted', () => ['', `${name} ${own}\n`]],
		['a revoked key', 'revoked', () => [`@revoked * ${own}\n`]],
		['a key that is known and revoked', 'revoked', () => [`${name} ${own}\n`, `@revoked ${name} ${own}\n`]],
		['another key that is revoked', 'unknown', () => [`@revoked * ${other}\n`]],
		['an authority that did not sign it', 'unknown', () => [`@cert-authority * ${other}\n`]],
	];
	test.each(cases)('%s: %s', async (_what, verdict, texts) => {
		const {sshConfig} = place(texts());
		expect(bySsh(sshConfig)).toBe(verdict);
		expect(await byIngot(sshConfig)).toBe(verdict);
	});

	test('with a HostKeyAlias that name is used, without a port', async () => {
		for (const [text, verdict] of [
			[`pool ${own}\n`, 'trusted'],
			[`[pool]:${port} ${own}\n`, 'unknown'],
		] as const) {
			const {sshConfig} = place([text], ['HostKeyAlias pool']);
			expect(bySsh(sshConfig)).toBe(verdict);
			expect(await byIngot(sshConfig)).toBe(verdict);
		}
	});
});

test('a key in the list of revoked ones is refused, although known_hosts has it', async () => {
	const revoked = path.join(newHome(), 'revoked');
	writeFileSync(revoked, `${own}\n`);
	const {sshConfig} = place([`${name} ${own}\n`], [`RevokedHostKeys ${revoked}`]);
	expect(bySsh(sshConfig)).not.toBe('trusted');
	expect(await whyNot(reach(lab, 'forge', {sshConfig}))).toMatchObject({
		kind: 'unreachable',
		stage: 'host-key',
		message: `The host key of forge is revoked (${revoked}).`,
	});
	writeFileSync(revoked, `${other}\n`);
	(await reach(lab, 'forge', {sshConfig})).close();
});

describe('a new key', () => {
	const answering = (answer: HostKeyAnswer) => {
		const asked: HostKeyQuestion[] = [];
		return {
			asked,
			answer: async (question: HostKeyQuestion) => {
				asked.push(question);
				return answer;
			},
		};
	};

	test('that is trusted once is valid until Ingot exits, and saved nowhere', async () => {
		const {sshConfig, file} = place(['']);
		const {asked, answer} = answering('once');
		const shared = new SharedConnections();
		for (let i = 0; i < 2; i += 1) (await reach(lab, 'forge', {sshConfig, answer, shared})).close();
		expect(asked).toEqual([
			{
				worker: 'forge',
				host: name,
				keyType: 'ssh-ed25519',
				fingerprint: (await sh('ssh-keygen -lf /root/host')).split(' ')[1],
				file,
			},
		]);
		expect(existsSync(file)).toBe(false);
		(await reach(lab, 'forge', {sshConfig, answer})).close();
		expect(asked).toHaveLength(2);
	});

	test('that is trusted always is written where the question says, and valid for ssh too', async () => {
		const {sshConfig} = place([''], ['HashKnownHosts yes']);
		const {asked, answer} = answering('always');
		(await reach(lab, 'forge', {sshConfig, answer})).close();
		const written = readFileSync(asked[0]?.file ?? '', 'utf8');
		expect(written).toMatch(/^\|1\|/u);
		expect(written).toContain(own);
		expect(bySsh(sshConfig)).toBe('trusted');
	});

	test.each([
		['accept-new', 'trusted'],
		['yes', 'unknown'],
	])('is a matter of the config where that says %s', async (strict, outcome) => {
		const {sshConfig, file} = place([''], [`StrictHostKeyChecking ${strict}`]);
		const {asked, answer} = answering('always');
		if (outcome === 'trusted') (await reach(lab, 'forge', {sshConfig, answer})).close();
		else
			expect((await whyNot(reach(lab, 'forge', {sshConfig, answer}))).message).toContain(
				'allows only known keys',
			);
		expect(asked).toEqual([]);
		expect(existsSync(file)).toBe(outcome === 'trusted');
	});
});

test.each([
	['by its name', () => name],
	['by a hash', () => hashed(name)],
	['by a wildcard', () => wild()],
	['among others', () => `else,${name}`],
])('the suggested command removes an old key that was known %s', async (_how, host) => {
	const {sshConfig, file} = place([`else ${other}\n${host()} ${other}\n`], ['StrictHostKeyChecking no']);
	const failure = await whyNot(reach(lab, 'forge', {sshConfig}));
	expect(failure.message).toContain(`${file} line 2 has another`);
	expect(failure.hint).toContain(`remove the old key: ssh-keygen -R '${name}' -f ${file}`);
	execFileSync('sh', ['-c', failure.hint.slice(failure.hint.indexOf('ssh-keygen'))], {stdio: 'ignore'});
	expect(readFileSync(file, 'utf8')).toBe(`else ${other}\n`);
	(await reach(lab, 'forge', {sshConfig})).close();
});
