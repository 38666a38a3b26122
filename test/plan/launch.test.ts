import {expect, test} from 'vitest';
import {execArgv} from '../../source/jobs/exec-argv.ts';
import type {GoldenDisk} from '../../source/model/golden-disk.ts';
import {noOptions} from '../../source/model/launch.ts';
import type {WindowsHost} from '../../source/model/windows-host.ts';
import {devboxPlans} from '../../source/plan/devbox.ts';
import {launchFiles, launchPlan} from '../../source/plan/launch.ts';
import {image, launchContext} from '../launch-context.ts';

const request = (draft = {}, context = {}) => ({
	job: 'j1',
	user: 'alice',
	context: launchContext(context),
	draft: {...noOptions, name: 'web', ...draft},
	machine: '0b5e9a5e-7b0c-4e0f-9c3c-5d1b5f0e8a11',
});
const argvOf = (draft = {}, context = {}) => launchPlan(request(draft, context)).steps[0]?.argv ?? [];
const labels = [
	...['--label', 'io.clustercode.launched-by=alice', '--label', 'io.clustercode.owner=alice'],
	...['--label', 'io.clustercode.os=linux', '--label', 'io.clustercode.capabilities=git,custom:erp'],
	...['--label', 'io.clustercode.cloud-worker=', '--label', 'io.clustercode.job=j1'],
];

test('a launch starts the image by id with the user’s labels, and its undo removes the DevBox', () => {
	const plan = launchPlan(request());
	expect(plan.steps).toEqual([
		{
			id: 'start',
			title: 'Start the DevBox',
			argv: [
				...['sh', './linux-launch.sh', 'start', '--name', 'web', '--hostname', 'web'],
				...labels,
				'f'.repeat(64),
			],
			undo: ['sh', './linux-launch.sh', 'unstart', 'j1'],
		},
	]);
	expect(plan.locks).toEqual(['name-web']);
});

test('a launch creates the volumes that it names before it starts, and its undo removes only those', () => {
	const volumes = ['data:/data', '/srv/shop:/mnt:ro', 'cache:/cache:U', 'data:/copy'];
	expect(
		launchPlan(request({volumes}))
			.steps.map(({argv, undo}) => [argv, undo])
			.at(0),
	).toEqual([
		['sh', './linux-launch.sh', 'make_volumes', 'j1', 'data', 'cache'],
		['sh', './linux-launch.sh', 'unmake_volumes', 'j1'],
	]);
	expect(launchPlan(request({volumes: ['/srv:/mnt']})).steps.map(each => each.id)).toEqual(['start']);
});

test('a launch of an image that says so renews its identity, with the table beside the plan', () => {
	const renew = ['machine-id', 'ssh-host-keys'];
	const argv = argvOf({}, {renew});
	expect(argv.slice(2, 6)).toEqual(['renewing', 'machine-id,ssh-host-keys', 'f'.repeat(64), 'start']);
	const named = argvOf({}, {renew, wantsName: true});
	expect(named.slice(2, 6)).toEqual(['renewing', 'machine-id,ssh-host-keys', 'f'.repeat(64), 'start_named']);
	const filesOf = (context: object) => launchFiles(request({}, context)).map(each => each.name);
	expect(filesOf({renew})).toContain('identity');
	expect(filesOf({renew: []})).not.toContain('identity');
	expect(argvOf({}, {renew: []})).toEqual(argvOf());
});

test('an image with an auto-update label is launched by name, if it still has that name', () => {
	const argv = argvOf({}, {wantsName: true});
	expect(argv.slice(2, 5)).toEqual(['start_named', 'f'.repeat(64), launchContext().image.reference]);
	expect(argv.at(-1)).toBe(launchContext().image.reference);
});

test('a launch waits for the health check of the image', () => {
	expect(launchPlan(request({}, {hasHealthCheck: true})).steps.map(each => each.id)).toEqual([
		'start',
		'healthy',
	]);
});

test('options become separate words, whatever they contain', () => {
	const argv = argvOf({
		ports: ['8080:80'],
		volumes: ['/a b:/c;d:ro'],
		cpus: '0.5',
		memory: '1 GiB',
		network: 'none',
		command: `sh -c 'echo "$(id)"; true'`,
	});
	expect(argv.slice(7 + labels.length)).toEqual([
		...['--publish', '8080:80', '--volume', '/a b:/c;d:ro', '--cpus', '0.5', '--memory', '1g'],
		...['--network', 'none', 'f'.repeat(64), 'sh', '-c', 'echo "$(id)"; true'],
	]);
});

test('command lines contain no variable values, except those that podman itself would use', () => {
	const draft = {environment: ['TOKEN=s3cret', 'PATH=/opt/bin', 'GOOGLE_KEY=k3y', 'http_proxy=http://x']};
	const argv = argvOf(draft).join(' ');
	expect(argv).toContain('--env TOKEN --env PATH=/opt/bin --env GOOGLE_KEY --env http_proxy=http://x');
	expect(argv).not.toMatch(/s3cret|k3y/u);
	const file = launchFiles(request(draft)).find(each => each.name === 'environment.sh');
	expect(file?.text).toBe('export TOKEN=s3cret\nexport GOOGLE_KEY=k3y\n');
});

test('a bare shell gets a terminal, or it would exit at once', () => {
	expect(argvOf({}, {imageCommand: ['sh']})).toContain('--tty');
	expect(argvOf({}, {imageCommand: ['/bin/bash']})).toContain('--tty');
	expect(argvOf({}, {imageCommand: ['sh', '-c', 'x']})).not.toContain('--tty');
	expect(argvOf({command: 'sleep 9'}, {imageCommand: ['sh']})).not.toContain('--tty');
});

