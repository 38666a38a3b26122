import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {inspected, inspectedImage} from '../../source/remote/podman/podman-schemas.ts';
import {toDetail} from '../../source/remote/podman/to-detail.ts';
import {toImageDetail} from '../../source/remote/podman/to-image.ts';

// Recorded from Podman 4.3.1; the differences of version 5 are added.

type Json = {[key: string]: unknown; Config: Record<string, unknown>};
const recorded: {containers: Record<string, Json>; images: Record<string, Json>} = JSON.parse(
	readFileSync(new URL('recorded/configured.json', import.meta.url), 'utf8'),
);
const container = (name: string, config: object = {}, rest: object = {}) => {
	const found = recorded.containers[name];
	return toDetail(inspected.parse({...found, ...rest, Config: {...found?.Config, ...config}}));
};
const image = (name: string, change: object = {}) =>
	toImageDetail(inspectedImage.parse({...recorded.images[name], ...change})).config;

const seconds = 1e9;

test('a DevBox has the configuration of its image', () => {
	expect(container('inherits')).toMatchObject({
		entrypoint: ['sh', '-c'],
		command: ['sleep 5'],
		user: '1000',
		workdir: '/tmp',
		stopSignal: 'SIGINT',
		healthCheck: {test: ['CMD-SHELL', '/bin/true'], interval: 5 * seconds, timeout: 30 * seconds, retries: 2},
		exposedPorts: ['80/tcp', '81/udp'],
		autoRemove: false,
		stopTimeout: 10,
		madeBy: {namesAll: true, variables: [], secrets: []},
	});
	expect(container('inherits').env).toContain('API_TOKEN=x');
});

test('a DevBox has its own configuration, and the variables of its command line', () => {
	expect(container('overrides')).toMatchObject({
		entrypoint: ['sh', '-x'],
		command: ['c1'],
		stopSignal: 'SIGUSR1',
		healthCheck: {
			test: ['CMD-SHELL', 'echo hi'],
			interval: 7 * seconds,
			startPeriod: 3 * seconds,
			retries: 3,
		},
		madeBy: {namesAll: false, variables: ['FOO', 'NEW'], secrets: []},
	});
	expect(container('overrides').env).toEqual(expect.arrayContaining(['FOO=x', 'NEW=1']));
});

test('a published port is exposed, and a disabled health check is recognised', () => {
	expect(container('published')).toMatchObject({
		exposedPorts: ['80/tcp', '81/udp', '90/tcp'],
		stopSignal: 'SIGRTMIN',
		healthCheck: {test: ['NONE'], interval: 0},
	});
});

const run = (words: readonly string[]) => ({Path: words[0], Args: words.length > 1 ? words.slice(1) : words});
type Ran = {readonly told: unknown; readonly ran: readonly string[]; readonly Cmd: readonly string[] | null};
test.each<[what: string, found: Ran, words: readonly string[]]>([
	[
		'words with blanks',
		{told: 'sh -c a b', ran: ['sh', '-c', 'a b', 'c d'], Cmd: ['c d']},
		['sh', '-c', 'a b'],
	],
	['one word with blanks', {told: 'my program', ran: ['my program', 'x'], Cmd: ['x']}, ['my program']],
	['no command', {told: 'tini -- sh', ran: ['tini', '--', 'sh'], Cmd: []}, ['tini', '--', 'sh']],
	['no command at all', {told: 'sh', ran: ['sh'], Cmd: null}, ['sh']],
	['a command like it', {told: 'sh', ran: ['sh', 'sh'], Cmd: ['sh']}, ['sh']],
	['an init before it', {told: 'a b', ran: ['/dev/init', '--', 'a', 'b', 'c'], Cmd: ['c']}, ['a', 'b']],
	[
		'an init, words with blanks',
		{told: 'a b c', ran: ['/dev/init', '--', 'a b', 'c', 'd'], Cmd: ['d']},
		['a b', 'c'],
	],
	['none', {told: '', ran: ['sh', '-c', 'x'], Cmd: ['sh', '-c', 'x']}, []],
	['null', {told: null, ran: ['sh'], Cmd: ['sh']}, []],
	['Podman 5', {told: ['sh', '-c', 'a b'], ran: ['sh', '-c', 'a b', 'c'], Cmd: ['c']}, ['sh', '-c', 'a b']],
	['Podman 5 without one', {told: [], ran: ['sh'], Cmd: ['sh']}, []],
	['what it runs does not tell', {told: 'a b', ran: ['other'], Cmd: ['c']}, ['a', 'b']],
])('an entrypoint keeps its words: %s', (_, {told, ran, Cmd}, words) => {
	expect(container('spaced', {Entrypoint: told, Cmd}, run(ran)).entrypoint).toEqual(words);
});

