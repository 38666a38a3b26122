import {expect, test} from 'vitest';
import {parseSshG} from '../../source/remote/config/resolve-ssh.ts';
import {toMasterFailure} from '../../source/remote/system/master-failures.ts';
import {masterOptions} from '../../source/remote/system/master-options.ts';
import {toQuestion} from '../../source/remote/system/ssh-questions.ts';

const address = (text = '') =>
	parseSshG(text, {host: 'forge', port: 2200}, {home: '/home/alice', login: 'alice'});

const newKey = (lines: readonly string[]): string =>
	[
		"The authenticity of host '[10.0.0.7]:2200 ([10.0.0.7]:2200)' can't be established.",
		...lines,
		'Are you sure you want to continue connecting (yes/no/[fingerprint])? ',
	].join('\n');

test.each<[string, string, object]>([
	[
		'a new host key',
		newKey(['ED25519 key fingerprint is SHA256:abc+/9.', 'This key is not known by any other names.']),
		{about: 'host-key', keyType: 'ssh-ed25519', fingerprint: 'SHA256:abc+/9'},
	],
	[
		'a new host key with others of the same host',
		newKey([
			'ECDSA key fingerprint is SHA256:abc.',
			'This host key is known by the following other names:',
			'    ~/.ssh/known_hosts:1: forge',
		]),
		{about: 'host-key', keyType: 'ecdsa-sha2', fingerprint: 'SHA256:abc'},
	],
	[
		'a passphrase',
		"Enter passphrase for key '/home/a b/id': ",
		{kind: 'passphrase', of: '/home/a b/id', prompt: ''},
	],
	['a password', "bob@10.0.0.7's password: ", {kind: 'password', of: 'bob@10.0.0.7', prompt: ''}],
	[
		'what PAM asks',
		'(bob@10.0.0.7) Verification code: ',
		{kind: 'answer', of: 'bob@10.0.0.7', prompt: 'Verification code:'},
	],
	['several lines of it', '(bob@10.0.0.7) One\nTwo: ', {kind: 'answer', prompt: 'One\nTwo:'}],
	['a PIN', "Enter PIN for 'card': ", {kind: 'answer', of: 'ssh', prompt: "Enter PIN for 'card':"}],
	['what nobody foresaw', 'What now?', {kind: 'answer', of: 'ssh', prompt: 'What now?'}],
	[
		'a password that says it is a host key',
		"(bob@x) The authenticity of host 'x' can't be established.\nED25519 key fingerprint is SHA256:abc.",
		{about: 'secret', kind: 'answer', of: 'bob@x'},
	],
])('ssh asks for %s', (_title, prompt, question) => {
	expect(toQuestion(prompt)).toMatchObject(question);
});

const failureOf = (said: string, hop?: string, text?: string) =>
	toMasterFailure({
		said,
		to: {name: 'forge', address: address(text)},
		hop,
		auth: {methods: [], tried: ['/k/id'], lockedFiles: []},
		isKeyAsked: false,
	});

test.each<[string, string, object]>([
	['ssh: connect to host forge port 2200: Connection refused\r\n', 'refuses connections', {}],
	['ssh: connect to host forge port 2200: Connection timed out\n', 'does not answer', {}],
	[
		'Connection timed out during banner exchange\nConnection to 10.0.0.7 port 22 timed out',
		'does not answer',
		{},
	],
	['ssh: connect to host forge port 2200: No route to host', 'cannot be reached', {}],
	[
		'ssh: Could not resolve hostname forge: Name or service not known',
		'has a name that does not resolve',
		{},
	],
	[
		'ssh: Could not resolve hostname forge: Temporary failure in name resolution',
		'cannot be resolved at the moment',
		{},
	],
	[
		'kex_exchange_identification: read: Connection reset by peer\nConnection reset by 10.0.0.7 port 2200',
		'closed the connection',
		{},
	],
	['alice@forge: Permission denied (publickey).', 'rejected user alice; tried: /k/id', {stage: 'login'}],
	[
		'Received disconnect from 10.0.0.7: 2: Too many authentication failures',
		'rejected user alice',
		{stage: 'login'},
	],
	[
		'Unable to negotiate with 10.0.0.7 port 2200: no matching cipher found. Their offer: x',
		'could not agree on an SSH protocol',
		{},
	],
	['/home/alice/.ssh/config: terminating, 1 bad configuration options', 'cannot be reached', {}],
	['Host key verification failed.', 'allows only known keys', {stage: 'host-key'}],
	[
		'@ WARNING: REVOKED HOST KEY DETECTED! @\nHost key verification failed.',
		'is revoked',
		{stage: 'host-key'},
	],
	['', 'ssh ended without a message', {}],
	['\u001B[2Jowned', 'owned', {}],
])('%j is reported in our words', (said, words, more) => {
	const failure = failureOf(said);
	expect(failure).toMatchObject({name: 'Failure', kind: 'unreachable', ...more});
	expect(failure.message).toContain(words);
	expect(failure.message).not.toContain('\u001B');
});

