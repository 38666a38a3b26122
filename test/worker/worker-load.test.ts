import {execFileSync} from 'node:child_process';
import {totalmem} from 'node:os';
import {expect, test} from 'vitest';
import {readLoad} from '../../source/jobs/read-load.ts';
import {localWorker, type Shell, shells} from '../jobs/local-worker.ts';

const everyShell = Object.keys(shells) as Shell[];

test.each(everyShell)('%s reads what this machine says of its load, memory and disk', async shell => {
	using worker = localWorker(shell);
	const {load, memory, disk, latencyMs} = await readLoad(worker.remote, '/', {});
	expect(load).toBeGreaterThanOrEqual(0);
	expect(memory?.totalBytes).toBe(totalmem());
	expect(memory?.availableBytes).toBeGreaterThan(0);
	const [size = '', free = ''] =
		execFileSync('df', ['-B1', '--output=size,avail', '/'], {encoding: 'utf8'})
			.trim()
			.split('\n')
			.at(-1)
			?.trim()
			.split(/\s+/u) ?? [];
	expect(disk?.totalBytes).toBe(Number(size));
	expect(Math.abs((disk?.freeBytes ?? 0) - Number(free))).toBeLessThan(5e9);
	// This machine is not reached over a connection.
	expect(latencyMs).toBeUndefined();
});

test.each(everyShell)(
	'%s leaves out a disk that is unknown or gone, and takes its path as it is',
	async shell => {
		using worker = localWorker(shell);
		for (const folder of [undefined, '', '/not/there', '-h', '$(reboot)', "it's; exit 3"]) {
			const load = await readLoad(worker.remote, folder, {});
			expect(load.disk).toBeUndefined();
			expect(load.memory?.totalBytes).toBe(totalmem());
		}
	},
);
