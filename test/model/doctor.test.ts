import {describe, expect, test} from 'vitest';
import {type Check, type DoctorInput, parseAnswers, worstOf} from '../../source/model/doctor.ts';
import {runChecks} from '../../source/model/doctor-checks.ts';

const at = Date.parse('2026-11-24T12:00:00Z');
const half = `307${'0'.repeat(61)}`;
const healthy: Readonly<Record<string, string>> = {
	clock: String(at / 1000),
	user: 'dev 1000',
	system: 'debian',
	shell: '/bin/bash',
	home: 'own dev /home/dev',
	podman: 'podman version 4.3.1',
	storage: 'overlay /home/dev/.local/share/containers/storage',
	'sudo-podman': 'no',
	subuid: '1',
	subgid: '1',
	cgroups: '2',
	free: '80848564 /home/dev',
	timers: 'yes',
	linger: 'yes',
	cron: 'no',
	'has-qemu-img': 'no',
	'has-buildah': 'no',
	state: 'writable /home/dev/.local/state/ingot',
};
const say = (facts: Readonly<Record<string, string | undefined>>): string =>
	Object.entries({...healthy, ...facts})
		.flatMap(([key, value]) => (value === undefined ? [] : [`doctor ${key} ${value}`]))
		.join('\n');
const input: DoctorInput = {at, tookMs: 100, windows: undefined, user: 'dev', sudo: false, noise: undefined};
const checks = (text: string, change: Partial<DoctorInput> = {}): readonly Check[] =>
	runChecks(parseAnswers(text), {...input, ...change});
const check = (id: string, facts: Readonly<Record<string, string | undefined>>): Check | undefined =>
	checks(say(facts)).find(each => each.id === id);

test('a healthy worker has nothing to fix', () => {
	expect(worstOf(checks(say({})))).toBe('ok');
	expect(checks(say({})).flatMap(each => each.mend ?? [])).toEqual([]);
});

describe('problems are reported with their fix', () => {
	test.each<[string, string, Readonly<Record<string, string | undefined>>, string, RegExp, string]>([
		[
			'no Podman',
			'podman',
			{podman: 'none'},
			'failed',
			/^Podman is not installed$/u,
			'sudo apt install podman',
		],
		[
			'no Podman on an unknown system',
			'podman',
			{podman: 'none', system: 'plan9'},
			'failed',
			/not installed/u,
			'Install podman on the worker.',
		],
		[
			'an old Podman',
			'podman',
			{podman: 'podman version 3.4.4', system: 'ubuntu'},
			'failed',
			/3\.4\.4 is too old: Ingot needs 4\.3/u,
			'sudo apt install podman',
		],
		['a podman that prints nonsense', 'podman', {podman: 'Segfault'}, 'failed', /“Segfault”/u, 'sudo apt'],
		[
			'a storage that copies whole layers',
			'storage',
			{storage: 'vfs /var/lib/x'},
			'warning',
			/copies every layer/u,
			'fuse',
		],
		[
			'an image of which Podman has written only half',
			'images',
			{
				images: `Error: retrieving label for image "${half}": you may need to remove the image to resolve the error: locating item named "manifest" for image with ID "${half}" (consider removing the image to resolve the issue): file does not exist`,
			},
			'failed',
			/^Podman cannot list its images: it was killed while it wrote the image 30700000/u,
			`podman rmi --force ${half}`,
		],
		[
			'images that Podman cannot list for another reason',
			'images',
			{images: 'no answer in 10 s'},
			'failed',
			/^Podman cannot list its images: no answer in 10 s$/u,
			'podman images --all',
		],
		['a Podman that does not answer', 'storage', {storage: ''}, 'failed', /no answer/u, 'podman info'],
		[
			'rootless on cgroup v1',
			'cgroups',
			{cgroups: '1'},
			'failed',
			/cannot pause a DevBox/u,
			'systemd.unified',
		],
		[
			'no subordinate ids',
			'subuid',
			{subuid: '0'},
			'failed',
			/no subordinate IDs/u,
			'sudo usermod --add-subuids',
		],
		[
			'a disk that is nearly full',
			'room',
			{free: '1048576 /home/dev'},
			'warning',
			/1\.07 GB/u,
			'podman image',
		],
		[
			'timers that end with the login',
			'timers',
			{linger: 'no'},
			'warning',
			/last logout/u,
			'enable-linger dev',
		],
		[
			'nothing that starts a run',
			'timers',
			{timers: 'no'},
			'warning',
			/neither cron/u,
			'sudo apt install cron',
		],
		[
			'a state folder that is closed',
			'state',
			{state: 'closed /home/dev/x'},
			'failed',
			/is not writable/u,
			'df -h',
		],
		[
			'no lock for schedules',
			'timers',
			{'has-flock': 'no'},
			'warning',
			/flock is not installed/u,
			'install util-linux',
		],
		[
			'nothing that starts a job',
			'tools',
			{'has-setsid': 'no'},
			'failed',
			/setsid is not installed/u,
			'install util-linux',
		],
		[
			'a missing home folder',
			'home',
			{home: 'missing nobody /home/dev', state: 'closed /home/dev/x'},
			'failed',
			/\/home\/dev does not exist/u,
			'XDG_STATE_HOME to a folder that dev can write',
		],
		[
			'a home that is read-only',
			'home',
			{home: 'closed dev /home/dev', state: 'closed /home/dev/x'},
			'failed',
			/mounted read-only/u,
			'SetEnv',
		],
		[
			'a home of somebody else',
			'home',
			{home: 'foreign bob /home/bob smith', state: 'closed /home/x'},
			'failed',
			/\/home\/bob smith belongs to bob/u,
			'SetEnv',
		],
		['leftovers', 'leftovers', {leftover: '/var/tmp/ingot-1'}, 'warning', /ingot-1/u, 'ingot recover'],
	])('%s', (...[, id, facts, state, said, mend]) => {
		const found = check(id, facts);
		expect(found?.state).toBe(state);
		expect(found?.said).toMatch(said);
		expect(found?.mend).toContain(mend);
	});
});

