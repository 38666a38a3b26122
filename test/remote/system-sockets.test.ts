import {expect, test} from 'vitest';
import type {Master} from '../../source/remote/system/ssh-master.ts';
import {SystemSockets} from '../../source/remote/system/system-sockets.ts';

/** A master that forwards nothing, and records the requests. */
const asked = async (remote: string): Promise<readonly string[]> => {
	const forwards: string[] = [];
	const master = {
		folder: '/nowhere',
		through: () => ['false'],
		noteForward: async (forward: string) => void forwards.push(forward),
	} as Partial<Master> as Master;
	await expect(new SystemSockets(master, async () => {}).open(remote)).rejects.toThrow();
	return forwards;
};

test.each([
	['/run/podman/podman.sock', '/nowhere/s0:/run/podman/podman.sock'],
	['/run/a:b\\c', String.raw`/nowhere/s0:/run/a\:b\\c`],
	['/run/%h-%d', '/nowhere/s0:/run/%%h-%%d'],
	['/run/$HOME', '/nowhere/s0:/run/$HOME'],
])('ssh takes a socket at %j literally', async (remote, forward) => {
	expect(await asked(remote)).toEqual([forward]);
});

test('a worker that names a variable of this machine in the place of its socket is not told it', async () => {
	// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's, not ours
	expect(await asked('/run/${AWS_SECRET_ACCESS_KEY}/podman.sock')).toEqual([]);
});