test('a changed host key is reported with file, line and the command that fixes it', () => {
	const failure = failureOf(
		[
			'@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
			'The fingerprint for the ED25519 key sent by the remote host is\nSHA256:new+/1.',
			'Offending ECDSA key in /home/alice/.ssh/known hosts:12',
			'Host key verification failed.',
		].join('\r\n'),
	);
	expect(failure.message).toContain(
		'it is SHA256:new+/1, but /home/alice/.ssh/known hosts line 12 has another',
	);
	expect(failure.hint).toContain("ssh-keygen -R '[forge]:2200' -f '/home/alice/.ssh/known hosts'");
});

test('a ProxyCommand that ends is reported with its last output', () => {
	const said =
		'no such door\nkex_exchange_identification: Connection closed by remote host\r\nConnection closed by UNKNOWN port 65535';
	expect(failureOf(said, undefined, 'proxycommand nc %h %p').message).toContain(
		'the ProxyCommand ended: no such door.',
	);
	expect(failureOf(said).message).toContain('closed the connection before SSH began');
});

test.each([
	'kex_exchange_identification: Connection closed by remote host\r\nConnection closed by UNKNOWN port 65535',
	'kex_exchange_identification: read: Connection reset by peer',
	'kex_exchange_identification: write: Broken pipe',
	'banner exchange: Connection to UNKNOWN port 65535: Broken pipe',
])('a server that hangs up at once is told alike, whatever ssh says: %s', said => {
	expect(failureOf(said).message).toContain('closed the connection before SSH began');
});

test('a host key that has changed is refused also where the config takes any', () => {
	const of = (text: string) => masterOptions({address: address(text), folder: '/f', via: undefined});
	for (const no of ['no', 'off', 'false'])
		expect(of(`stricthostkeychecking ${no}`)).toContain('StrictHostKeyChecking=accept-new');
	expect(of('stricthostkeychecking ask').join(' ')).not.toContain('StrictHostKeyChecking');
});

test('behind a jump host it is the jump host that does not get there', () => {
	const said =
		'Stdio forwarding request failed: Session open refused by peer\r\nConnection closed by UNKNOWN port 65535';
	expect(failureOf(said, 'bastion').message).toBe(
		'forge (forge port 2200) cannot be reached from bastion: the connection was not opened.',
	);
});

test('what the ssh config says of limits is said to ssh again, else ours count', () => {
	const of = (text: string, via?: readonly string[]) =>
		masterOptions({address: address(text), folder: '/f', via});
	expect(of('')).toEqual(
		expect.arrayContaining(['ConnectTimeout=15', 'ServerAliveInterval=5', 'ServerAliveCountMax=3']),
	);
	expect(of('connecttimeout 4\nserveraliveinterval 30\nserveralivecountmax 2')).toEqual(
		expect.arrayContaining(['ConnectTimeout=4', 'ServerAliveInterval=30', 'ServerAliveCountMax=2']),
	);
	expect(of('userknownhostsfile /a "b%/c')).toContain('UserKnownHostsFile="/f/known" "/a \\"b%%/c"');
	expect(of('', ['ssh', '-W', '[h%]:22'])).toContain("ProxyCommand=ssh -W '[h%%]:22'");
});
