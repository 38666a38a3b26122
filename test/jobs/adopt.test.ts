import {expect, test} from 'vitest';
import {adopt} from '../../source/jobs/adopt.ts';
import {adoptedOs, listDevboxes} from '../../source/jobs/list-devboxes.ts';
import type {Devbox} from '../../source/model/devbox.ts';
import {chooseMethod} from '../../source/plan/snapshot-method.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {source} from '../plan/sources.ts';

const account = {user: 'alice', plan: 'pro', role: 'member'} as const;
const vm: Devbox = {
	worker: 'forge',
	workerKind: 'self-hosted',
	id: 'a'.repeat(64),
	name: 'vm',
	os: 'linux',
	osInDoubt: true,
	state: 'running',
	image: 'docker.io/qemux/qemu',
	imageId: 'b',
	capabilities: [],
	launchedBy: undefined,
	ports: [],
	cloudWorker: undefined,
	createdAt: 0,
	startedAt: 0,
};
/** A worker that says this to every script, and what was run there. */
const worker = (stdout = '', devboxes: readonly Devbox[] = []) => {
	const scripts: string[] = [];
	const remote = {
		worker: {name: 'forge', kind: 'self-hosted'},
		devboxes: async () => devboxes,
		run: async (script: string) => {
			scripts.push(script);
			return {code: 0, stdout, stderr: ''};
		},
	} as unknown as Remote;
	return {remote, scripts};
};

test('a container with an uncertain system can be adopted only with --os', async () => {
	const {remote, scripts} = worker();
	await expect(adopt(remote, vm, {account})).rejects.toMatchObject({
		kind: 'usage',
		hint: expect.stringContaining('--os windows'),
	});
	expect(scripts).toEqual([]);
	await adopt(remote, vm, {account, os: 'windows'});
	expect(scripts[0]).toContain(`set -- adopt ${vm.id} alice windows\n`);
});

test('for my own DevBox only the system is recorded, for someone else’s nothing', async () => {
	const {remote, scripts} = worker();
	const mine = {...vm, launchedBy: 'alice'};
	await expect(adopt(remote, mine, {account})).rejects.toMatchObject({kind: 'refused'});
	await adopt(remote, mine, {account, os: 'windows'});
	expect(scripts).toHaveLength(1);
	await expect(adopt(remote, {...vm, launchedBy: 'bob'}, {account, os: 'windows'})).rejects.toMatchObject({
		kind: 'refused',
	});
	expect(scripts).toHaveLength(1);
});

test('the recorded system overrides the guess', async () => {
	const said = `${vm.id} alice\nos-${vm.id} windows\n`;
	const [listed] = await listDevboxes(worker(said, [vm]).remote);
	expect(listed).toMatchObject({os: 'windows', adoptedBy: 'alice'});
	expect(listed).not.toHaveProperty('osInDoubt');
	const [unsaid] = await listDevboxes(worker(`${vm.id} alice\nos-${vm.id} \n`, [vm]).remote);
	expect(unsaid).toMatchObject({os: 'linux', osInDoubt: true});
	expect(await adoptedOs(worker('windows\n').remote, vm.id)).toBe('windows');
	expect(await adoptedOs(worker('; rm -rf /\n').remote, vm.id)).toBeUndefined();
});

test('a Windows DevBox, or a possible one, never gets a snapshot with a method for Linux', () => {
	const windows = {...source, devbox: {...source.devbox, os: 'windows' as const}};
	expect(chooseMethod(windows, 'auto').method).toBe('stop');
	for (const method of ['staging', 'pause', 'restart'] as const)
		expect(() => chooseMethod(windows, method)).toThrow(expect.objectContaining({kind: 'refused'}));
	const unsure = {...source, devbox: {...source.devbox, os: 'linux' as const, osInDoubt: true}};
	expect(() => chooseMethod(unsure, 'auto')).toThrow(
		expect.objectContaining({
			kind: 'refused',
			hint: expect.stringContaining('ingot adopt forge-1 api --os windows'),
		}),
	);
});
