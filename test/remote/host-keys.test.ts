import {execFileSync} from 'node:child_process';
import {chmodSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {addKnownHost, readKnownHosts} from '../../source/disk/known-hosts-file.ts';
import type {HostKeyAnswer, HostKeyQuestion} from '../../source/model/host-key.ts';
import {parseSshG, type SshAddress} from '../../source/remote/config/resolve-ssh.ts';
import {HostKeyAnswers} from '../../source/remote/host-keys/host-key-answers.ts';
import {fingerprint, hostKeyChecker} from '../../source/remote/host-keys/host-keys.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ingot-keys-'));
type Key = {readonly line: string; readonly bytes: Buffer; readonly print: string};

const newKey = (name: string, type = 'ed25519'): Key => {
	const file = path.join(folder, name);
	execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', file]);
	const line = readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
	const told = execFileSync('ssh-keygen', ['-l', '-f', file], {encoding: 'utf8'});
	return {line, bytes: Buffer.from(line.split(' ')[1] ?? '', 'base64'), print: told.split(' ')[1] ?? ''};
};
const key = newKey('a');
const other = newKey('b');
const ecdsa = newKey('c', 'ecdsa');

const at = (knownHosts: string, change: Partial<SshAddress> = {}): SshAddress => ({
	...parseSshG('', {host: 'forge'}, {home: folder, login: 'alice'}),
	knownHostsFiles: [knownHosts],
	globalKnownHostsFiles: [],
	...change,
});
const fileWith = (text: string): string => {
	const file = path.join(mkdtempSync(path.join(folder, 'known-')), 'known_hosts');
	writeFileSync(file, text);
	return file;
};
const files = {read: readKnownHosts, add: addKnownHost};

type Checking = {answer?: HostKeyAnswer; answers?: HostKeyAnswers};
const check = async (
	address: SshAddress,
	{bytes}: Key,
	{answer = 'always', answers = new HostKeyAnswers()}: Checking = {},
) => {
	const asked: HostKeyQuestion[] = [];
	const ask = async (question: HostKeyQuestion) => {
		asked.push(question);
		return answer;
	};
	const checker = await hostKeyChecker('forge-1', address, {files, ask, answers});
	const outcome = await checker.check(bytes).then(
		() => 'trusted',
		(thrown: Error) => thrown.message,
	);
	return {outcome, asked, checker};
};

test('a fingerprint is the same that ssh prints', () => {
	expect(fingerprint(key.bytes)).toBe(key.print);
});

test('an unknown key is asked about with its file, written to it and never asked about again', async () => {
	const file = path.join(mkdtempSync(path.join(folder, 'home-')), '.ssh/known_hosts');
	const {outcome, asked} = await check(at(file, {port: 2222}), key);
	expect(outcome).toBe('trusted');
	expect(asked).toEqual([
		{worker: 'forge-1', host: '[forge]:2222', keyType: 'ssh-ed25519', fingerprint: key.print, file},
	]);
	expect(readFileSync(file, 'utf8')).toBe(`[forge]:2222 ${key.line}\n`);
	expect(statSync(file).mode & 0o777).toBe(0o600);
	expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
	expect(await check(at(file, {port: 2222}), key)).toMatchObject({outcome: 'trusted', asked: []});
});

test('the file’s content stays, with or without a final newline', async () => {
	for (const before of ['old ssh-ed25519 AAAA\n', '# mine\nold ssh-ed25519 AAAA']) {
		const file = fileWith(before);
		await check(at(file), key);
		expect(readFileSync(file, 'utf8')).toBe(`${before.trimEnd()}\nforge ${key.line}\n`);
	}
});

test('HashKnownHosts hides the name, and both ssh and we find it again', async () => {
	const file = fileWith('');
	await check(at(file, {hashKnownHosts: true, host: 'Forge.Example'}), key);
	expect(readFileSync(file, 'utf8')).not.toMatch(/forge/iu);
	expect(execFileSync('ssh-keygen', ['-F', 'forge.example', '-f', file], {encoding: 'utf8'})).toContain(
		key.line,
	);
	expect(await check(at(file, {host: 'forge.example'}), key)).toMatchObject({outcome: 'trusted', asked: []});
});

test('a file that ssh has hashed is understood', async () => {
	const file = fileWith(`forge ${key.line}\n[forge]:2222 ${key.line}\n`);
	execFileSync('ssh-keygen', ['-q', '-H', '-f', file], {stdio: 'ignore'});
	expect(readFileSync(file, 'utf8')).not.toContain('forge');
	expect(await check(at(file), key)).toMatchObject({outcome: 'trusted', asked: []});
	expect((await check(at(file, {port: 2222}), other)).outcome).toContain(`${file} line 2`);
});

