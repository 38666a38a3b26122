import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {chooseRollback} from '../../source/jobs/choose-rollback.ts';
import {type ForkWish, type PlannedFork, planFork, probeFork, submitFork} from '../../source/jobs/fork.ts';
import {listDevboxes} from '../../source/jobs/list-devboxes.ts';
import {
	type PlannedRollback,
	planRollback,
	probeRollback,
	submitRollback,
} from '../../source/jobs/rollback.ts';
import type {Devbox} from '../../source/model/devbox.ts';
import type {JobEvent} from '../../source/model/job.ts';
import {quote} from '../../source/model/shell.ts';
import type {Plan} from '../../source/plan/step.ts';
import {homeIn, member, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {allEvents, outcomeOf, requester, type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

type Change = (plan: Plan) => Plan;
const same: Change = plan => plan;
/** The step does its work, and fails then. */
const failing =
	(id: string): Change =>
	plan => ({
		...plan,
		steps: plan.steps.map(step =>
			step.id === id ? {...step, argv: ['sh', '-c', `${quote(step.argv)}; exit 1`]} : step,
		),
	});

let lab: Lab;
beforeAll(async () => {
	lab = await holdLab({name: `fork${process.pid}`, workers: 1});
	await lab.addWorker('dev', 'rootless');
});
afterAll(() => lab?.release());

const rootless = async (): Promise<SnapshotLab> =>
	snapshotLab(lab, 'dev', async script => {
		const argv = ['-F', lab.sshConfig, `${lab.name}-dev`, quote(['sh', '-euc', script])];
		const {stdout, stderr} = await promisify(execFile)('ssh', argv, {maxBuffer: 64e6});
		return {code: 0, stdout, stderr};
	});

const loop = 'trap exit TERM; while :; do sleep 3600 & wait; done';

describe.each([
	{podman: 'rootful', method: 'auto' as const, open: () => snapshotLab(lab)},
	// On cgroup v1, rootless Podman cannot pause.
	{podman: 'rootless', method: 'restart' as const, open: rootless},
])('with $podman Podman', ({podman, method, open}) => {
	let on: SnapshotLab;
	let before: string;
	beforeAll(async () => {
		on = await open();
		before = await on.sh('podman ps -aq | sort');
	});
	afterAll(() => on?.remote.close());
	afterEach(async () => {
		await on.sh(`for id in $(podman ps -aq); do
				case "${before.replaceAll('\n', ' ')}" in *"$id"*) ;; *) podman rm -f -t 0 -v $id >/dev/null ;; esac
			done
			podman volume rm --all --force >/dev/null 2>&1 || true
			podman images --quiet --filter label=io.clustercode.owner=alice --filter label=io.clustercode.source=DevBox-commit | sort -u | xargs -r podman rmi -f >/dev/null 2>&1 || true`);
	});

	/** A DevBox of alice's with files and variables of its own. */
	const makeBox = async (...options: readonly string[]): Promise<Devbox> => {
		await on.sh(`podman run -d --name tuned --stop-timeout 2 --label io.clustercode.launched-by=alice --label team=blue \
			-e MODE=fast -e API_TOKEN=hunter-2 ${quote(options)} localhost/devbase:1 sh -c '${loop}' >/dev/null
			podman exec tuned sh -c 'mkdir /work && head -c 300000 /dev/urandom >/work/data && echo one >/work/note && chmod 640 /work/note'`);
		return find('tuned');
	};
	const find = async (name: string): Promise<Devbox> => {
		const devbox = (await listDevboxes(on.remote)).find(each => each.name === name);
		if (devbox === undefined) throw new Error(`There is no ${name}.`);
		return devbox;
	};
	const hashOf = (name: string) =>
		on.sh(`podman exec ${name} sh -c 'cd /work && sha256sum data note && stat -c "%a %u %s" data note'`);
	const fork = async (
		wish: ForkWish,
		change = same,
	): Promise<{planned: PlannedFork; events: readonly JobEvent[]}> => {
		const planned = planFork(await probeFork(on.remote, await find('tuned')), {method, ...wish}, requester);
		await submitFork(on.remote, {...planned, plan: change(planned.plan)});
		return {planned, events: await allEvents(on.remote, planned.request.id)};
	};
	const rollBack = async (
		to?: string,
		change = same,
	): Promise<{planned: PlannedRollback; events: readonly JobEvent[]}> => {
		const devbox = await find('tuned');
		const {managed} = await on.remote.images();
		const image = chooseRollback(devbox, managed, to);
		const planned = planRollback(await probeRollback(on.remote, {devbox, image}), requester);
		await submitRollback(on.remote, {...planned, plan: change(planned.plan)});
		return {planned, events: await allEvents(on.remote, planned.request.id)};
	};
	const policyOf = (name: string) =>
		on.sh(`podman inspect --format '{{.HostConfig.RestartPolicy.Name}}' ${name}`);
	/** The policy is off, or the job says that this Podman cannot change it. */
	const expectRest = async (name: string, events: readonly JobEvent[]): Promise<void> => {
		const [, major = '', minor = ''] = /(\d+)\.(\d+)/u.exec(await on.sh('podman --version')) ?? [];
		const can = Number(major) > 5 || (Number(major) === 5 && Number(minor) >= 1);
		expect(await policyOf(name)).toMatch(can ? /^(?:no)?$/u : /^always$/u);
		expect(events.some(({text}) => text?.includes('did not change the restart policy'))).toBe(!can);
	};
	const stateOf = (name: string) =>
		on.sh(
			`podman inspect --format '{{.Id}} {{.State.Status}}${method === 'restart' ? '' : ' {{.State.StartedAt}}'}' ${name}`,
		);

	/** The steps that began while the DevBox stood still. */
	const frozenSteps = (events: readonly JobEvent[]) => {
		const steps = events.filter(each => each.kind === 'step-started').map(each => each.step);
		const [from, to] = method === 'restart' ? ['stop', 'start'] : ['pause', 'resume'];
		return steps.slice(steps.indexOf(from), steps.indexOf(to));
	};

	/** From the pause to the end of the resume, or from the stop to the start, ms. */
	const frozenMs = (events: readonly JobEvent[]): number => {
		const at = (step: string, kind: string) => events.find(each => each.step === step && each.kind === kind);
		const end = at(method === 'restart' ? 'start' : 'resume', 'step-ended');
		expect(end?.seq).toBeLessThan(at('start-1', 'step-started')?.seq ?? 0);
		return (
			Date.parse(end?.at ?? '') -
			Date.parse(at(method === 'restart' ? 'stop' : 'pause', 'step-started')?.at ?? '')
		);
	};

	test('three forks have the files of the DevBox, which keeps running, frozen no longer than for one', async () => {
		await makeBox('-p', '127.0.0.1::80', '--cap-drop', 'MKNOD');
		const [files, was] = [await hashOf('tuned'), await stateOf('tuned')];
		const one = await fork({count: '1', prefix: 'single'});
		expect(outcomeOf(one.events)).toBe('done: single-1 is running.');
		const three = await fork({count: '3'});
		expect(outcomeOf(three.events)).toBe('done: tuned-fork-1, tuned-fork-2 and tuned-fork-3 are running.');
		await on.sh('podman exec tuned sh -c "echo two >/work/note"');
		for (const name of three.planned.names) {
			expect(await hashOf(name)).toBe(files);
			expect(await find(name)).toMatchObject({launchedBy: 'alice', forkedFrom: 'tuned', state: 'running'});
		}
		expect(await stateOf('tuned')).toBe(was);
		const [alone, together] = [frozenMs(one.events), frozenMs(three.events)];
		console.log(`${podman}: frozen ${alone} ms for one fork, ${together} ms for three`);
		expect(frozenSteps(three.events)).toEqual(frozenSteps(one.events));
		expect(frozenSteps(one.events).length).toBeGreaterThan(1);
		// Each has a free port, at the address that the DevBox has.
		const ports = await on.sh('podman port tuned; for n in 1 2 3; do podman port tuned-fork-$n; done');
		const lines = ports.split('\n');
		expect(new Set(lines).size).toBe(4);
		expect(lines.every(line => line.startsWith('80/tcp -> 127.0.0.1:'))).toBe(true);
		expect(await on.sh("podman inspect --format '{{json .EffectiveCaps}}' tuned-fork-1")).toBe(
			await on.sh("podman inspect --format '{{json .EffectiveCaps}}' tuned"),
		);
	});

	test('forks share no machine id, neither with each other nor with the DevBox', async () => {
		await makeBox();
		await on.sh("podman exec --user 0 tuned sh -c 'echo 00112233445566778899aabbccddeeff >/etc/machine-id'");
		expect(outcomeOf((await fork({count: '2'})).events)).toMatch(/^done: /u);
		const idOf = async (name: string) => (await on.sh(`podman exec ${name} cat /etc/machine-id`)).trim();
		const ids = [await idOf('tuned'), await idOf('tuned-fork-1'), await idOf('tuned-fork-2')];
		expect(ids[0]).toBe('00112233445566778899aabbccddeeff');
		for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/u);
		expect(new Set(ids).size).toBe(3);
	});

	test('a secret variable reaches the forks, and neither their image nor a file that stays', async () => {
		await makeBox();
		const {planned, events} = await fork({count: '2'});
		expect(outcomeOf(events)).toMatch(/^done/u);
		for (const name of planned.names)
			expect(await on.sh(`podman exec ${name} sh -c 'echo $API_TOKEN $MODE'`)).toBe('hunter-2 fast');
		const image = await on.sh(`podman inspect --format '{{.Image}}' ${planned.names[0]}`);
		const config = await on.sh(`podman image inspect ${image}`);
		expect(config).not.toContain('hunter-2');
		expect(JSON.stringify(events)).not.toContain('hunter-2');
		expect(await on.sh(`grep -rl hunter-2 ~/.local/state/ingot/jobs/${planned.request.id} || true`)).toBe('');
	});

	test('the image of the forks has no name, and can be pruned once the last of them is removed', async () => {
		await makeBox();
		const {planned} = await fork({count: '2'});
		const image = await on.sh("podman inspect --format '{{.Image}}' tuned-fork-1");
		expect(await on.sh(`podman image inspect --format '{{len .RepoTags}}' ${image}`)).toBe('0');
		const {listUnnamed} = await import('../../source/jobs/prune-images.ts');
		const unnamed = async () => (await listUnnamed(on.remote, requester.account)).map(({id}) => id);
		expect(await unnamed()).not.toContain(image);
		await on.sh(`podman rm -f -t 0 ${planned.names.join(' ')}`);
		expect(await unnamed()).toContain(image);
	});

	test.each(['capture', 'commit', 'label-check', 'start-2', 'let-go'])(
		'a fork that fails after %s leaves nothing',
		async step => {
			await makeBox();
			const [traces, was] = [await on.traces(), await stateOf('tuned')];
			const {planned, events} = await fork({count: '2'}, failing(step));
			if (!planned.plan.steps.some(({id}) => id === step)) return;
			expect(outcomeOf(events)).toMatch(/^failed/u);
			expect(await on.traces()).toBe(traces);
			expect(await stateOf('tuned')).toBe(was);
		},
	);

	test('what is mounted is not shared with the forks, and the plan says so', async () => {
		await makeBox('-v', 'shared-data:/data');
		await on.sh('podman exec tuned sh -c "echo mine >/data/mine"');
		const {planned, events} = await fork({count: '1'});
		expect(planned.losses.join()).toContain('shared-data at /data');
		expect(outcomeOf(events)).toMatch(/^done/u);
		expect(await on.sh('podman exec tuned-fork-1 ls /data')).toBe('');
	});

	test('a DevBox rolled back has the files of its image, and its name, port, volume, variables and settings', async () => {
		await makeBox(
			...['-p', '127.0.0.1::80', '-v', 'kept-data:/data', '-v', '/anonymous', '--restart', 'always'],
		);
		await on.sh('podman exec tuned sh -c "echo volume >/data/file; echo nameless >/anonymous/file"');
		const files = await hashOf('tuned');
		await on.snapshot('tuned', {name: 'golden', tag: 'v1', method});
		await on.sh('podman exec tuned sh -c "echo two >/work/note; echo more >>/data/file"');
		const old = JSON.parse(await on.sh('podman inspect tuned'))[0];
		const {planned, events} = await rollBack();
		expect(outcomeOf(events)).toBe(
			`done: tuned runs localhost/golden:v1. The DevBox from before is stopped: ${planned.former}.`,
		);
		expect(await hashOf('tuned')).toBe(files);
		const now = JSON.parse(await on.sh('podman inspect tuned'))[0];
		expect(now.Id).not.toBe(old.Id);
		for (const key of ['PortBindings', 'RestartPolicy', 'CapAdd', 'CapDrop', 'Ulimits'])
			expect(now.HostConfig[key], key).toEqual(old.HostConfig[key]);
		expect(now.HostConfig.Binds.toSorted()).toEqual(old.HostConfig.Binds.toSorted());
		const variables = (env: readonly string[]) =>
			env.filter(each => !each.startsWith('HOSTNAME=')).toSorted();
		expect(variables(now.Config.Env)).toEqual(variables(old.Config.Env));
		expect(now.Config.Labels.team).toBe('blue');
		expect(await on.sh('podman exec tuned cat /data/file /anonymous/file')).toBe('volume\nmore\nnameless');
		expect(await stateOf(planned.former)).toMatch(new RegExp(`^${old.Id} exited`, 'u'));
		await expectRest(planned.former, events);
		expect(await find('tuned')).toMatchObject({
			launchedBy: 'alice',
			ports: (await find(planned.former)).ports,
		});
		expect(JSON.stringify(events)).not.toContain('hunter-2');
		expect(await on.sh(`grep -rl hunter-2 ~/.local/state/ingot/jobs/${planned.request.id} || true`)).toBe('');
		// Back again, by hand; its images still belong to it then.
		await on.sh(`podman rm -f -t 0 tuned; podman rename ${planned.former} tuned; podman start tuned`);
		expect(await on.sh('podman exec tuned cat /work/note /anonymous/file')).toBe('two\nnameless');
	});

	test.each(['create', 'stop', 'rename', 'name', 'start', 'rest'])(
		'a rollback that fails after %s brings the old DevBox back',
		async step => {
			await makeBox('-p', '127.0.0.1::80', '-v', 'kept-data:/data', '--restart', 'always');
			await on.snapshot('tuned', {name: 'golden', tag: 'v1', method});
			await on.sh('podman exec tuned sh -c "echo two >/work/note"');
			const traces = await on.traces();
			const [id] = (await stateOf('tuned')).split(' ');
			const {events} = await rollBack('golden:v1', failing(step));
			expect(outcomeOf(events)).toMatch(/^failed/u);
			expect(await on.traces()).toBe(traces);
			expect(await stateOf('tuned')).toMatch(new RegExp(`^${id} running`, 'u'));
			expect(await policyOf('tuned')).toBe('always');
			expect(await on.sh('podman exec tuned cat /work/note')).toBe('two');
		},
	);

	test('an image that adds a health check is no reason to refuse, and a DevBox keeps its own', async () => {
		const check = (name: string) =>
			on.sh(
				`podman inspect --format '{{json .Config.Healthcheck}}' ${name} | grep -o '"Test":[^]]*]' || true`,
			);
		await makeBox();
		await on.snapshot('tuned', {name: 'golden', tag: 'v1', method});
		// An image without this label would not belong to the DevBox; a build keeps it.
		await on.sh(`printf 'FROM localhost/golden:v1\\nHEALTHCHECK CMD true\\n' |
			podman build --quiet --format docker --tag localhost/golden:v2 - >/dev/null`);
		expect(await check('tuned')).toBe('');
		const gained = await rollBack('golden:v2');
		expect(outcomeOf(gained.events)).toMatch(/^done/u);
		expect(await check('tuned')).toBe('"Test":["CMD-SHELL","true"]');
		await on.sh(`podman rm -f -t 0 tuned ${gained.planned.former} >/dev/null`);
		await makeBox('--health-cmd', 'test -e /work', '--health-interval', '45s');
		const own = await check('tuned');
		await on.snapshot('tuned', {name: 'golden', tag: 'v3', method});
		expect(outcomeOf((await rollBack('golden:v3')).events)).toMatch(/^done/u);
		expect(await check('tuned')).toBe(own);
	});

	test('a health check that was switched off stays off, whether the image has one or says that there is none', async () => {
		await makeBox('--no-healthcheck');
		const isOff = async () =>
			expect(await on.sh("podman inspect --format '{{json .Config.Healthcheck}}' tuned")).toContain(
				'"Test":["NONE"]',
			);
		await isOff();
		await on.snapshot('tuned', {name: 'golden', tag: 'v1', method});
		await on.sh(`printf 'FROM localhost/golden:v1\nHEALTHCHECK CMD true\n' |
			podman build --quiet --format docker --tag localhost/golden:v2 - >/dev/null
			printf 'FROM localhost/golden:v1\nHEALTHCHECK NONE\n' |
			podman build --quiet --format docker --tag localhost/golden:v3 - >/dev/null`);
		for (const tag of ['v2', 'v3']) {
			const {planned, events} = await rollBack(`golden:${tag}`);
			expect(outcomeOf(events)).toMatch(/^done/u);
			await isOff();
			await on.sh(`podman rm -f -t 0 ${planned.former} >/dev/null`);
		}
	});

	test('an option that a new DevBox would lack is a reason to refuse, before anything is stopped', async () => {
		await makeBox('--log-opt', 'max-size=1mb');
		await on.snapshot('tuned', {name: 'golden', tag: 'v1', method});
		await expect(rollBack()).rejects.toThrow(
			'tuned cannot be rolled back: Ingot cannot repeat its option --log-opt.',
		);
	});
});

test('ingot fork and ingot rollback do both from the command line', async () => {
	const ingot = (...argv: readonly string[]) => homeIn(lab, member('alice')).run(...argv);
	const worker = `${lab.name}-1`;
	expect(ingot('fork', 'bobs-box')).toMatchObject({code: 3, stderr: expect.stringContaining("bob's")});
	expect(ingot('fork', 'api', '--count', '21')).toMatchObject({
		code: 2,
		stderr: expect.stringContaining('from 1 to 20'),
	});
	expect(ok(ingot('fork', 'api', '--count', '2', '--name', 'try'))).toContain('try-1 and try-2 are running.');
	expect(ingot('rollback', 'api', '--yes')).toMatchObject({code: 2});
	ok(ingot('create', '-w', worker, '-f', 'api', '-n', 'api-golden', '-t', 'v1'));
	expect(ingot('rollback', 'api')).toMatchObject({code: 2, stderr: expect.stringContaining('Add --yes')});
	expect(ok(ingot('rollback', 'api', '--yes'))).toContain('api runs localhost/api-golden:v1.');
	const again = ok(ingot('rollback', 'api', '--to', 'api-golden:v1', '--yes', '--json'));
	expect(JSON.parse(again.trim().split('\n').at(-1) ?? '')).toMatchObject({outcome: 'done'});
});
