import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {launchLate} from './late-launch.ts';
import {reach} from './remote-lab.ts';

let lab: Lab;
let worker: string;
beforeAll(async () => {
	lab = await holdLab({name: `launch${process.pid}`, workers: 1});
	worker = `${lab.name}-1`;
});
afterAll(() => lab?.release());
afterEach(async () => {
	await sh('for id in $(podman ps -aq --filter label=io.clustercode.job); do podman rm -f -t 0 $id; done');
});

const sh = async (script: string): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec('1', ['sh', '-euc', script]);
	expect(code, `${script}: ${stderr}${stdout}`).toBe(0);
	return stdout.trim();
};

/** Runs ingot as somebody. */
const ingotAs = (user: string, ...argv: readonly string[]) => homeIn(lab, member(user)).run(...argv);
const ingot = (...argv: readonly string[]) => ingotAs('alice', ...argv);
const stay = ['--', 'sh', '-c', 'trap exit TERM; while :; do sleep 1; done'];
const labelOf = (box: string, key: string) =>
	sh(`podman inspect --format '{{index .Config.Labels "io.clustercode.${key}"}}' ${box}`);

test('a DevBox launched from a snapshot has what was tuned in its source', async () => {
	await sh('podman exec -u 0 api sh -c "echo tuned >/home/dev/tuned.txt"');
	ok(ingot('create', '-w', worker, '-f', 'api', '-n', 'tuned', '-t', 'v1', '-c', 'fast'));
	const events = ok(ingot('launch', 'tuned:v1', '--name', 'from-tuned', '--json'))
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));
	expect(events.at(-1)).toMatchObject({kind: 'job-ended', outcome: 'done', text: 'from-tuned is running.'});
	expect(ok(ingot('shell', 'from-tuned', '--', 'cat', '/home/dev/tuned.txt'))).toBe('tuned\n');
	expect(await labelOf('from-tuned', 'launched-by')).toBe('alice');
	expect(await labelOf('from-tuned', 'capabilities')).toBe('git,node,custom:erp,custom:fast');
	expect(await labelOf('from-tuned', 'os')).toBe('linux');
	expect(ok(ingot('stop', 'from-tuned'))).toContain('from-tuned is stopped.');
	expect(ok(ingot('start', 'from-tuned'))).toContain('from-tuned is running.');
	expect(ingotAs('bob', 'start', 'from-tuned').code).toBe(3);
	await lab.exec('1', ['podman', 'pause', 'from-tuned']);
	expect(ok(ingot('start', 'from-tuned'))).toContain('from-tuned is running.');
	expect((await lab.exec('1', ['podman', 'exec', 'from-tuned', 'true'])).code).toBe(0);
	expect(ok(ingot('rm', 'from-tuned', '--yes'))).toContain('from-tuned is removed.');
	expect(await sh('podman ps -a --format "{{.Names}}"')).not.toContain('from-tuned');
});

test('a launch that fails leaves no volume that it created, and each that was there before', async () => {
	await sh('podman volume create old; podman volume ls --quiet | sort >/tmp/volumes-before');
	const fail = [
		'launch',
		'node-base:22',
		'--name',
		'failing',
		'--volume',
		'old:/old',
		'--volume',
		'new:/new',
	];
	expect(ingot(...fail, '--', 'false').code).not.toBe(0);
	expect(await sh('podman volume ls --quiet | sort | diff /tmp/volumes-before - && echo same')).toBe('same');
	ok(
		ingot(
			'launch',
			'node-base:22',
			'--name',
			'with',
			'--volume',
			'old:/old',
			'--volume',
			'new:/home/dev',
			...stay,
		),
	);
	expect(await sh('podman volume ls --quiet')).toContain('new');
	// As Podman does with a new volume of its own: it begins with what the image has there, and with its owner.
	const owner = "stat -c '%U:%G %a' /home/dev; ls -A /home/dev | wc -l";
	expect(await sh(`podman exec with sh -c "${owner}"`)).toBe(
		await sh(`podman run --rm $(podman inspect --format '{{.Image}}' with) sh -c "${owner}"`),
	);
	expect(ingot(...fail, '--', 'false').code).not.toBe(0);
	expect(await sh('podman volume ls --quiet')).toContain('new');
	ok(ingot('rm', 'with', '--yes'));
	await sh('podman volume rm old new; rm /tmp/volumes-before');
});