test('a recorded entrypoint keeps its words, also with a space in one', () => {
	expect(recorded.containers.spaced?.Config.Entrypoint).toBe('sh -c a b');
	expect(container('spaced').entrypoint).toEqual(['sh', '-c', 'a b']);
});

test.each([
	[15, 'SIGTERM'],
	['15', 'SIGTERM'],
	['SIGTERM', 'SIGTERM'],
	['term', 'SIGTERM'],
	[37, 'SIGRTMIN+3'],
	['SIGRTMIN+3', 'SIGRTMIN+3'],
	['RTMAX-1', 'SIGRTMIN+29'],
	['SIGRTMIN', 'SIGRTMIN'],
	[0, ''],
	[99, ''],
	['', ''],
	[null, ''],
	['$(id)', ''],
])('the stop signal %j is %s', (StopSignal, name) => {
	expect(container('inherits', {StopSignal}).stopSignal).toBe(name);
});

test.each([
	['Healthcheck', {Healthcheck: {Test: ['CMD', 'x']}}],
	['HealthCheck', {Healthcheck: undefined, HealthCheck: {Test: ['CMD', 'x']}}],
])('a health check is read from %s', (_, change) => {
	const healthCheck = {test: ['CMD', 'x'], interval: 0, timeout: 0, startPeriod: 0, retries: 0};
	expect(container('inherits', change).healthCheck).toEqual(healthCheck);
	expect(image('docker', change).healthCheck).toEqual(healthCheck);
});

test('an image has its configuration', () => {
	expect(image('docker')).toEqual({
		labels: {
			a: 'b',
			'com.docker.compose.project': 'p',
			'io.buildah.version': '1.28.2',
			'io.containers.autoupdate': '',
		},
		env: [
			'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
			'FOO=bar',
			'container=oci',
			'TERM=dumb',
			'HOME=/opt',
			'API_TOKEN=x',
		],
		entrypoint: ['sh', '-c'],
		command: ['sleep 5'],
		user: '1000',
		workdir: '/tmp',
		stopSignal: 'SIGINT',
		healthCheck: {
			test: ['CMD-SHELL', '/bin/true'],
			interval: 5 * seconds,
			timeout: 0,
			startPeriod: 0,
			retries: 2,
		},
		exposedPorts: ['80/tcp', '81/udp'],
		volumes: ['/v'],
		onBuild: [],
		shell: [],
		format: 'docker',
		layers: 1,
		architecture: 'amd64',
	});
	expect(image('oci')).toMatchObject({format: 'oci', healthCheck: undefined});
});

test('missing and null fields of an answer are empty', () => {
	const bare = toImageDetail(inspectedImage.parse({Id: 'a', Config: null, RootFS: null, Labels: null}));
	expect(bare).toMatchObject({
		command: [],
		exposedPorts: [],
		hasHealthCheck: false,
		config: {env: [], layers: 0},
	});
	const found = toDetail(
		inspected.parse({
			Id: 'a',
			Name: 'x',
			State: {},
			GraphDriver: {},
			Config: {Env: null, Cmd: null, Entrypoint: null, Labels: null, CreateCommand: null, StopSignal: null},
			HostConfig: {},
		}),
	);
	expect(found).toMatchObject({env: [], command: [], entrypoint: [], labels: {}, healthCheck: undefined});
	expect(found.madeBy.namesAll).toBe(false);
});
