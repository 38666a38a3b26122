import {expect, test} from 'vitest';
import {parseSshG} from '../../source/remote/config/resolve-ssh.ts';
import {chooseTransport, type SshCapabilities} from '../../source/remote/connect/choose-transport.ts';

const address = (text = '') => parseSshG(text, {host: 'forge'}, {home: '/home/alice', login: 'alice'});
const means = (change: Partial<SshCapabilities> = {}): SshCapabilities => ({
	address: address(),
	keys: [],
	certificates: [],
	isKnownByAuthority: false,
	hasConnection: false,
	hasKerberosTicket: false,
	...change,
});
const config = (text: string, change: Partial<SshCapabilities> = {}): SshCapabilities =>
	means({address: address(text), ...change});
const ordinary = 'curve25519-sha256,sntrup761x25519-sha512@openssh.com';

test.each<[string, SshCapabilities]>([
	['an ordinary config', means()],
	['a ticket that the config does not want', means({hasKerberosTicket: true})],
	['GSSAPI without a ticket, as Debian has it', config('gssapiauthentication yes')],
	['an ordinary key in the agent', means({keys: [{from: 'the agent', type: 'ssh-ed25519'}]})],
	['a provider for security keys that is built in', config('securitykeyprovider internal')],
	['algorithms of which ssh2 has one', config(`kexalgorithms ${ordinary}`)],
])('%s is reached with ssh2, without a reason', (_title, found) => {
	expect(chooseTransport('auto', found)).toEqual({transport: 'ssh2'});
	expect(chooseTransport(undefined, found)).toEqual({transport: 'ssh2'});
});

const hardware = 'sk-ssh-ed25519@openssh.com';
test.each<[string, SshCapabilities, RegExp]>([
	[
		'a hardware key in a file',
		means({keys: [{from: '/k/id_sk', type: hardware}]}),
		/hardware key .* in \/k\/id_sk/u,
	],
	['a hardware key in the agent', means({keys: [{from: 'the agent', type: hardware}]}), /in the agent$/u],
	['a certificate file', means({certificates: ['/k/id-cert.pub']}), /^the certificate \/k\/id-cert\.pub$/u],
	[
		'a certificate in the agent',
		means({keys: [{from: 'the agent', type: 'ssh-ed25519-cert-v01@openssh.com'}]}),
		/^a certificate in the agent$/u,
	],
	['a host key that an authority signs', means({isKnownByAuthority: true}), /certificate authority/u],
	['a connection that is open', means({hasConnection: true}), /your own ssh/u],
	['GSSAPI with a ticket', config('gssapiauthentication yes', {hasKerberosTicket: true}), /Kerberos/u],
	['a smart card', config('pkcs11provider /usr/lib/opensc.so'), /^PKCS11Provider in/u],
	['a provider for security keys', config('securitykeyprovider /usr/lib/sk.so'), /^SecurityKeyProvider/u],
	['a command that knows hosts', config('knownhostscommand /bin/keys %H'), /^KnownHostsCommand/u],
	['a list of revoked keys', config('revokedhostkeys /etc/ssh/revoked'), /^RevokedHostKeys/u],
	['a host that trusts hosts', config('hostbasedauthentication yes'), /^HostbasedAuthentication/u],
	['only new key exchanges', config('kexalgorithms sntrup761x25519-sha512'), /none of its KexAlgorithms/u],
	['only ciphers that ssh2 lacks', config('ciphers aes256-wonder'), /none of its Ciphers/u],
	['only MACs that ssh2 lacks', config('macs umac-128-etm@openssh.com'), /none of its MACs/u],
	[
		'only host keys on hardware',
		config(`hostkeyalgorithms ${hardware},ssh-ed25519-cert-v01@openssh.com`),
		/none of its HostKeyAlgorithms/u,
	],
])('%s requires the system ssh, with that reason', (_title, found, why) => {
	expect(chooseTransport('auto', found)).toEqual({transport: 'system', why: expect.stringMatching(why)});
	expect(chooseTransport('ssh2', found)).toMatchObject({transport: 'ssh2'});
});

test('the config file overrides the choice', () => {
	expect(chooseTransport('system', means())).toEqual({
		transport: 'system',
		why: 'set by transport: in the config file',
	});
});

test('without an installed ssh only ssh2 is left, and skipped parts of the config are named', () => {
	const found = means({address: {...address(), withoutSsh: {skipped: ['Match exec in /h/config']}}});
	for (const wanted of ['auto', 'system', undefined] as const)
		expect(chooseTransport(wanted, found)).toEqual({
			transport: 'ssh2',
			why: 'no ssh is installed here; skipped: Match exec in /h/config',
		});
});
