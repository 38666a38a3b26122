import {execFileSync} from 'node:child_process';
import {copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {Failure} from '../../source/model/failure.ts';
import type {AskHostKey, HostKeyQuestion} from '../../source/model/host-key.ts';
import type {AskSecret, SecretQuestion} from '../../source/model/secret.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {SharedConnections} from '../../source/remote/ssh2/shared-connections.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {addressOf, configOf, newHome, person, type Reaching, reach, whyNot} from './remote-lab.ts';

const secret = 'correct horse';
const ports = {password: 2201, few: 2202, silent: 2203};
let lab: Lab;
let locked: string;
beforeAll(async () => {
	lab = await holdLab({name: `system${process.pid}`, workers: 0});
	await lab.addWorker('a', 'plain');
	await lab.addWorker('b', 'plain');
	const sshd = (port: number, options: string) =>
		`/usr/sbin/sshd -f /dev/null -p ${port} -h /root/.ssh/host -o PermitRootLogin=yes -o UsePAM=no -o LogLevel=ERROR ${options}`;
	await sh(
		'a',
		`hash=$(openssl passwd -6 '${secret}')
		sed "s|^root:[^:]*|root:$hash|" /etc/shadow >/run/shadow
		chmod 600 /run/shadow
		mount --bind /run/shadow /etc/shadow
		ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/host
		tar -C / -c etc/hostname | podman import --quiet - localhost/tiny:1
		podman create --quiet --name box localhost/tiny:1 sh
		${sshd(ports.password, '-o PubkeyAuthentication=no')}
		${sshd(ports.few, '-o MaxSessions=2')}
		${sshd(ports.silent, '-o PidFile=/run/silent')}
		until [ -s /run/silent ]; do sleep 0.01; done
		kill -STOP $(cat /run/silent)`,
	);
	locked = path.join(newHome(), 'locked');
	copyFileSync(`${lab.folder}/key`, locked);
	execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', secret, '-f', locked]);
});
afterAll(() => lab?.release());

const sh = async (worker: string, script: string): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec(worker, ['sh', '-euc', script]);
	expect(code, stderr).toBe(0);
	return stdout.trim();
};

const at = (worker: string, lines: readonly string[] = []): string =>
	configOf('forge', [
		`HostName ${addressOf(lab, worker)}`,
		'User root',
		...lines,
		`IdentityFile ${lab.folder}/key`,
		'IdentitiesOnly yes',
		`UserKnownHostsFile ${lab.folder}/known_hosts`,
		'GlobalKnownHostsFile /dev/null',
	]);
/** Another sshd, or other keys than usual; its host key is not checked. */
const odd = (lines: readonly string[]): string =>
	configOf('forge', [
		`HostName ${addressOf(lab, 'a')}`,
		'User root',
		...lines,
		'IdentitiesOnly yes',
		'StrictHostKeyChecking no',
		'UserKnownHostsFile /dev/null',
	]);