test('pausing, stopping and starting twice change nothing, and a paused DevBox can be stopped', async () => {
	ok(ingot('launch', 'node-base:22', '--name', 'twice', ...stay));
	const state = () => sh("podman inspect --format '{{.State.Status}}' twice");
	for (const [verb, words, after] of [
		['pause', 'twice is paused.', 'paused'],
		['pause', 'twice is paused. It was paused already.', 'paused'],
		['stop', 'It was paused, so it is resumed first', 'exited'],
		['stop', 'twice is stopped. It was stopped already.', 'exited'],
		['start', 'twice is running.', 'running'],
		['start', 'twice is running. It was running already.', 'running'],
	] as const) {
		expect(ok(ingot(verb, 'twice')), verb).toContain(words);
		expect(await state(), verb).toBe(after);
	}
	ok(ingot('stop', 'twice'));
	expect(ingot('pause', 'twice')).toMatchObject({
		code: 3,
		stdout: expect.stringContaining('The DevBox is not running (exited), so it cannot be paused.'),
	});
	expect(await state()).toBe('exited');
	expect(await sh('ls ~/.local/state/ingot/locks ~/.local/state/ingot/unfinished | grep -v : || true')).toBe(
		'',
	);
});

test('ports, variables, volumes and limits reach the DevBox as they were typed', async () => {
	const value = `two\nlines "double" 'single' $(id) \\ ü`;
	ok(
		ingot(
			...['launch', 'node-base:22', '--name', 'typed', '-p', '8088:80', '-p', '127.0.0.1:5353:53/udp'],
			...[
				'-e',
				`ODD=${value}`,
				'-e',
				'PATH=/bin:/opt/odd',
				'-v',
				'typed-data:/data',
				'-v',
				'/srv:/mnt/srv:ro',
			],
			...['--cpus', '0.5', '--memory', '64m', ...stay],
		),
	);
	const inspected = JSON.parse(await sh('podman inspect typed'))[0];
	expect(inspected.Config.Env).toEqual(expect.arrayContaining([`ODD=${value}`, 'PATH=/bin:/opt/odd']));
	expect(inspected.HostConfig).toMatchObject({Memory: 64 * 1024 ** 2, NanoCpus: 500_000_000});
	expect(inspected.HostConfig.PortBindings).toMatchObject({
		'80/tcp': [{HostPort: '8088'}],
		'53/udp': [{HostPort: '5353', HostIp: '127.0.0.1'}],
	});
	expect(
		inspected.Mounts.map((each: {Destination: string; RW: boolean}) => [each.Destination, each.RW]),
	).toEqual(
		expect.arrayContaining([
			['/data', true],
			['/mnt/srv', false],
		]),
	);
	expect(ok(ingot('shell', 'typed', '--', 'sh', '-c', 'printf %s "$ODD"'))).toBe(value);
});

test('an image whose label asks for auto-update is launched by its name, since Podman refuses its id', async () => {
	await sh(`box=$(podman create localhost/node-base:22 sleep 1000)
		podman commit --quiet --pause=false --change 'LABEL io.containers.autoupdate=registry' $box localhost/updated:1 >/dev/null
		podman rm $box >/dev/null`);
	const id = await sh("podman image inspect --format '{{.Id}}' localhost/updated:1");
	expect((await lab.exec('1', ['podman', 'create', id, 'true'])).stderr).toContain('auto updates require');
	ok(ingot('launch', 'updated:1', '--name', 'by-name'));
	expect(await sh("podman inspect --format '{{.State.Status}} {{.Image}}' by-name")).toBe(`running ${id}`);
});

test('the value of a variable is in no argv, log or event, and its file is gone', async () => {
	const json = ok(
		ingot('launch', 'node-base:22', '--name', 'quiet', '-e', 'TOKEN=hunter-2', '--json', ...stay),
	);
	expect(json).not.toContain('hunter-2');
	const left = await sh('cd ~/.local/state/ingot/jobs; grep -rl hunter-2 . || true');
	// What the next launch begins with, readable by this user only.
	expect(left.split('\n').filter(each => !each.endsWith('/launch.json'))).toEqual([]);
	expect(await sh('cd ~/.local/state/ingot/jobs; stat -c %a */launch.json | sort -u')).toBe('600');
	const plan = ok(ingot('launch', 'node-base:22', '--name', 'q2', '-e', 'TOKEN=hunter-2', '--dry-run'));
	expect(plan).not.toContain('hunter-2');
	const secret = ok(ingot('launch', 'node-base:22', '--name', 'last', '--last'));
	expect(secret).toContain('last is running.');
	expect(ok(ingot('shell', 'last', '--', 'sh', '-c', 'echo $TOKEN'))).toBe('hunter-2\n');
});

