import {execFileSync} from 'node:child_process';
import {chmodSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {addKnownHost, readKnownHosts} from '../../source/disk/known-hosts-file.ts';
import type {HostKeyQuestion} from '../../source/model/host-key.ts';
import {fingerprint, hostKeyChecker} from '../../source/remote/host-keys.ts';
import {parseSshG, type SshAddress} from '../../source/remote/resolve-ssh.ts';

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

const check = async (address: SshAddress, {bytes}: Key, answer = true) => {
	const asked: HostKeyQuestion[] = [];
	const ask = async (question: HostKeyQuestion) => asked.push(question) > 0 && answer;
	const checker = await hostKeyChecker('forge-1', address, {files, ask});
	const outcome = await checker.check(bytes).then(
		() => 'trusted',
		(thrown: Error) => thrown.message,
	);
	return {outcome, asked, checker};
};

test('a fingerprint is the one that ssh prints', () => {
	expect(fingerprint(key.bytes)).toBe(key.print);
});

test('an unknown key is asked about with its file, written into it and never asked about again', async () => {
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

test('what is in the file stays, whether it ends in a newline or not', async () => {
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
	const {outcome} = await check(at(file), key, false);
	expect(outcome).toBe('The host key of forge-1 (forge) is not known and was not accepted.');
	expect(readFileSync(file, 'utf8')).toBe('');
});

test('a changed key is refused without asking, with its line and the way to remove the old one', async () => {
	const file = fileWith(`# first\nforge ${other.line}\n`);
	for (const strictHostKeyChecking of ['ask', 'no', 'accept-new', 'yes']) {
		const {outcome, asked, checker} = await check(at(file, {strictHostKeyChecking}), key);
		expect(outcome).toBe(
			`The host key of forge-1 has changed: it shows ${key.print}, ${file} line 2 knows another. Somebody may be listening.`,
		);
		expect(asked).toEqual([]);
		await expect(checker.check(key.bytes)).rejects.toMatchObject({
			kind: 'unreachable',
			hint: expect.stringContaining(`ssh-keygen -R forge -f ${file}`),
		});
	}
});

test('a revoked key is refused', async () => {
	const file = fileWith(`@revoked * ${key.line}\n`);
	expect((await check(at(file), key)).outcome).toBe(`The host key of forge-1 is revoked (${file}, line 1).`);
});

test.each([
	['yes', /^The host key of forge-1 \(forge\) is not known, and the ssh config allows known ones only\.$/u],
	['true', /allows known ones only/u],
	['accept-new', /^trusted$/u],
	['no', /^trusted$/u],
	['false', /^trusted$/u],
])('StrictHostKeyChecking %s asks nobody', async (strictHostKeyChecking, outcome) => {
	const file = fileWith('');
	const result = await check(at(file, {strictHostKeyChecking}), key);
	expect(result.outcome).toMatch(outcome);
	expect(result.asked).toEqual([]);
	expect(readFileSync(file, 'utf8')).toBe(result.outcome === 'trusted' ? `forge ${key.line}\n` : '');
});

test('the types that are known are asked for first', async () => {
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

test('the HostKeyAlias is what counts', async () => {
	const file = fileWith(`shared ${key.line}\n`);
	const address = at(file, {hostKeyAlias: 'shared', port: 2222});
	expect(await check(address, key)).toMatchObject({outcome: 'trusted', asked: []});
});

test('on another port the machine’s own key is good, and another key is new, not changed', async () => {
	const file = fileWith(`forge ${key.line}\n`);
	expect(await check(at(file, {port: 2222}), key)).toMatchObject({outcome: 'trusted', asked: []});
	expect(await check(at(file, {port: 2222}), other)).toMatchObject({outcome: 'trusted', asked: [{}]});
});

test('two workers on one machine may ask at once', async () => {
	const file = fileWith('');
	await Promise.all([check(at(file), key), check(at(file), key)]);
	expect(readFileSync(file, 'utf8').split('\n').filter(Boolean).length).toBeLessThanOrEqual(2);
	expect(await check(at(file), key)).toMatchObject({outcome: 'trusted', asked: []});
});

test('a file that cannot be written does not keep anybody out, as with ssh', async () => {
	const place = mkdtempSync(path.join(folder, 'closed-'));
	writeFileSync(path.join(place, 'file'), '');
	const {outcome, checker} = await check(at(path.join(place, 'file/known_hosts')), key);
	expect(outcome).toBe('trusted');
	// New session keys show the host key again; nobody is asked a second time.
	await checker.check(key.bytes);
	chmodSync(place, 0o700);
});

test('without a file to write to nothing is written', async () => {
	expect(await check(at('x', {knownHostsFiles: []}), key)).toMatchObject({
		outcome: 'trusted',
		asked: [{file: ''}],
	});
	expect(existsSync('x')).toBe(false);
});
