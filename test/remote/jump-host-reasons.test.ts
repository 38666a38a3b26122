import {expect, test} from 'vitest';
import {parseSshG} from '../../source/remote/config/resolve-ssh.ts';
import {unreachableFrom} from '../../source/remote/connection-failures.ts';

const address = parseSshG('', {host: '10.0.0.7', port: 22}, {home: '/home/al', login: 'al'});
/** As ssh2 reports it, with the reason of the protocol. */
const refusal = (reason: number, said: string) =>
	Object.assign(new Error(`(SSH) Channel open failure: ${said}`), {reason});
const where = 'forge (10.0.0.7 port 22) cannot be reached from bastion: ';

test.each<[string, unknown, string, string]>([
	[
		'a worker whose sshd does not run: the worker is to be checked, not the jump host',
		refusal(2, 'Connection refused'),
		'Connection refused.',
		'Check that sshd is running there and that the port is correct.',
	],
	[
		'a worker that is off',
		refusal(2, 'No route to host'),
		'No route to host.',
		'Check that it is powered on and that no firewall between bastion and it blocks the port.',
	],
	[
		'a worker whose name the jump host does not know',
		refusal(2, 'unknown host (forge.lan)'),
		'unknown host (forge.lan).',
		'Set HostName in the ssh config to a name or an address that bastion knows.',
	],
	[
		'a jump host that forbids forwarding',
		refusal(1, 'open failed'),
		'open failed.',
		'Check that sshd on bastion allows forwarding (AllowTcpForwarding, PermitOpen).',
	],
	[
		'another reason to connect in vain',
		refusal(2, 'Network is unreachable'),
		'Network is unreachable.',
		'Check the address and the network from bastion.',
	],
	[
		'a jump host that says nothing',
		refusal(2, ''),
		'the connection was not opened.',
		'Check the address and the network from bastion.',
	],
	[
		'an installed ssh, which does not say why',
		'the connection was not opened',
		'the connection was not opened.',
		'Check the address from bastion, and that sshd on bastion allows forwarding (AllowTcpForwarding, PermitOpen).',
	],
	[
		'a jump host that writes to the terminal',
		refusal(4, '\u001B[2Jgone'),
		'gone.',
		'Check the address from bastion, and that sshd on bastion allows forwarding (AllowTcpForwarding, PermitOpen).',
	],
])('%s', (_, thrown, ...[why, hint]) => {
	const {message, hint: found} = unreachableFrom('bastion', {name: 'forge', address}, thrown);
	expect({message, hint: found}).toEqual({message: `${where}${why}`, hint});
});
