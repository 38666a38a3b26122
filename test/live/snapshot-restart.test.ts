import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;
let worker: string;
beforeAll(async () => {
	lab = await holdLab({name: `restart${process.pid}`, workers: 0});
	await lab.addWorker('rootless', 'rootless');
	worker = `${lab.name}-rootless`;
});
afterAll(() => lab?.release());

const ingot = (...argv: readonly string[]) => homeIn(lab, member('alice')).run(...argv);
const create = (devbox: string, ...flags: readonly string[]) =>
	ingot('create', '-w', worker, '-f', devbox, '-n', `${devbox}-golden`, ...flags);
/** As the user who logs in there. */
const sh = async (script: string): Promise<string> => {
	const {stdout} = await promisify(execFile)('ssh', ['-F', lab.sshConfig, worker, script]);
	return stdout.trim();
};
const startedAt = () => sh("podman inspect --format '{{.State.Status}} {{.State.StartedAt}}' etl");
const canPause = async () => (await sh("podman info --format '{{.Host.CgroupsVersion}}'")) === 'v2';

test('a DevBox that cannot be paused is refused, with a hint to --method restart', async () => {
	if (await canPause()) return;
	const before = await startedAt();
	const {code, stderr} = create('etl');
	expect(code).toBe(3);
	expect(stderr).toContain('rootless on cgroup v1');
	expect(stderr).toContain('--method restart');
	expect(await startedAt()).toBe(before);
});

test('restart stops it, commits and starts it again, and says so before', async () => {
	await sh('podman exec etl sh -c "echo tuned >/tuned"');
	const before = await startedAt();
	expect(ok(create('etl', '--method', 'restart', '--dry-run'))).toContain('its processes end');
	ok(create('etl', '--method', 'restart'));
	const after = await startedAt();
	expect(after).toMatch(/^running /u);
	expect(after).not.toBe(before);
	expect(await sh('podman run --rm --network none localhost/etl-golden:latest cat /tuned')).toBe('tuned');
});

test('at a terminal it asks before the stop, and a no changes nothing', async () => {
	const before = await startedAt();
	const argv = ['create', '-w', worker, '-f', 'etl', '-n', 'asked', '--method', 'restart'];
	const home = homeIn(lab, member('alice'));
	const no = home.ask(...argv);
	await no.sees('Stop etl for the snapshot? [y/N]');
	expect(no.screen()).toContain('its processes end');
	no.type('n').press('enter');
	expect(await no.exited).toBe(130);
	expect(no.output).toContain('The DevBox was not stopped, and no image was made.');
	expect(await startedAt()).toBe(before);
	const yes = home.ask(...argv);
	await yes.sees('Stop etl for the snapshot? [y/N]');
	yes.type('y').press('enter');
	expect(await yes.exited).toBe(0);
	expect(await startedAt()).not.toBe(before);
	expect(home.warnings).toBe('');
});

test('a DevBox that Podman removes on stop is refused and keeps running', async () => {
	await sh(
		'podman run -d --rm --name brief --network none --label io.clustercode.launched-by=alice localhost/devbase:1 sleep 600',
	);
	const {code, stdout, stderr} = create('brief', '--method', 'restart');
	expect(code).toBe(3);
	expect(stdout + stderr).toContain('--rm');
	expect(await sh("podman inspect --format '{{.State.Status}}' brief")).toBe('running');
});