describe('conflicts are reported before anything is done', () => {
	test('a name', async () => {
		expect(ingot('launch', 'node-base:22', '--name', 'shop')).toMatchObject({
			code: 5,
			stderr: expect.stringContaining('The worker already has a container named shop.'),
		});
	});

	test('a port of another DevBox, and one that another program uses', async () => {
		ok(ingot('launch', 'node-base:22', '--name', 'first', '-p', '8090:80', ...stay));
		expect(ingot('launch', 'node-base:22', '-p', '8090:81')).toMatchObject({
			code: 5,
			stderr: expect.stringContaining('Port 8090 of the worker is already used by first.'),
		});
		expect(ingot('launch', 'node-base:22', '-p', '22:22')).toMatchObject({
			code: 5,
			stderr: expect.stringContaining('Port 22 of the worker is already used by another program.'),
		});
	});

	test('impossible options are refused as invalid input', async () => {
		for (const [flag, value, words] of [
			['-p', '70000:80', 'Use a port between 1 and 65535.'],
			['-e', '1X=2', 'do not start with a digit'],
			['-v', 'data', 'Use name:/path'],
			['--memory', '1m', 'at least 6m'],
			['--network', 'nope', 'Unknown network: use one of'],
		] as const) {
			const result = ingot('launch', 'node-base:22', '--name', 'never', flag, value);
			expect(result, flag).toMatchObject({code: 2, stderr: expect.stringContaining(words)});
		}
		expect(await sh('podman ps -aq --filter name=never')).toBe('');
	});

	test('an unknown image, and a name that several match', async () => {
		expect(ingot('launch', 'no-such-image-anywhere')).toMatchObject({code: 2});
		await sh('podman tag localhost/node-base:22 localhost/node-base:23');
		try {
			expect(ingot('launch', 'node-base')).toMatchObject({
				code: 2,
				stderr: expect.stringContaining('matches several images'),
			});
		} finally {
			await sh('podman untag localhost/node-base:23 localhost/node-base:23');
		}
	});
});

describe('a launch that fails leaves nothing', () => {
	const leavesNothing = async (name: string) => {
		expect(await sh(`podman ps -aq --filter name=^${name}$`)).toBe('');
		expect(await sh('ls ~/.local/state/ingot/locks')).toBe('');
	};

	test('its command ends at once', async () => {
		const result = ingot('launch', 'node-base:22', '--name', 'short', '--', 'sh', '-c', 'echo why; exit 3');
		expect(result).toMatchObject({
			code: 1,
			stdout: expect.stringContaining('The DevBox ended at once (exit code 3)'),
		});
		expect(result.stdout).toContain('why');
		await leavesNothing('short');
	});

	test('its command is not in the image', async () => {
		expect(ingot('launch', 'node-base:22', '--name', 'nocmd', '--', 'no-such-command')).toMatchObject({
			code: 1,
			stdout: expect.stringContaining('The command is not in the image.'),
		});
		await leavesNothing('nocmd');
	});

	test('somebody removed the image between picking and launching', async () => {
		await sh('podman tag localhost/devbase:1 localhost/gone:1');
		await sh(
			'c=$(podman create localhost/devbase:1 sh); podman commit -q --change "LABEL io.clustercode.managed=true" $c localhost/gone:1; podman rm $c',
		);
		const remote = await reach(lab, worker);
		try {
			const job = await launchLate({
				remote,
				image: 'gone',
				draft: {name: 'late'},
				meanwhile: () => sh('podman rmi localhost/gone:1'),
			});
			expect(ingot('attach', job)).toMatchObject({
				code: 1,
				stdout: expect.stringContaining('The image is gone from this worker.'),
			});
		} finally {
			remote.close();
		}
		await leavesNothing('late');
	});

	test('it never gets healthy, and is cancelled', async () => {
		await sh(`mkdir -p /tmp/checked && cd /tmp/checked
			printf 'FROM localhost/devbase:1\\nLABEL io.clustercode.managed=true\\nHEALTHCHECK CMD test -e /healthy\\n' >Containerfile
			podman build --quiet --format docker --tag localhost/checked:1 .`);
		const job = ok(ingot('launch', 'checked:1', '--name', 'ill', '--detach', ...stay)).trim();
		await until(
			async () =>
				ok(ingot('jobs', '--json')).includes(job) && (await sh('podman ps -q --filter name=ill')) !== '',
			{what: 'the DevBox'},
		);
		ok(ingot('cancel', job));
		expect(ingot('attach', job).code).toBe(130);
		await leavesNothing('ill');
		const well = ok(
			ingot('launch', 'checked:1', '--name', 'well', '--', 'sh', '-c', 'touch /healthy; sleep infinity'),
		);
		expect(well).toContain('Wait until it is healthy');
		expect(well).toContain('well is running.');
	});
});

