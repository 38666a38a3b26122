import {createHmac} from 'node:crypto';
import {expect, test} from 'vitest';
import {judgeHostKey, knownHostName, linesAbout, parseKnownHosts} from '../../source/model/known-hosts.ts';

const hashOf = (salt: string, host: string) =>
	createHmac('sha1', Buffer.from(salt, 'base64')).update(host).digest('base64');
const salt = Buffer.from('twenty bytes of salt').toString('base64');
const hashed = (host: string) => `|1|${salt}|${hashOf(salt, host)}`;

const judge = (text: string, host: string, {keyType = 'ssh-ed25519', key = 'AAAA'} = {}) =>
	judgeHostKey(linesAbout(parseKnownHosts(text, 'kh'), host, hashOf), {keyType, key});

test.each([
	['forge', 22, 'forge'],
	['forge', 2222, '[forge]:2222'],
	['::1', 22, '::1'],
	['::1', 2222, '[::1]:2222'],
])('%s port %i is written as %s', (host, port, name) => {
	expect(knownHostName(host, port)).toBe(name);
});

test.each([
	['a plain name', 'forge ssh-ed25519 AAAA', 'forge'],
	['a comment behind the key', 'forge ssh-ed25519 AAAA me@laptop', 'forge'],
	['several names', 'other,forge,10.0.0.7 ssh-ed25519 AAAA', '10.0.0.7'],
	['a port', '[forge]:2222 ssh-ed25519 AAAA', '[forge]:2222'],
	['an IPv6 address with a port', '[::1]:2222 ssh-ed25519 AAAA', '[::1]:2222'],
	['a hashed name', `${hashed('forge')} ssh-ed25519 AAAA`, 'forge'],
	['a hashed name with a port', `${hashed('[forge]:2222')} ssh-ed25519 AAAA`, '[forge]:2222'],
	['a wildcard', '*.lab.example ssh-ed25519 AAAA', 'a.lab.example'],
	['a question mark', 'forge-? ssh-ed25519 AAAA', 'forge-1'],
	['capitals', 'FORGE ssh-ed25519 AAAA', 'forge'],
	['tabs and blanks', '  forge\tssh-ed25519\t AAAA', 'forge'],
	['Windows line ends', 'x ssh-rsa B\r\nforge ssh-ed25519 AAAA\r\n', 'forge'],
	['a second key of another type', 'forge ssh-rsa BBBB\nforge ssh-ed25519 AAAA', 'forge'],
])('a key is known by %s', (_what, text, host) => {
	expect(judge(text, host)).toEqual({is: 'known'});
});

test.each([
	['an empty file', '', 'forge'],
	['another host', 'forge2 ssh-ed25519 AAAA', 'forge'],
	['another port', '[forge]:22022 ssh-ed25519 AAAA', '[forge]:2222'],
	['a dot that is no wildcard', 'forgexlab ssh-ed25519 AAAA', 'forge.lab'],
	['a hash of another host', `${hashed('other')} ssh-ed25519 AAAA`, 'forge'],
	['a wildcard with this host left out', '*.lab,!a.lab ssh-ed25519 AAAA', 'a.lab'],
	['a comment', '# forge ssh-ed25519 AAAA', 'forge'],
	['a certificate authority', '@cert-authority forge ssh-ed25519 AAAA', 'forge'],
	['half a line', 'forge ssh-ed25519', 'forge'],
	['a revoked other key', '@revoked forge ssh-ed25519 BBBB', 'forge'],
])('%s says nothing about it', (_what, text, host) => {
	expect(judge(text, host)).toEqual({is: 'unknown'});
});

test('another key is a changed one, told with the line of the same type', () => {
	const text = '# mine\nforge ssh-rsa RRRR\nforge ssh-ed25519 BBBB\n';
	expect(judge(text, 'forge')).toEqual({is: 'changed', file: 'kh', line: 3});
});

test('a key of a type that is not known yet counts as changed where another is known', () => {
	expect(judge('forge ssh-rsa RRRR', 'forge')).toEqual({is: 'changed', file: 'kh', line: 1});
});

test('a revoked key is refused even where another line knows it', () => {
	const text = 'forge ssh-ed25519 AAAA\n@revoked * ssh-ed25519 AAAA';
	expect(judge(text, 'forge')).toEqual({is: 'revoked', file: 'kh', line: 2});
});
