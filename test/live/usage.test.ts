import {afterAll, beforeAll, expect, test} from 'vitest';
import {describeDevbox} from '../../source/jobs/describe-devbox.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {homeIn, member, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {reach} from './remote-lab.ts';

let lab: Lab;
let worker: string;
let remote: Remote;
beforeAll(async () => {
	lab = await holdLab({name: `usage${process.pid}`, workers: 1});
	worker = `${lab.name}-1`;
	remote = await reach(lab, worker);
});
afterAll(async () => {
	remote?.close();
	await lab?.release();
});

const sh = async (script: string): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec('1', ['sh', '-euc', script]);
	expect(code, `${script}: ${stderr}${stdout}`).toBe(0);
	return stdout.trim();
};
const idOf = (name: string) => sh(`podman container inspect --format '{{.Id}}' ${name}`);
const ingot = (...argv: readonly string[]) => homeIn(lab, member('alice')).run(...argv);

test('what a DevBox uses is what podman stats prints', async () => {
	const [api, idle] = [await idOf('api'), await idOf('idle')];
	const usage = await remote.usage([api]);
	const [printed] = JSON.parse(await sh('podman stats --no-stream --format json api'));
	expect([...usage.keys()]).toEqual([api]);
	const {cpuNs = 0, memoryBytes = 0} = usage.get(api) ?? {};
	// It sleeps, but a wake-up between the two would be no error.
	expect(printed.cpu_time).toMatch(/ms$/u);
	expect(Number.parseFloat(printed.cpu_time) / (cpuNs / 1e6)).toBeCloseTo(1, 1);
	expect(printed.mem_usage).toMatch(/^[\d.]+kB /u);
	expect(Number.parseFloat(printed.mem_usage) / (memoryBytes / 1000)).toBeCloseTo(1, 1);
	const before = usage.get(api)?.cpuNs ?? 0;
	await sh("podman exec api sh -c 'n=0; while [ $n -lt 200000 ]; do n=$((n+1)); done'");
	expect((await remote.usage([api])).get(api)?.cpuNs).toBeGreaterThan(before);
	expect((await remote.usage([idle])).get(idle)?.memoryBytes ?? 0).toBe(0);
});

test('a DevBox that is gone makes no error', async () => {
	expect((await remote.usage(['f'.repeat(64)])).size).toBe(0);
});

test('own layer and mounts are those that du, find and podman inspect show', async () => {
	await sh("podman exec shop sh -c 'echo one >/one; mkdir -p /a/b; echo two >/a/b/two'");
	const about = await describeDevbox(remote, {id: await idOf('shop'), rootless: false});
	const upper = await sh("podman container inspect --format '{{.GraphDriver.Data.UpperDir}}' shop");
	expect(about.ownLayer).toEqual({
		bytes: Number(await sh(`du -skx '${upper}' | cut -f 1`)) * 1024,
		files: Number(await sh(`find '${upper}' ! -type d | wc -l`)),
	});
	expect(about.mounts.map(each => each.destination)).toEqual(['/data', '/mnt/host']);
});

test('a DevBox is paused and resumed, and renamed, by its owner only', async () => {
	ok(ingot('pause', 'api', '--worker', worker));
	const state = () => sh("podman container inspect --format '{{.State.Status}}' api");
	expect(await state()).toBe('paused');
	ok(ingot('start', 'api', '--worker', worker));
	expect(await state()).toBe('running');
	const id = await idOf('api');
	ok(ingot('rename', 'api', 'api-renamed', '--worker', worker));
	expect(await idOf('api-renamed')).toBe(id);
	expect(ingot('rename', 'api-renamed', 'shop', '--worker', worker).code).toBe(5);
	expect(ingot('rename', 'api-renamed', '-x y', '--worker', worker).code).toBe(2);
	expect(ingot('rename', 'bobs-box', 'mine', '--worker', worker).code).toBe(3);
	expect(await idOf('api-renamed')).toBe(id);
});
