import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {expect} from 'vitest';
import {ok} from '../driver/homes.ts';
import {type ReleaseCase, rowsOf} from './releases-case.ts';
import type {ReleaseWorker} from './releases-lab.ts';

/** As the user who logs in there. */
const shOf =
	({lab, alias}: ReleaseWorker) =>
	async (script: string): Promise<string> =>
		(await promisify(execFile)('ssh', ['-F', lab.sshConfig, alias, script])).stdout.trim();

const rootless = async (at: ReleaseWorker) => {
	const {ingot, alias} = at;
	const sh = shOf(at);
	expect(rowsOf(ok(ingot('devboxes', '--json'))).map(({name, state}) => `${name} ${state}`)).toEqual(
		expect.arrayContaining(['carol-dev running', 'etl running', 'notebook running']),
	);
	await sh('podman exec etl sh -c "echo tuned >/tuned"');
	const create = (...flags: readonly string[]) =>
		ingot('create', '-w', alias, '-f', 'etl', '-n', 'etl-golden', ...flags);
	const startedAt = () => sh("podman inspect --format '{{.State.Status}} {{.State.StartedAt}}' etl");
	const before = await startedAt();
	if ((await sh("podman info --format '{{.Host.CgroupsVersion}}'")) === 'v1') {
		expect(create()).toMatchObject({code: 3, stderr: expect.stringContaining('--method restart')});
		expect(await startedAt()).toBe(before);
	}
	expect(ok(create('--method', 'restart'))).toContain('localhost/etl-golden:latest is ready.');
	expect(await startedAt()).toMatch(/^running /u);
	expect(await startedAt()).not.toBe(before);
	ok(ingot('launch', 'etl-golden', '--name', 'copy', '-p', '8077:80', '--', 'sleep', '600'));
	expect(ok(ingot('shell', 'copy', '--', 'cat', '/tuned'))).toBe('tuned\n');
	ok(ingot('rm', 'copy', '--yes'));
	await sh('podman rmi localhost/etl-golden:latest');
};

const doctor = async (at: ReleaseWorker) => {
	const {stdout} = at.ingot('doctor', '-w', at.alias, '--json');
	const checks = rowsOf(stdout);
	const canPause = (await shOf(at)("podman info --format '{{.Host.CgroupsVersion}}'")) === 'v2';
	expect(checks.filter(({state}) => state === 'failed').map(({id}) => id)).toEqual(
		canPause ? [] : ['cgroups'],
	);
	expect(checks.find(({id}) => id === 'podman').said).toMatch(
		/^podman version \d+\.\d+\.\d+.*rootless, as dev$/u,
	);
	expect(checks.find(({id}) => id === 'storage').said).toMatch(/^overlay in \/home\/dev\//u);
};

/** The rows of the table that an ordinary user tries. */
export const rootlessCases: readonly ReleaseCase[] = [
	{
		name: 'rootless',
		title: 'a DevBox without root is listed, snapshot by restart and launched',
		kind: 'rootless',
		run: rootless,
	},
	{
		name: 'rootless doctor',
		title: 'the doctor without root finds nothing wrong but the cgroups',
		kind: 'rootless',
		run: doctor,
	},
];
