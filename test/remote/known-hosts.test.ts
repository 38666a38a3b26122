import {execFileSync, spawnSync} from 'node:child_process';
import {createHmac} from 'node:crypto';
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {isWritableName, judgeHostKey, knownHostName} from '../../source/model/known-hosts.ts';
import {KnownHostsIndex} from '../../source/remote/host-keys/known-hosts-index.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ingot-known-'));
const newKey = (name: string, type: string): string => {
	const file = path.join(folder, name);
	execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', file]);
	return readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
};
const a = newKey('a', 'ed25519');
const b = newKey('b', 'ed25519');
const ecdsa = newKey('c', 'ecdsa');
const rsa = newKey('d', 'rsa');
const base64 = (line: string): string => line.split(' ')[1] ?? '';

const hashOf = (salt: string, host: string) =>
	createHmac('sha1', Buffer.from(salt, 'base64')).update(host).digest('base64');
const salt = Buffer.from('twenty bytes of salt').toString('base64');
const hashed = (host: string) => `|1|${salt}|${hashOf(salt, host)}`;

const about = (text: string, host: string) => new KnownHostsIndex(text, 'kh').linesAbout(host);
const judge = async (text: string, host: string, shown = a) => {
	const [keyType = '', key = ''] = shown.split(' ');
	return judgeHostKey(await about(text, host), {keyType, key});
};

