import {afterAll, beforeAll, expect, test} from 'vitest';
import {readLoad} from '../../source/jobs/read-load.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {reach} from './remote-lab.ts';

let lab: Lab;
beforeAll(async () => {
	lab = await holdLab({name: `load${process.pid}`, workers: 1});
	await lab.addWorker('rootless', 'rootless');
});
afterAll(() => lab?.release());

/** The words of the last line of what a command prints on a worker. */
const words = async (worker: string, script: string): Promise<readonly string[]> => {
	const {code, stdout, stderr} = await lab.exec(worker, ['sh', '-euc', script]);
	expect(code, `${script}: ${stderr}`).toBe(0);
	return stdout.trim().split('\n').at(-1)?.trim().split(/\s+/u) ?? [];
};

/** Other tests run on the same machine meanwhile. */
const nearBytes = 3e9;

test.each(['1', 'rootless'])(
	'worker %s reports the same load, memory and disk as its own tools',
	async which => {
		const remote = await reach(lab, `${lab.name}-${which}`);
		try {
			const {graphRoot} = await remote.facts();
			const {load, memory, disk, latencyMs} = await readLoad(remote, graphRoot, {});
			const [, total, , , , , available] = await words(which, 'free -b | grep ^Mem:');
			expect(memory?.totalBytes).toBe(Number(total));
			expect(Math.abs((memory?.availableBytes ?? 0) - Number(available))).toBeLessThan(nearBytes);
			const [size, free] = await words(which, `df -B1 --output=size,avail ${graphRoot}`);
			expect(disk?.totalBytes).toBe(Number(size));
			expect(Math.abs((disk?.freeBytes ?? 0) - Number(free))).toBeLessThan(nearBytes);
			const [average] = await words(which, 'cat /proc/loadavg');
			expect(Math.abs((load ?? Number.NaN) - Number(average))).toBeLessThan(5);
			expect(latencyMs).toBeGreaterThan(0);
		} finally {
			remote.close();
		}
	},
);

test('a worker whose Podman does not answer reports its load at once', async () => {
	const remote = await reach(lab, `${lab.name}-1`);
	const {graphRoot} = await remote.facts();
	const service = await words(
		'1',
		`for folder in /proc/[0-9]*; do
			if tr '\\0' ' ' <$folder/cmdline 2>/dev/null | grep -q 'podman system service'; then echo \${folder#/proc/}; fi
		done | tr '\\n' ' '`,
	);
	expect(service).not.toEqual(['']);
	try {
		await lab.exec('1', ['kill', '-STOP', ...service]);
		const images = remote.images({timeoutMs: 1500});
		await expect(images).rejects.toThrow('did not list the images');
		const begun = performance.now();
		expect((await readLoad(remote, graphRoot, {})).disk).toBeDefined();
		expect(performance.now() - begun).toBeLessThan(30_000);
	} finally {
		await lab.exec('1', ['kill', '-CONT', ...service]);
		remote.close();
	}
});