test('names of object properties are handled like other words', () => {
	for (const check of checks(
		say({home: 'constructor toString valueOf', system: 'constructor', state: 'constructor x'}),
	))
		expect(typeof check.said).toBe('string');
});

describe('commands to paste quote text from the worker', () => {
	const evil = '/x;$(touch /pwned)`id`';
	test.each([
		['subuid', {user: 'x;id 1000', subuid: '0'}, "--add-subgids 100000-165535 'x;id'"],
		['timers', {user: 'x;id 1000', linger: 'no'}, "sudo loginctl enable-linger 'x;id'"],
		['state', {state: `closed ${evil}`}, `df -h '${evil}'`],
		['timers', {timers: 'no', system: 'constructor'}, 'Install cron on the worker.'],
	])('%s', (id, facts, mend) => {
		expect(check(id, facts)?.mend).toContain(mend);
	});
});

describe('a clock', () => {
	test.each([
		[0, 'ok', 'the clock is accurate'],
		[1, 'ok', 'the clock is accurate'],
		[-20, 'ok', 'the clock is 19 s behind'],
		[100, 'warning', 'the clock is 99 s ahead'],
		[-3600, 'failed', 'the clock is 3599 s behind'],
	])('that is %i s off', (seconds, state, said) => {
		expect(check('clock', {clock: String(at / 1000 + seconds)})).toMatchObject({state, said});
	});
});

test('root needs no subordinate ids, and can pause on cgroup v1', () => {
	const found = checks(say({user: 'root 0', subuid: undefined, subgid: undefined, cgroups: '1'}));
	expect(found.map(each => each.id)).not.toContain('subuid');
	expect(worstOf(found)).toBe('ok');
});

test('paths on one file system share one row', () => {
	const text = `${say({})}\ndoctor free 80848564 /var/tmp\ndoctor free 99 /small`;
	expect(
		checks(text)
			.filter(each => each.id === 'room')
			.map(each => each.said),
	).toEqual(['82.8 GB free for /home/dev, /var/tmp', '101 kB free for /small']);
});

test('a login shell that prints is reported with the amount, and breaks nothing', () => {
	const noise = {text: '\nWelcome to forge!\nMind the gap', bytes: 31};
	const found = checks(say({}), {noise});
	expect(found.find(each => each.id === 'shell')).toMatchObject({
		state: 'note',
		said: expect.stringMatching(/prints 31 bytes before every command, .*“Welcome to forge!”/u),
	});
	expect(worstOf(found)).toBe('note');
});

test('an unwritable home folder is only a note if jobs are stored elsewhere', () => {
	const found = checks(say({home: 'closed dev /home/dev', state: 'writable /srv/dev/ingot'}));
	expect(found.find(each => each.id === 'home')?.state).toBe('note');
	expect(worstOf(found)).toBe('note');
});

test('sudo is reported if it is used or available', () => {
	const said = (facts: Readonly<Record<string, string>>, sudo: boolean) =>
		checks(say(facts), {sudo}).find(each => each.id === 'sudo')?.said;
	expect(said({}, false)).toBeUndefined();
	expect(said({'sudo-podman': 'yes'}, false)).toContain('sudo: true');
	expect(said({}, true)).toBe('dev can use sudo without a password');
});

test('a worker without answers is not reported as healthy', () => {
	expect(worstOf(checks('garbage\u001b[2J\ndoctor UPPER x\ndoctor  \n'))).toBe('failed');
});