test('a key that is not accepted is not written', async () => {
	const file = fileWith('');
	const {outcome} = await check(at(file), key, {answer: 'no'});
	expect(outcome).toBe('The host key of forge-1 (forge) is not known and was not accepted.');
	expect(readFileSync(file, 'utf8')).toBe('');
});

test('a changed key is refused without a question, with its line and how to remove the old one', async () => {
	const file = fileWith(`# first\nforge ${other.line}\n`);
	for (const strictHostKeyChecking of ['ask', 'no', 'accept-new', 'yes']) {
		const {outcome, asked, checker} = await check(at(file, {strictHostKeyChecking}), key);
		expect(outcome).toBe(
			`The host key of forge-1 has changed: it is ${key.print}, but ${file} line 2 has another. Someone may be intercepting the connection.`,
		);
		expect(asked).toEqual([]);
		await expect(checker.check(key.bytes)).rejects.toMatchObject({
			kind: 'unreachable',
			hint: expect.stringContaining(`ssh-keygen -R forge -f ${file}`),
		});
	}
});

test('a key that is trusted once is written nowhere, and not asked about again before the next Ingot', async () => {
	const file = fileWith('');
	const answers = new HostKeyAnswers();
	const first = await check(at(file), key, {answer: 'once', answers});
	expect(first).toMatchObject({outcome: 'trusted', asked: [{file}]});
	expect(readFileSync(file, 'utf8')).toBe('');
	expect(await check(at(file), key, {answers})).toMatchObject({outcome: 'trusted', asked: []});
	// Neither another key of this host nor this key of another host is trusted.
	expect(await check(at(file), other, {answer: 'no', answers})).toMatchObject({asked: [{}]});
	expect(await check(at(file, {host: 'else'}), key, {answer: 'no', answers})).toMatchObject({asked: [{}]});
	expect(await check(at(file), key, {answer: 'no'})).toMatchObject({asked: [{}]});
});

test('a later entry in known_hosts overrides a key that was trusted once', async () => {
	const file = fileWith('');
	const answers = new HostKeyAnswers();
	await check(at(file), key, {answer: 'once', answers});
	writeFileSync(file, `@revoked forge ${key.line}\n`);
	expect((await check(at(file), key, {answers})).outcome).toContain('is revoked');
	writeFileSync(file, `forge ${other.line}\n`);
	expect((await check(at(file), key, {answers})).outcome).toContain('has changed');
});

test('a revoked key is refused', async () => {
	const file = fileWith(`@revoked * ${key.line}\n`);
	expect((await check(at(file), key)).outcome).toBe(`The host key of forge-1 is revoked (${file}, line 1).`);
});

test('a key that is revoked in any file, or for the machine, is refused where others know it', async () => {
	const file = fileWith(`[forge]:2222 ${key.line}\n`);
	const global = fileWith(`\n@revoked forge ${key.line}\n`);
	for (const strictHostKeyChecking of ['ask', 'no', 'accept-new', 'yes']) {
		const address = at(file, {port: 2222, globalKnownHostsFiles: [global], strictHostKeyChecking});
		const {outcome, asked} = await check(address, key);
		expect(outcome).toBe(`The host key of forge-1 is revoked (${global}, line 2).`);
		expect(asked).toEqual([]);
	}
});

test('several files count together; missing and unreadable ones are empty', async () => {
	const [first, second] = [fileWith('forge garbage\n'), fileWith(`forge ${key.line}\n`)];
	const address = at(first, {knownHostsFiles: [first, '/nowhere/known_hosts', folder, second]});
	expect(await check(address, key)).toMatchObject({outcome: 'trusted', asked: []});
	expect((await check(address, other)).outcome).toContain(`${second} line 1`);
});

test('a certificate authority does not make a plain key known, and the question mentions it', async () => {
	const file = fileWith(`# ours\n@cert-authority *.lab,forge ${other.line}\n`);
	const {asked} = await check(at(file), key, {answer: 'no'});
	expect(asked).toMatchObject([{authority: {file, line: 2}}]);
	expect((await check(at(file), other, {answer: 'no'})).asked).toHaveLength(1);
	expect((await check(at(file, {host: 'else'}), key)).asked[0]).not.toHaveProperty('authority');
});

test('a name that would also match other hosts is not written', async () => {
	const file = fileWith('');
	const address = at(file, {hostKeyAlias: '*'});
	expect(await check(address, key)).toMatchObject({outcome: 'trusted', asked: [{file: ''}]});
	expect(readFileSync(file, 'utf8')).toBe('');
});

test('BatchMode asks no questions', async () => {
	const file = fileWith('');
	const mayAsk = {hostKey: false, passphrase: false, password: false, answers: false};
	const {outcome, asked} = await check(at(file, {mayAsk}), key);
	expect(outcome).toContain('allows only known keys');
	expect(asked).toEqual([]);
});