describe.each(['ssh2', 'system'] as const)('by %s', transport => {
	const to = (sshConfig: string, reaching: Reaching = {}): Promise<Remote> =>
		reach(lab, 'forge', {...reaching, sshConfig, worker: {transport}});

	describe('a worker', () => {
		let remote: Remote;
		beforeAll(async () => {
			remote = await to(at('a'));
		});
		afterAll(() => remote?.close());

		test('runs scripts, with their exit codes and output', async () => {
			expect(await remote.run('echo out; echo err >&2; exit 7')).toEqual({
				code: 7,
				stdout: 'out\n',
				stderr: 'err\n',
			});
			expect((await remote.run('exit 255')).code).toBe(255);
		});

		test('returns the last output of a command that ends at once', async () => {
			const asked = Array.from({length: 8}, () => remote.run('exec head -c 70000 /dev/zero'));
			for (const {stdout} of await Promise.all(asked)) expect(stdout.length).toBe(70_000);
		});

		test('reports its facts, and what carries the connection', async () => {
			const {hostname, transport: carrier} = await remote.facts();
			expect(hostname).toBe(`${lab.name}-a`);
			expect(carrier).toMatch(transport === 'ssh2' ? /^built-in SSH \(/u : /^system ssh \(/u);
		});

		test('lists its DevBoxes and images, many times at once', async () => {
			const lists = await Promise.all(Array.from({length: 12}, () => remote.devboxes()));
			expect(new Set(lists.map(list => list.map(each => each.name).join(' ')))).toEqual(new Set(['box']));
			expect((await remote.images()).references).toContain('localhost/tiny:1');
		});

		test('returns lines as they arrive, and notices when the reader stops', async () => {
			const stop = new AbortController();
			for await (const line of remote.lines('echo first; cat >/dev/null; echo >/tmp/told', stop.signal)) {
				expect(line).toBe('first');
				break;
			}
			await until(async () => (await lab.exec('a', ['rm', '/tmp/told'])).code === 0, {what: 'its last word'});
		});

		test('reports changes', async () => {
			const stop = new AbortController();
			const seen: string[] = [];
			const following = (async () => {
				for await (const {subject, action} of remote.changes(stop.signal)) seen.push(`${subject} ${action}`);
			})();
			await until(() => seen.includes('stream open'), {what: 'the stream'});
			await sh('a', 'podman tag localhost/tiny:1 localhost/ev:1; podman rmi localhost/ev:1');
			await until(() => seen.includes('image untag'), {what: 'the events'});
			stop.abort();
			await following;
		});

		test('answers, and many megabytes arrive unchanged in both directions', async () => {
			expect(await remote.answers(60_000)).toBe(true);
			const text = 'x'.repeat(3 * 1024 * 1024);
			const {stdout} = await remote.run(`cat <<'EOF'\n${text}\nEOF`);
			expect(stdout).toBe(`${text}\n`);
		});
	});

	test('more scripts at once than sshd allows sessions all get their turn', async () => {
		const remote = await to(odd([`Port ${ports.few}`, `IdentityFile ${lab.folder}/key`]));
		const said = await Promise.all(Array.from({length: 10}, (_, index) => remote.run(`echo ${index}`)));
		expect(said.map(each => each.stdout)).toEqual(said.map((_, index) => `${index}\n`));
		remote.close();
		expect(await remote.ended).toBeUndefined();
	});

	test('a connection that is cut ends everything on it with a Failure', async () => {
		const remote = await to(at('a'));
		const pid = (await remote.run('echo $PPID')).stdout.trim();
		const lines: string[] = [];
		const reading = (async () => {
			for await (const line of remote.lines('echo first; cat >/dev/null', new AbortController().signal))
				lines.push(line);
		})();
		const outcomes = Promise.allSettled([reading, remote.run('sleep 60')]);
		await until(() => lines.length > 0, {what: 'the first line'});
		await sh('a', `kill -9 ${pid}`);
		const lost = expect.objectContaining({
			name: 'Failure',
			kind: 'unreachable',
			message: expect.stringContaining('The connection to forge was lost'),
		});
		expect(await remote.ended).toEqual(lost);
		for (const outcome of await outcomes) expect(outcome).toEqual({status: 'rejected', reason: lost});
		await expect(remote.run('true')).rejects.toBeInstanceOf(Failure);
		await expect(remote.images()).rejects.toBeInstanceOf(Failure);
		expect(await remote.answers(1000)).toBe(false);
		remote.close();
	});

	test('a silent network is noticed as soon as the ssh config requires', async () => {
		const remote = await to(at('b', ['ServerAliveInterval 3', 'ServerAliveCountMax 1']));
		await lab.cutWorker('b');
		try {
			expect(await remote.answers(300)).toBe(false);
			expect(await remote.ended).toMatchObject({name: 'Failure', kind: 'unreachable'});
		} finally {
			await lab.mendWorker('b');
		}
	});

	describe('jump hosts', () => {
		const through = (port: number): string => {
			const usual = [
				'User root',
				`IdentityFile ${lab.folder}/key`,
				`UserKnownHostsFile ${lab.folder}/known_hosts`,
			];
			const [a, b] = ['a', 'b'].map(each => addressOf(lab, each));
			return configOf('outer', [
				`HostName ${a}`,
				...usual,
				'\nHost inner',
				`HostName ${b}\nProxyJump outer`,
				...usual,
				'\nHost forge',
				`HostName ${a}\nPort ${port}\nProxyJump inner`,
				...usual,
			]);
		};

		test('lead to a worker, and nothing stays open behind', async () => {
			const sessions = () => sh('b', 'pgrep -c -f "^sshd: root" || true');
			await until(async () => (await sessions()) === '0', {what: 'the ends of earlier ones'});
			const remote = await to(through(22));
			expect((await remote.run('echo "$SSH_CONNECTION"')).stdout.split(' ')[0]).toBe(addressOf(lab, 'b'));
			expect((await remote.devboxes()).length).toBe(1);
			remote.close();
			await until(async () => (await sessions()) === '0', {what: 'the jump host to be left'});
		});

		test('that cannot reach the worker are reported', async () => {
			expect((await whyNot(to(through(2999)))).message).toContain(
				`forge (${addressOf(lab, 'a')} port 2999) cannot be reached from inner`,
			);
		});
	});

	describe('a user', () => {
		test.each<[string, () => string, Partial<SecretQuestion>]>([
			['a passphrase', () => odd([`IdentityFile ${locked}`]), {kind: 'passphrase'}],
			['a password', () => odd([`Port ${ports.password}`, 'IdentityFile /none']), {kind: 'password'}],
		])('is asked for %s, again after a wrong one, and gets in', async (_title, sshConfig, question) => {
			const {asked, answerSecret} = person('wrong', secret);
			const remote = await to(sshConfig(), {answerSecret});
			expect((await remote.run('id -un')).stdout).toBe('root\n');
			remote.close();
			expect(asked).toMatchObject([1, 2].map(attempt => ({...question, worker: 'forge', attempt})));
		});

		test('who does not know the answer sees what was tried', async () => {
			const {asked, answerSecret} = person('tr0ub4dor', 'tr0ub4dor', 'tr0ub4dor');
			const failure = await whyNot(to(odd([`IdentityFile ${locked}`]), {answerSecret}));
			expect(asked).toHaveLength(3);
			expect(failure).toMatchObject({kind: 'unreachable', stage: 'login'});
			expect(failure.message).toContain('rejected user root; tried: ');
			expect(failure.message).toContain(`${locked} (wrong passphrase)`);
			expect(JSON.stringify(failure) + failure.stack).not.toContain('tr0ub4dor');
		});

		test('who cancels the question is asked no other', async () => {
			const {asked, answerSecret} = person(undefined);
			const failure = await whyNot(to(odd([`IdentityFile ${locked}`]), {answerSecret}));
			expect(asked).toHaveLength(1);
			expect(failure.stage).toBe('login');
		});

		test('who does not want to be asked is not', async () => {
			const {asked, answerSecret} = person(secret);
			await whyNot(to(odd([`IdentityFile ${locked}`, 'BatchMode yes']), {answerSecret}));
			expect(asked).toEqual([]);
		});

		test('may cancel the connection', async () => {
			const stop = new AbortController();
			const answerSecret: AskSecret = (_question, signal) => {
				stop.abort();
				return new Promise(resolve => signal.addEventListener('abort', () => resolve(undefined)));
			};
			const failure = await whyNot(to(odd([`IdentityFile ${locked}`]), {answerSecret, signal: stop.signal}));
			expect(failure).toMatchObject({kind: 'cancelled', message: 'Connecting to forge was cancelled.'});
		});
	});

	describe('a host key', () => {
		const known = (text: string): {sshConfig: string; file: string} => {
			const file = path.join(newHome(), 'known_hosts');
			writeFileSync(file, text);
			const sshConfig = configOf('forge', [
				`HostName ${addressOf(lab, 'a')}`,
				'User root',
				`IdentityFile ${lab.folder}/key`,
				`UserKnownHostsFile ${file}`,
				'GlobalKnownHostsFile /dev/null',
				'HashKnownHosts no',
			]);
			return {sshConfig, file};
		};
		const key = () =>
			readFileSync(`${lab.folder}/worker-a/host_key.pub`, 'utf8').split(' ').slice(0, 2).join(' ').trim();

		test('that is new is asked about once, and written', async () => {
			const {sshConfig, file} = known('');
			const asked: HostKeyQuestion[] = [];
			const answer: AskHostKey = async question => (asked.push(question) > 0 ? 'always' : 'no');
			for (let i = 0; i < 2; i += 1) (await to(sshConfig, {answer})).close();
			const host = addressOf(lab, 'a');
			const print = execFileSync('ssh-keygen', ['-lf', `${lab.folder}/worker-a/host_key.pub`]).toString();
			expect(asked).toEqual([
				{worker: 'forge', host, keyType: 'ssh-ed25519', fingerprint: print.split(' ')[1], file},
			]);
			expect(readFileSync(file, 'utf8').trim()).toBe(`${host} ${key()}`);
		});

		test('that is trusted once is written nowhere, and not asked about again by this Ingot', async () => {
			const {sshConfig, file} = known('');
			let asked = 0;
			const answer: AskHostKey = async () => {
				asked += 1;
				return 'once';
			};
			const shared = new SharedConnections();
			for (let i = 0; i < 2; i += 1) (await to(sshConfig, {answer, shared})).close();
			expect(asked).toBe(1);
			expect(readFileSync(file, 'utf8')).toBe('');
			expect((await whyNot(to(sshConfig))).stage).toBe('host-key');
		});

		test('that is not accepted prevents the connection, and nothing is written', async () => {
			const {sshConfig, file} = known('');
			expect(await whyNot(to(sshConfig))).toMatchObject({
				stage: 'host-key',
				message: `The host key of forge (${addressOf(lab, 'a')}) is not known and was not accepted.`,
			});
			expect(readFileSync(file, 'utf8')).toBe('');
		});

		test('that has changed is reported with file, line and fix', async () => {
			const host = addressOf(lab, 'a');
			const other = readFileSync(`${lab.folder}/key.pub`, 'utf8').split(' ', 2).join(' ');
			const {sshConfig, file} = known(`# old\n${host} ${other}\n`);
			const failure = await whyNot(to(sshConfig, {answer: async () => 'always'}));
			expect(failure.message).toContain('has changed: it is SHA256:');
			expect(failure.message).toContain(`${file} line 2 has another`);
			expect(failure.hint).toContain(`ssh-keygen -R ${host} -f ${file}`);
		});
	});

	test.each<[string, () => readonly string[], string]>([
		['where nothing listens', () => [`HostName ${addressOf(lab, 'a')}`, 'Port 2999'], 'refuses connections'],
		[
			'where nobody speaks, after ConnectTimeout,',
			() => [`HostName ${addressOf(lab, 'a')}`, `Port ${ports.silent}`, 'ConnectTimeout 1'],
			'does not answer',
		],
		['that nobody knows', () => ['HostName no-such-host.invalid'], 'has a name that'],
	])('an address %s is told', async (_title, lines, words) => {
		const failure = await whyNot(to(configOf('forge', [...lines(), 'BatchMode yes'])));
		expect(failure.kind).toBe('unreachable');
		expect(failure.message).toContain(words);
	});
});
