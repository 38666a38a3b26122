import {execFileSync} from 'node:child_process';
import {copyFileSync} from 'node:fs';
import path from 'node:path';
import {inspect} from 'node:util';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {AskSecret, SecretQuestion} from '../../source/model/secret.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {addressOf, configOf, newHome, person, reach, whyNot} from './remote-lab.ts';

const secret = 'correct horse';
const ports = {password: 2201, answers: 2202, both: 2203};
let lab: Lab;
let locked: string;
beforeAll(async () => {
	lab = await holdLab({name: `login${process.pid}`, workers: 0});
	await lab.addWorker('a', 'plain');
	await lab.addWorker('b', 'plain');
	for (const worker of ['a', 'b']) await openDoors(worker);
	locked = path.join(newHome(), 'locked');
	copyFileSync(`${lab.folder}/key`, locked);
	execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', secret, '-f', locked]);
});
afterAll(() => lab?.release());

/** Gives root a password on this worker only, and an sshd for each login method. */
const openDoors = async (worker: string): Promise<void> => {
	const sshd = (port: number, options: string) =>
		`/usr/sbin/sshd -f /dev/null -p ${port} -h /root/.ssh/host -o PermitRootLogin=yes -o LogLevel=ERROR ${options}`;
	const {code, stderr} = await lab.exec(worker, [
		'sh',
		'-euc',
		`hash=$(openssl passwd -6 '${secret}')
		sed "s|^root:[^:]*|root:$hash|" /etc/shadow >/run/shadow
		chmod 600 /run/shadow
		mount --bind /run/shadow /etc/shadow
		ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/host
		${sshd(ports.password, '-o UsePAM=no -o PasswordAuthentication=yes -o KbdInteractiveAuthentication=no -o PubkeyAuthentication=no')}
		${sshd(ports.answers, '-o UsePAM=yes -o PasswordAuthentication=no -o KbdInteractiveAuthentication=yes -o PubkeyAuthentication=no')}
		${sshd(ports.both, '-o UsePAM=yes -o AuthenticationMethods=publickey,keyboard-interactive')}`,
	]);
	expect(code, stderr).toBe(0);
};

const at = (port: number, {key = '/none', worker = 'a'}: {key?: string; worker?: string} = {}): string =>
	configOf(`forge-${worker}`, [
		`HostName ${addressOf(lab, worker)}`,
		`Port ${port}`,
		'User root',
		`IdentityFile ${key}`,
		'IdentitiesOnly yes',
		'StrictHostKeyChecking no',
		'UserKnownHostsFile /dev/null',
	]);

describe('a user who answers is logged in', () => {
	test.each<[string, () => string, Partial<SecretQuestion>]>([
		['with the passphrase of a key', () => at(22, {key: locked}), {kind: 'passphrase', attempt: 1}],
		['with a password', () => at(ports.password), {kind: 'password', attempt: 1}],
		['with an answer to what PAM asks', () => at(ports.answers), {kind: 'answer', attempt: 1}],
		['with a key and an answer', () => at(ports.both, {key: `${lab.folder}/key`}), {kind: 'answer'}],
	])('%s', async (_title, sshConfig, question) => {
		const {asked, answerSecret} = person(secret);
		const remote = await reach(lab, 'forge-a', {sshConfig: sshConfig(), answerSecret});
		expect((await remote.run('id -un')).stdout).toBe('root\n');
		remote.close();
		expect(asked).toHaveLength(1);
		expect(asked[0]).toMatchObject({worker: 'forge-a', isEchoed: false, ...question});
	});

	test('after a wrong answer', async () => {
		const {asked, answerSecret} = person('wrong', secret);
		(await reach(lab, 'forge-a', {sshConfig: at(22, {key: locked}), answerSecret})).close();
		expect(asked.map(each => each.attempt)).toEqual([1, 2]);
	});

	test('the messages of PAM are passed on', async () => {
		const {asked, answerSecret} = person(secret);
		(await reach(lab, 'forge-a', {sshConfig: at(ports.answers), answerSecret})).close();
		expect(asked[0]?.prompt).toContain('Password:');
	});

	test('on several workers at once, each with its own answer', async () => {
		const answered: string[] = [];
		const answerSecret: AskSecret = async ({worker}) => {
			answered.push(worker);
			// The first answer waits until the second is asked for too.
			while (answered.length < 2) await new Promise(resolve => setImmediate(resolve));
			return worker === 'forge-a' ? secret : 'wrong';
		};
		const [a, b] = await Promise.allSettled(
			['a', 'b'].map(worker =>
				reach(lab, `forge-${worker}`, {sshConfig: at(ports.password, {worker}), answerSecret}),
			),
		);
		expect([a?.status, b?.status]).toEqual(['fulfilled', 'rejected']);
		if (a?.status === 'fulfilled') a.value.close();
	});
});

describe('a refused user sees why, and the answers are stored nowhere', () => {
	test.each<[string, () => string, string]>([
		['with a wrong passphrase', () => at(22, {key: locked}), '(wrong passphrase)'],
		['with a wrong password', () => at(ports.password), 'a password'],
		['with wrong answers', () => at(ports.answers), 'answers to the server’s questions'],
	])('three times %s', async (_title, sshConfig, tried) => {
		const {asked, answerSecret} = person(...Array(4).fill('tr0ub4dor'));
		const failure = await whyNot(reach(lab, 'forge-a', {sshConfig: sshConfig(), answerSecret}));
		expect(asked.map(each => each.attempt)).toEqual([1, 2, 3]);
		expect(failure).toMatchObject({kind: 'unreachable', stage: 'login'});
		expect(failure.message).toContain(tried);
		expect(inspect(failure, {depth: 9, showHidden: true})).not.toContain('tr0ub4dor');
	});

	test.each<[string, () => string]>([
		['a passphrase', () => at(22, {key: locked})],
		['a password', () => at(ports.password)],
		['an answer', () => at(ports.answers)],
	])('whoever leaves the question for %s is asked no other', async (_title, sshConfig) => {
		const {asked, answerSecret} = person(undefined);
		const failure = await whyNot(reach(lab, 'forge-a', {sshConfig: sshConfig(), answerSecret}));
		expect(asked).toHaveLength(1);
		expect(failure.stage).toBe('login');
	});

	test('BatchMode in the ssh config asks no questions', async () => {
		const {asked, answerSecret} = person(secret);
		const sshConfig = configOf('forge-a', [
			`HostName ${addressOf(lab, 'a')}`,
			'User root',
			'BatchMode yes',
			`IdentityFile ${locked}`,
			'StrictHostKeyChecking no',
			'UserKnownHostsFile /dev/null',
		]);
		await whyNot(reach(lab, 'forge-a', {sshConfig, answerSecret}));
		expect(asked).toEqual([]);
	});
});
