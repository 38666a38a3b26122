import {expect, test} from 'vitest';
import {sshCommand} from '../../source/model/ssh-command.ts';

test.each([
	[{ssh: 'forge-1'}, 'ssh -v -- forge-1 hostname'],
	[{ssh: 'al@forge:2222'}, 'ssh -v -- ssh://al@forge:2222 hostname'],
	[{ssh: 'f', sshConfig: '/etc/my config'}, "ssh -F '/etc/my config' -v -- f hostname"],
	[{ssh: 'f', sshConfig: '~/my work/$x'}, "ssh -F ~/'my work/$x' -v -- f hostname"],
	[{ssh: 'f', sshConfig: '~/ssh', identityFile: '/k y'}, "ssh -F ~/ssh -v -i '/k y' -- f hostname"],
	[{}, 'ssh -v -- there hostname'],
])('a command to copy logs in to a worker as Ingot does: %j', (worker, command) => {
	expect(sshCommand(worker, ['-v'], ['hostname'])).toBe(command);
});
