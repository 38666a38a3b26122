import {expect, test} from 'vitest';
import {parseSshG} from '../../source/remote/config/resolve-ssh.ts';
import {allowedAlgorithms, ssh2Options} from '../../source/remote/ssh2/ssh2-options.ts';

const at = (text: string) => parseSshG(text, {host: 'forge'}, {home: '/home/alice', login: 'alice'});

test.each<[string, 'kex' | 'cipher' | 'mac' | 'hostKey', readonly string[]]>([
	['ciphers aes256-ctr,aes256-gcm@openssh.com', 'cipher', ['aes256-gcm@openssh.com', 'aes256-ctr']],
	['ciphers chacha20-poly1305@openssh.com,3des-cbc', 'cipher', ['chacha20-poly1305@openssh.com', '3des-cbc']],
	['kexalgorithms diffie-hellman-group1-sha1,sntrup761x25519-sha512', 'kex', ['diffie-hellman-group1-sha1']],
	['macs umac-64@openssh.com,hmac-sha2-512', 'mac', ['hmac-sha2-512']],
	['hostkeyalgorithms ssh-rsa,ssh-ed25519-cert-v01@openssh.com', 'hostKey', ['ssh-rsa']],
	['ciphers aes-wonder', 'cipher', []],
])('of %s ssh2 uses what it supports, its fastest first', (text, kind, taken) => {
	expect(allowedAlgorithms(at(text), kind)).toEqual(taken);
});

test('a key type that is known is asked for first', () => {
	const {algorithms} = ssh2Options(at(''), ['ssh-rsa']);
	expect(algorithms?.serverHostKey).toEqual(
		expect.objectContaining({0: 'rsa-sha2-512', 1: 'rsa-sha2-256', 2: 'ssh-ed25519'}),
	);
});

test.each<[string, object]>([
	['', {keepaliveInterval: 5000, keepaliveCountMax: 3}],
	['serveraliveinterval 0\nserveralivecountmax 3\naddressfamily any', {keepaliveInterval: 5000}],
	['serveraliveinterval 60\nserveralivecountmax 1', {keepaliveInterval: 60_000, keepaliveCountMax: 1}],
	['compression yes', {algorithms: {compress: ['zlib@openssh.com', 'none']}}],
	['compression no', {algorithms: {compress: ['none']}}],
])('%j is honoured', (text, options) => {
	expect(ssh2Options(at(text), [])).toMatchObject(options);
});

test.each([
	['', 1, 5000],
	['', 50, 5000],
	['', 100, 10_000],
	['', 1000, 30_000],
	['serveraliveinterval 7', 1000, 7000],
])(
	'with %j and %i connections, each is asked whether it is alive after %i ms of silence',
	(text, connections, ms) => {
		expect(ssh2Options(at(text), [], connections).keepaliveInterval).toBe(ms);
	},
);