describe('the owner of a DevBox', () => {
	const eligible = (user: string, name: string) =>
		JSON.parse(
			ok(ingotAs(user, 'devboxes', '--json'))
				.split('\n')
				.find(line => line.includes(`"name":"${name}"`)) ?? '{}',
		) as {eligible: boolean; reasons: readonly string[]; owner: string | null};

	test('a container started by hand from my golden image is not mine', async () => {
		const create = ['create', '-w', worker, '-f', 'shop', '-n', 'mine-golden', '--overwrite'];
		expect(ok(ingot(...create, '--dry-run'))).toMatch(
			/^Volumes and mounts are not included:\n {2}\/data {2}\(volume .+\)$/mu,
		);
		expect(JSON.parse(ok(ingot(...create, '--dry-run', '--json'))).notIncluded).toMatchObject([
			{type: 'volume', destination: '/data'},
			{type: 'bind', destination: '/mnt/host'},
		]);
		expect(ingot(...create)).toMatchObject({
			code: 0,
			stderr: expect.stringContaining('Volumes and mounts are not included: /data'),
		});
		await sh('podman run -d --name by-hand localhost/mine-golden:latest');
		try {
			expect(eligible('alice', 'by-hand')).toMatchObject({eligible: false, owner: null});
		} finally {
			await sh('podman rm -f -t 0 by-hand');
		}
	});

	test('a DevBox that I launch from someone else’s image is mine', async () => {
		ok(ingot('launch', 'node-base:22', '--name', 'mine-now', ...stay));
		expect(eligible('alice', 'mine-now')).toMatchObject({eligible: true, owner: 'alice'});
		expect(eligible('bob', 'mine-now')).toMatchObject({eligible: false, owner: 'alice'});
		expect(ingotAs('bob', 'rm', 'mine-now', '--yes').code).toBe(3);
	});

	test('a manual commit copies my label, which does not make a DevBox mine; the worker agrees', async () => {
		ok(ingot('launch', 'node-base:22', '--name', 'original', ...stay));
		await sh("podman commit -q --change 'LABEL io.clustercode.managed=true' original localhost/copied:1");
		await sh('podman run -d --name inheritor localhost/copied:1');
		try {
			expect(await labelOf('inheritor', 'launched-by')).toBe('alice');
			expect(eligible('alice', 'inheritor')).toMatchObject({eligible: false, owner: null});
			expect(ingot('create', '-w', worker, '-f', 'inheritor', '-n', 'never').code).toBe(3);
			const asked = await sh(`
				mkdir -p /tmp/owns/a/b; cd /tmp/owns/a/b
				for each in ~/.local/state/ingot/jobs/*/ownership.sh; do cp "$each" .; done
				. ./ownership.sh
				for box in inheritor original; do
					owner_of "$(podman inspect -f '{{.Id}}' $box)"; echo "$box:$owner"
				done
			`);
			expect(asked.split('\n')).toEqual(['inheritor:', 'original:alice']);
			// Launched by me from that very image it is mine: the job tells the copy from the launch.
			ok(ingot('launch', 'copied:1', '--name', 'real', ...stay));
			expect(eligible('alice', 'real')).toMatchObject({eligible: true, owner: 'alice'});
			expect(ok(ingot('rm', 'real', '--yes'))).toContain('real is removed.');
		} finally {
			await sh('podman rm -f -t 0 inheritor; podman rmi localhost/copied:1');
		}
	});

	test('a container of another tool can be adopted once, snapshot, and released', async () => {
		await sh(
			"podman run -d --name my-distrobox --label manager=distrobox localhost/devbase:1 sh -c 'trap exit TERM; while :; do sleep 1; done'",
		);
		try {
			expect(ok(ingot('adopt', worker))).toMatch(/my-distrobox +running +distrobox/u);
			expect(eligible('alice', 'my-distrobox')).toMatchObject({eligible: false, owner: null});
			expect(ok(ingot('adopt', worker, 'my-distrobox'))).toContain('my-distrobox is now owned by alice.');
			expect(eligible('alice', 'my-distrobox')).toMatchObject({eligible: true, owner: 'alice'});
			expect(ingotAs('bob', 'adopt', worker, 'my-distrobox')).toMatchObject({
				code: 3,
				stderr: expect.stringContaining('alice'),
			});
			ok(ingot('create', '-w', worker, '-f', 'my-distrobox', '-n', 'adopted-golden'));
			ok(ingot('adopt', worker, 'my-distrobox', '--undo'));
			expect(eligible('alice', 'my-distrobox')).toMatchObject({eligible: false, owner: null});
		} finally {
			await sh('podman rm -f -t 0 my-distrobox');
		}
	});

	test('someone else’s and Cloud-managed containers cannot be adopted', () => {
		expect(ingot('adopt', worker, 'bobs-box').code).toBe(3);
		expect(ingotAs('carol', 'adopt', worker, 'cloudy').code).toBe(3);
	});

	test('a viewer cannot launch, and sees the reason', () => {
		const home = homeIn(lab, '{user: eve, plan: pro, role: viewer}');
		expect(home.run('launch', 'node-base:22')).toMatchObject({
			code: 3,
			stderr: expect.stringContaining('The role viewer can view DevBoxes and images but not launch them.'),
		});
	});
});