/** The lines that ssh-keygen finds: `3`, `4 REVOKED`, `5 CA`. */
const foundBySsh = (text: string, host: string): readonly string[] => {
	const file = path.join(folder, 'known_hosts');
	writeFileSync(file, text);
	const {stdout} = spawnSync('ssh-keygen', ['-l', '-F', host, '-f', file], {encoding: 'utf8'});
	return [...stdout.matchAll(/^# Host .* found: line (\d+)(?: (\S+))?/gmu)].map(([, line, marker]) =>
		[line, marker].filter(Boolean).join(' '),
	);
};
const markerWords = {key: '', revoked: ' REVOKED', authority: ' CA'} as const;
const foundByUs = async (text: string, host: string) =>
	(await about(text, host)).map(each => `${each.line}${markerWords[each.marker]}`);

test.each([
	['forge', 22, 'forge'],
	['forge', 2222, '[forge]:2222'],
	['::1', 22, '::1'],
	['::1', 2222, '[::1]:2222'],
])('%s port %i is written as %s', (host, port, name) => {
	expect(knownHostName(host, port)).toBe(name);
});

test.each([
	['a plain name', `forge ${a}`, 'forge'],
	['a comment behind the key', `forge ${a} me@laptop`, 'forge'],
	['several names', `other,forge,10.0.0.7 ${a}`, '10.0.0.7'],
	['a port', `[forge]:2222 ${a}`, '[forge]:2222'],
	['an IPv6 address with a port', `[::1]:2222 ${a}`, '[::1]:2222'],
	['a hashed name', `${hashed('forge')} ${a}`, 'forge'],
	['a hashed name with a port', `${hashed('[forge]:2222')} ${a}`, '[forge]:2222'],
	['a wildcard', `*.lab.example ${a}`, 'a.lab.example'],
	['wildcards for host and port', `[*.lab]:22?? ${a}`, '[a.lab]:2200'],
	['a question mark', `forge-? ${a}`, 'forge-1'],
	['several stars', `*f**ge*,else ${a}`, 'forge'],
	['a wildcard with another host left out', `*.lab,!b.lab ${a}`, 'a.lab'],
	['capitals', `FORGE ${a}`, 'forge'],
	['tabs and blanks', `  forge\t${a.replace(' ', '\t ')}`, 'forge'],
	['Windows line ends', `x ${b}\r\nforge ${a}\r\n`, 'forge'],
	['a second key of another type', `forge ${ecdsa}\nforge ${a}`, 'forge'],
	['a second key of the same type', `forge ${b}\nforge ${a}`, 'forge'],
])('a key is known by %s', async (_what, text, host) => {
	expect(await judge(text, host)).toEqual({is: 'known'});
	expect(await foundByUs(text, host)).toEqual(foundBySsh(text, host));
});

test.each([
	['an empty file', '', 'forge'],
	['another host', `forge2 ${a}`, 'forge'],
	['another port', `[forge]:22022 ${a}`, '[forge]:2222'],
	['a dot that is no wildcard', `forgexlab ${a}`, 'forge.lab'],
	['a hash of another host', `${hashed('other')} ${a}`, 'forge'],
	['a hash among other names', `other,${hashed('forge')} ${a}`, 'forge'],
	['two hashes', `${hashed('forge')},${hashed('other')} ${a}`, 'forge'],
	['a hash with another salt', `|1|${btoa('short')}|${hashOf(btoa('short'), 'forge')} ${a}`, 'forge'],
	['a hash of another kind', `|2${hashed('forge').slice(2)} ${a}`, 'forge'],
	['a wildcard with this host left out', `*.lab,!a.lab ${a}`, 'a.lab'],
	['this host left out, and nothing else', `!b.lab ${a}`, 'a.lab'],
	['a comment', `# forge ${a}`, 'forge'],
	['a certificate authority', `@cert-authority forge ${a}`, 'forge'],
	['half a line', 'forge ssh-ed25519', 'forge'],
	['a comment in place of a key', 'forge # gone', 'forge'],
	['a broken key', `forge ssh-ed25519 ${base64(b).slice(0, 40)}`, 'forge'],
	['no base64', 'forge ssh-ed25519 ****', 'forge'],
	['a key of another type than it says', `forge ssh-rsa ${base64(b)}`, 'forge'],
	['a key with something behind it', `forge ssh-ed25519 ${btoa(`${atob(base64(b))}x`)}`, 'forge'],
	['a type that nobody knows', `forge ssh-new ${base64(b)}`, 'forge'],
	['a line of protocol 1', 'forge 1024 35 1234567890', 'forge'],
	['a marker that nobody knows', `@trusted forge ${b}`, 'forge'],
	['two markers', `@revoked @revoked forge ${a}`, 'forge'],
	['a revoked other key', `@revoked forge ${b}`, 'forge'],
])('%s does not match it', async (_what, text, host) => {
	expect(await judge(text, host)).toEqual({is: 'unknown'});
	expect(await foundByUs(text, host)).toEqual(foundBySsh(text, host));
});

test('another key counts as changed, with the line of the same type', async () => {
	const text = `# mine\nforge ${rsa}\nforge ${b}\nforge ${ecdsa}\n`;
	expect(await judge(text, 'forge')).toEqual({is: 'changed', file: 'kh', line: 3});
});

test('a key of a type that is not known yet counts as changed where another is known', async () => {
	expect(await judge(`forge ${rsa}`, 'forge')).toEqual({is: 'changed', file: 'kh', line: 1});
});

test.each([
	['another line knows it', `forge ${a}\n@revoked * ${a}`],
	['its own line is hashed', `forge ${a}\n@revoked ${hashed('forge')} ${a}`],
	['an authority is known', `@cert-authority * ${b}\n@revoked forge ${a}`],
	['another key is known', `forge ${b}\n@revoked forge ${a}`],
])('a revoked key is refused even where %s', async (_what, text) => {
	expect(await judge(text, 'forge')).toEqual({is: 'revoked', file: 'kh', line: 2});
	expect(await foundByUs(text, 'forge')).toEqual(foundBySsh(text, 'forge'));
});

test('a name that is a pattern, a list or a marker is not written', () => {
	expect(['forge', '10.0.0.7', '[::1]:2222', 'forge_1.lab'].filter(isWritableName)).toHaveLength(4);
	expect(
		['*', 'a?', '!'.concat('*'), 'a,b', '@a', '#a', '|1|', 'a b', 'a\nb'].filter(isWritableName),
	).toEqual([]);
});
