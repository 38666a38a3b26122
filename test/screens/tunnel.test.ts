import {expect, test} from 'vitest';
import {tunnelCommand} from '../../source/screens/devboxes/tunnel.ts';
import {devbox, listed, ready, screenAfter} from './show-app.tsx';

const worker = {name: 'forge', kind: 'self-hosted'} as const;

test.each([
	[['tcp/8080'], {ssh: 'forge-1'}, 'ssh -N -L 8080:localhost:8080 -- forge-1'],
	[['tcp/80'], {ssh: 'forge-1'}, 'ssh -N -L 8080:localhost:80 -- forge-1'],
	[['tcp/8080'], {ssh: 'al@forge:2222'}, 'ssh -N -L 8080:localhost:8080 -- ssh://al@forge:2222'],
	[['tcp/8080'], {ssh: 'f', identityFile: '/k y'}, "ssh -N -L 8080:localhost:8080 -i '/k y' -- f"],
	[
		['tcp/8080'],
		{ssh: 'f', sshConfig: '/etc/my config'},
		"ssh -F '/etc/my config' -N -L 8080:localhost:8080 -- f",
	],
	[
		['tcp/8080'],
		{ssh: 'f', sshConfig: '~/my work/$x'},
		"ssh -F ~/'my work/$x' -N -L 8080:localhost:8080 -- f",
	],
	[['udp/53'], {ssh: 'forge-1'}, ''],
	[['tcp/0'], {ssh: 'forge-1'}, ''],
	[['tcp/8080'], {}, ''],
	[[], {ssh: 'forge-1'}, ''],
])('ports %j of a worker %j are reached by a command to copy', (ports, change, command) => {
	expect(tunnelCommand(ports, {...worker, ...change})).toBe(command);
});

test('of many ports only the first are named', () => {
	const ports = Array.from({length: 5000}, (_, at) => `tcp/${2000 + at}`);
	expect(tunnelCommand(ports, {...worker, ssh: 'f'}).match(/-L/gu)).toHaveLength(4);
});

test('the detail of a DevBox shows the command for its ports, and y copies it', async () => {
	const copied: string[] = [];
	const copy = (text: string) => copied.push(text) > 0;
	const screen = await screenAfter([ready, listed(devbox('api', {ports: ['tcp/8080']}))], undefined, {
		copy,
		rows: 40,
	});
	await screen.press('2');
	const command = 'ssh -N -L 8080:localhost:8080 -- forge-1';
	expect(screen.frame()).toContain(command);
	await screen.press('y', 'down', 'down', 'down', 'down', 'enter');
	expect(copied).toEqual([command]);
});

test('the details of a DevBox with thousands of ports name the first and count the others', async () => {
	const ports = Array.from({length: 5000}, (_, at) => `tcp/${2000 + at}`);
	const screen = await screenAfter([ready, listed(devbox('api', {ports}))], undefined, {rows: 50});
	await screen.press('2');
	expect(screen.frame()).toContain('and 4980');
});