test.each([
	[
		'yes',
		/^The host key of forge-1 \(forge\) is not known, and the ssh config allows only known keys \(StrictHostKeyChecking, BatchMode\)\.$/u,
	],
	['true', /allows only known keys/u],
	['accept-new', /^trusted$/u],
	['no', /^trusted$/u],
	['false', /^trusted$/u],
])('StrictHostKeyChecking %s asks no questions', async (strictHostKeyChecking, outcome) => {
	const file = fileWith('');
	const result = await check(at(file, {strictHostKeyChecking}), key);
	expect(result.outcome).toMatch(outcome);
	expect(result.asked).toEqual([]);
	expect(readFileSync(file, 'utf8')).toBe(result.outcome === 'trusted' ? `forge ${key.line}\n` : '');
});

test('known key types are requested first', async () => {
	const file = fileWith(`forge ${ecdsa.line}\nother ${key.line}\n@revoked forge ${other.line}\n`);
	const {checker} = await check(at(file), ecdsa);
	expect(checker.preferred).toEqual(['ecdsa-sha2-nistp256']);
});

test('the global file is read and the user’s is written', async () => {
	const global = fileWith(`forge ${key.line}\n`);
	const file = fileWith('');
	const address = at(file, {globalKnownHostsFiles: [global]});
	expect(await check(address, key)).toMatchObject({outcome: 'trusted', asked: []});
	expect((await check(address, other)).outcome).toContain(`${global} line 1`);
});

test('the HostKeyAlias is used as the name', async () => {
	const file = fileWith(`shared ${key.line}\n`);
	const address = at(file, {hostKeyAlias: 'shared', port: 2222});
	expect(await check(address, key)).toMatchObject({outcome: 'trusted', asked: []});
});

test('on another port the machine’s own key is valid, and another key is new, not changed', async () => {
	const file = fileWith(`forge ${key.line}\n`);
	expect(await check(at(file, {port: 2222}), key)).toMatchObject({outcome: 'trusted', asked: []});
	expect(await check(at(file, {port: 2222}), other)).toMatchObject({outcome: 'trusted', asked: [{}]});
});

test('two workers on one machine ask one question at a time', async () => {
	const file = fileWith('');
	const answers = new HostKeyAnswers();
	const question = Promise.withResolvers<HostKeyAnswer>();
	const asked: string[] = [];
	const ask = ({worker}: HostKeyQuestion) => {
		asked.push(worker);
		return question.promise;
	};
	const checks = ['forge-1', 'forge-2'].map(async worker =>
		(await hostKeyChecker(worker, at(file), {files, ask, answers})).check(key.bytes),
	);
	// A check that asks no questions neither uses nor gives the user's answer.
	const doctor = await hostKeyChecker('forge-1', at(file), {files, ask: async () => 'no', answers});
	await expect(doctor.check(key.bytes)).rejects.toThrow('was not accepted');
	question.resolve('always');
	await Promise.all(checks);
	expect(asked).toHaveLength(1);
	expect(await check(at(file), key)).toMatchObject({outcome: 'trusted', asked: []});
});

test('a file that cannot be written does not prevent the login, as with ssh', async () => {
	const place = mkdtempSync(path.join(folder, 'closed-'));
	writeFileSync(path.join(place, 'file'), '');
	const answers = new HostKeyAnswers();
	const address = at(path.join(place, 'file/known_hosts'));
	const {outcome, checker} = await check(address, key, {answers});
	expect(outcome).toBe('trusted');
	// New session keys present the host key again; the user is not asked a second time.
	await checker.check(key.bytes);
	expect(await check(address, key, {answers})).toMatchObject({outcome: 'trusted', asked: []});
	chmodSync(place, 0o700);
});

test('without a file to write to nothing is written', async () => {
	expect(await check(at('x', {knownHostsFiles: []}), key)).toMatchObject({
		outcome: 'trusted',
		asked: [{file: ''}],
	});
	expect(existsSync('x')).toBe(false);
});

test('a check without questions in between does not split one question into two', async () => {
	const answers = new HostKeyAnswers();
	const question = Promise.withResolvers<HostKeyAnswer>();
	let asked = 0;
	const ask = () => {
		asked += 1;
		return question.promise;
	};
	const first = answers.ask('forge key', 'person', ask);
	const doctor = answers.ask('forge key', 'nobody', () => new Promise(() => {}));
	const second = answers.ask('forge key', 'person', ask);
	question.resolve('always');
	expect(await Promise.all([first, second])).toEqual(['always', 'always']);
	expect(asked).toBe(1);
	void doctor;
});