test('the options for the next launch start with the image and the user', () => {
	const file = launchFiles(request({cpus: '1'})).find(each => each.name === 'launch.json');
	expect(file?.text).toMatch(/^\{"reference":"localhost\/tax-prep:latest","user":"alice","options":\{/u);
	expect(file?.text).not.toContain('"name"');
});

test('stopping and removing first check the owner', () => {
	const devbox = {user: 'alice', devbox: {id: 'c1', name: 'web'}};
	const check = {
		id: 'check',
		title: 'Check the owner of the DevBox',
		argv: ['sh', './devbox.sh', 'check', 'c1', 'alice'],
	};
	expect(devboxPlans.stop(devbox).steps).toEqual([
		check,
		{
			id: 'stop',
			title: 'Stop the DevBox',
			argv: ['sh', './devbox.sh', 'stop', 'c1'],
			undo: ['sh', './devbox.sh', 'unstop', 'c1'],
		},
	]);
	const paused = {...devbox, devbox: {...devbox.devbox, state: 'paused' as const}};
	expect(devboxPlans.stop(paused).steps[1]?.title).toBe('Resume and stop the DevBox');
	expect(devboxPlans.remove(devbox).steps[0]).toEqual(check);
	expect(devboxPlans.start(devbox).steps).toEqual([
		check,
		{id: 'start', title: 'Start the DevBox', argv: ['sh', './devbox.sh', 'start', 'c1']},
	]);
	expect(devboxPlans.stop(devbox).locks).toEqual(devboxPlans.remove(devbox).locks);
});

test('a command in a DevBox stays words, and a shell is the best available', () => {
	expect(execArgv('c1', ['git', 'log', '-1'], false)).toEqual([
		...['podman', 'exec', '--interactive', 'c1', 'git', 'log', '-1'],
	]);
	expect(execArgv('c1', [], true).slice(0, 8)).toEqual([
		...['podman', 'exec', '--interactive', '--tty', '--detach-keys=', '--env', 'INGOT_SHELL', 'c1'],
	]);
});

const host = {kvm: 'usable', hasTun: true, memoryBytes: 16e9} as const;
const windows = (draft = {}, {golden, ...has}: {golden?: GoldenDisk} & Partial<WindowsHost> = {}) =>
	argvOf(draft, {image: image('win', {os: 'windows'}), windows: {...host, ...has}, golden}).join(' ');

test('a Windows VM gets the available devices, and time to shut down', () => {
	expect(windows()).toContain(
		'--device /dev/kvm --device /dev/net/tun --cap-add NET_ADMIN --stop-timeout 120',
	);
	expect(windows({}, {kvm: 'absent', hasTun: false})).toContain('--env KVM=N --stop-timeout 120');
	expect(windows({}, {kvm: 'broken'})).toContain('--env KVM=N');
	expect(windows({}, {kvm: 'closed'})).not.toContain('/dev/kvm');
	expect(argvOf().join(' ')).not.toContain('/dev/');
});

test.each([
	['TIMEOUT in the image', ['TIMEOUT=600'], [], 610],
	['TIMEOUT of this launch', ['TIMEOUT=600'], ['TIMEOUT=300'], 310],
	['the older name of it', [], ['QEMU_TIMEOUT=900'], 910],
	['a shorter one, which the oldest entrypoint ignores', [], ['TIMEOUT=15'], 120],
])(
	'Podman lets a Windows shut down longer than its own entrypoint does: %s',
	(...[, timeouts, environment, seconds]) => {
		const golden = {made: new Map(), isLaid: true, timeouts};
		expect(windows({environment}, {golden})).toContain(`--stop-timeout ${seconds} `);
	},
);

test('a Windows VM keeps the machine id and MAC address of its image, or gets new ones that the user may set', () => {
	expect(windows()).not.toContain('UUID');
	const argv = windows({identity: 'renew', environment: ['UUID=mine']});
	expect(argv).toContain(
		'--env GOLDEN_IDENTITY=renew --env UUID=0b5e9a5e-7b0c-4e0f-9c3c-5d1b5f0e8a11 --env MAC=',
	);
	// Podman takes the last one.
	expect(argv.lastIndexOf('--env UUID')).toBeGreaterThan(argv.indexOf('--env UUID=0b5e'));
	expect(argvOf({identity: 'renew'}).join(' ')).not.toContain('UUID');
});

test('a launch waits until Windows uses the golden disk, or until an installation keeps running', () => {
	const golden = {made: new Map(), isLaid: true};
	const stepsOf = (context: object, draft = {}) =>
		launchPlan(request(draft, {image: image('win', {os: 'windows'}), windows: host, ...context})).steps;
	expect(stepsOf({golden}).map(each => each.id)).toEqual(['start', 'disk']);
	expect(stepsOf({golden}).at(-1)?.argv).toEqual(['sh', './linux-launch.sh', 'opens', 'j1', '180']);
	expect(stepsOf({}).map(each => each.id)).toEqual(['start', 'stays']);
	const kept = {volumes: ['kept:/storage', '/srv:/shared']};
	expect(stepsOf({golden}, kept).map(each => each.id)).toEqual(['volume', 'make-volumes', 'start', 'disk']);
	expect(stepsOf({golden}, kept)[0]?.argv).toEqual([
		'sh',
		'./linux-launch.sh',
		'fits',
		'f'.repeat(64),
		'kept',
	]);
	// What an older Ingot made knows no base.
	expect(stepsOf({golden: {...golden, isLaid: false}}, kept).map(each => each.id)).toEqual([
		'make-volumes',
		'start',
		'disk',
	]);
});
