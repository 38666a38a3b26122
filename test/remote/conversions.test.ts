import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import type {ImageConfig} from '../../source/model/image-config.ts';
import {toChange} from '../../source/remote/podman/changes.ts';
import {freeBytesOf} from '../../source/remote/podman/facts.ts';
import {imagesToInspect} from '../../source/remote/podman/listed-os.ts';
import {containerList, imageList, inspected, podmanInfo} from '../../source/remote/podman/podman-schemas.ts';
import {imageConfigs} from '../../source/remote/podman/shared-requests.ts';
import {toDetail} from '../../source/remote/podman/to-detail.ts';
import {toDevboxes} from '../../source/remote/podman/to-devbox.ts';
import {toFacts, toImages} from '../../source/remote/podman/to-image.ts';

const text = (name: string): string => readFileSync(new URL(`recorded/${name}`, import.meta.url), 'utf8');
const recorded = (name: string): unknown => JSON.parse(text(name));
const worker = {name: 'forge', kind: 'self-hosted'} as const;
const containers = () =>
	toDevboxes(
		worker,
		containerList.parse(recorded('containers.json')),
		imageList.parse(recorded('images.json')),
	);
const devbox = (name: string) => containers().find(each => each.name === name);

test('DevBoxes are listed by name, whatever their state, and our staging containers are not', () => {
	expect(containers().map(each => `${each.name} ${each.state}`)).toEqual([
		'api running',
		'bobs-box running',
		'cloudy running',
		'copycat running',
		'hostile running',
		'idle stopped',
		'plain paused',
		'shop running',
	]);
});

test.each(['ingot-staging-j1', 'ingot-trial-j1', 'ingot-edit-j1', 'ingot-base-j1', 'ingot-twin-j1'])(
	'the container %s of a running snapshot is no DevBox',
	name => {
		const [first] = containerList.parse(recorded('containers.json'));
		expect(first && toDevboxes(worker, [{...first, Names: [name]}], [])).toEqual([]);
	},
);

test('an image that only the forks of one job need is in no list, but its name is taken', () => {
	const list = imageList.parse(recorded('images.json'));
	const [golden] = toImages('forge', list).managed;
	const forks = list.map(each => ({
		...each,
		Labels: {...each.Labels, 'io.clustercode.source': 'DevBox-fork'},
	}));
	expect(golden).toBeDefined();
	expect(toImages('forge', forks)).toEqual({managed: [], references: toImages('forge', list).references});
});

test.each([
	'--cpu-profile=/root/.ssh/authorized_keys',
	'-h',
	'localhost/web:1 --help',
	'localhost/web:$(reboot)',
	'localhost/web:1\n',
	'',
])('a name %j that Podman gives no image is no image’s: other workers would get it', name => {
	const [first] = imageList.parse(recorded('images.json'));
	expect(first && toImages('forge', [{...first, RepoTags: [name]}])).toEqual({managed: [], references: []});
});

test.each(['localhost/web:1', 'reg.example.com:5000/Team/web_x:V1.2', '[::1]:5000/web:latest'])(
	'the name %s is one',
	name => {
		const [first] = imageList.parse(recorded('images.json'));
		expect(first && toImages('forge', [{...first, RepoTags: [name]}]).references).toEqual([name]);
	},
);

test('a DevBox has the values of its labels and its image', () => {
	expect(devbox('api')).toMatchObject({
		worker: 'forge',
		workerKind: 'self-hosted',
		id: expect.stringMatching(/^[0-9a-f]{64}$/u),
		os: 'linux',
		image: 'localhost/node-base:22',
		imageId: expect.stringMatching(/^[0-9a-f]{64}$/u),
		capabilities: ['git', 'node', 'custom:erp'],
		launchedBy: 'alice',
		cloudWorker: undefined,
		createdAt: expect.closeTo(Date.parse('2026-11-23T19:36:07Z'), -4),
	});
	expect(devbox('cloudy')?.cloudWorker).toBe('cw-7');
});

test('a DevBox without labels has no owner', () => {
	expect(devbox('plain')).toMatchObject({capabilities: [], launchedBy: undefined, cloudWorker: undefined});
});

test('an inherited owner label does not make it mine', () => {
	expect(devbox('copycat')?.launchedBy).toBeUndefined();
});

test.each([
	['from its image by a commit by hand', {job: 'j1', image: {by: 'alice', job: 'j1'}}, undefined],
	['from its image, and neither has a job', {job: '', image: {by: 'alice', job: ''}}, undefined],
	['of a launch from an image that says the same', {job: 'j2', image: {by: 'alice', job: 'j1'}}, 'alice'],
	['of a launch from somebody else’s image', {job: 'j2', image: {by: 'bob', job: 'j1'}}, 'alice'],
	['and its image says nothing', {job: '', image: {by: '', job: ''}}, 'alice'],
])('a launched-by label %s: whose it is', (_, {job, image}, whose) => {
	const [only] = toDevboxes(
		worker,
		containerList.parse([
			{
				Id: 'a'.repeat(64),
				ImageID: 'b1',
				Labels: {'io.clustercode.launched-by': 'alice', 'io.clustercode.job': job},
			},
		]),
		imageList.parse([
			{Id: 'b1', Labels: {'io.clustercode.launched-by': image.by, 'io.clustercode.job': image.job}},
		]),
	);
	expect(only?.launchedBy).toBe(whose);
});

test.each([
	[{manager: 'distrobox'}, 'distrobox'],
	[{'com.github.containers.toolbox': 'true'}, 'toolbox'],
	[{'devcontainer.local_folder': '/src'}, 'devcontainer'],
	[{maintainer: 'somebody'}, undefined],
])('%o says what made a container', (Labels, maker) => {
	const [only] = toDevboxes(worker, containerList.parse([{Id: 'a'.repeat(64), Labels}]), []);
	expect(only?.madeWith).toBe(maker);
});

test('only a running DevBox has a start time', () => {
	expect(devbox('api')?.startedAt).toBeGreaterThan(Date.parse('2026-11-23T00:00:00Z'));
	expect(devbox('idle')?.startedAt).toBeUndefined();
});

test.each([
	[{AutoRemove: true}, true],
	[{AutoRemove: false}, undefined],
	[{}, undefined],
])('%o says whether a DevBox goes when it stops', (answer, autoRemove) => {
	const [only] = toDevboxes(worker, containerList.parse([{Id: 'a'.repeat(64), ...answer}]), []);
	expect(only?.autoRemove).toBe(autoRemove);
});

test('a capability that could rewrite the screen is dropped, the others stay', () => {
	expect(devbox('hostile')?.capabilities).toEqual(['git']);
});

test('an empty label counts as absent', () => {
	const [only] = toDevboxes(
		worker,
		containerList.parse([{Id: 'a'.repeat(64), Labels: {'io.clustercode.launched-by': ''}}]),
		[],
	);
	expect(only).toMatchObject({name: 'aaaaaaaaaaaa', launchedBy: undefined, state: 'other', createdAt: 0});
});

test('a volume has its name, a bind mount its path', () => {
	expect(toDetail(inspected.parse(recorded('inspected.json')))).toMatchObject({
		name: 'shop',
		state: 'running',
		imageReference: 'localhost/devbase:1',
		imageDigest: expect.stringMatching(/^sha256:/u),
		mounts: [
			{type: 'volume', source: 'shop-data', destination: '/data'},
			{type: 'bind', source: '/srv', destination: '/mnt/host'},
		],
		networks: ['none'],
		restart: '',
		layer: {
			driver: 'overlay',
			upperDir: expect.stringMatching(/\/overlay\/[0-9a-f]{64}\/diff$/u),
			isIdMapped: false,
		},
	});
});

test('the networks and the restart policy of a DevBox are those that Podman reports', () => {
	const inspectedWith = (host: object, networks?: object) => {
		const {HostConfig, ...found} = recorded('inspected.json') as {HostConfig: object};
		const more = networks === undefined ? {} : {NetworkSettings: {Ports: {}, Networks: networks}};
		return toDetail(inspected.parse({...found, ...more, HostConfig: {...HostConfig, ...host}}));
	};
	const bridge = {NetworkMode: 'bridge', RestartPolicy: {Name: 'always', MaximumRetryCount: 0}};
	expect(inspectedWith(bridge, {podman: {}, net: {}})).toMatchObject({
		networks: ['podman', 'net'],
		restart: 'always',
	});
	expect(inspectedWith({NetworkMode: 'host'}, {})).toMatchObject({networks: ['host'], restart: ''});
	expect(inspectedWith({RestartPolicy: null})).toMatchObject({restart: ''});
});

const images = () => imageList.parse(recorded('images.json'));

test('one image per reference, and all references in use', () => {
	const {managed, references} = toImages('forge', images());
	expect(references.toSorted()).toEqual([
		'localhost/devbase:1',
		'localhost/node-base:22',
		'localhost/node-base:lts',
		'localhost/tools:3',
	]);
	expect(managed.map(each => each.reference)).toEqual(['localhost/node-base:22', 'localhost/node-base:lts']);
	expect(managed[1]).toMatchObject({
		worker: 'forge',
		name: 'node-base',
		tag: 'lts',
		os: 'linux',
		owner: 'bob',
		source: 'containerfile',
		capabilities: ['git', 'node'],
		base: undefined,
	});
});

const labelled = (change: object) =>
	toDevboxes(worker, containerList.parse([{Id: 'a'.repeat(64), ...change}]), []);

test('a container that claims a billion ports costs no memory', () => {
	const range = {host_port: 1, range: 1e9, protocol: 'tcp'};
	const [only] = labelled({Ports: [range, range]});
	expect(only?.ports.length).toBeLessThanOrEqual(200_000);
});

test('an invalid time becomes 1970, and can be formatted', () => {
	const [only] = labelled({Created: 1e300, StartedAt: -1e300, State: 'running'});
	expect(only).toMatchObject({createdAt: 0, startedAt: 0});
	const [image] = toImages(
		'forge',
		imageList.parse([
			{
				Id: 'a'.repeat(64),
				RepoTags: ['localhost/x:1'],
				Created: 1e300,
				Labels: {'io.clustercode.managed': 'true'},
			},
		]),
	).managed;
	expect(new Date(image?.createdAt ?? Number.NaN).toISOString()).toBe('1970-01-01T00:00:00.000Z');
});

test('an impossible amount becomes 0, and can be formatted', () => {
	expect(freeBytesOf(`x 1 1 ${'9'.repeat(400)} 1% /`)).toBeUndefined();
	const info = podmanInfo.parse({
		host: {cpus: -1, memTotal: 1e308},
		store: {graphRootAllocated: 1e308, graphRootUsed: -1e308},
		version: {},
	});
	expect(toFacts(info, undefined)).toMatchObject({cpus: 0, memoryBytes: 0, freeBytes: 0});
});

test.each(['--privileged', '-v', '', 'a b', '$(id)', '../x'])('the id %j is invalid', Id => {
	expect(containerList.safeParse([{Id}]).success).toBe(false);
	expect(imageList.safeParse([{Id}]).success).toBe(false);
});

test('labels named like properties of every object are only labels', () => {
	const parsed = containerList.parse(
		JSON.parse(`[{"Id":"${'a'.repeat(64)}","Labels":{"__proto__":"x","constructor":"y","toString":"z"}}]`),
	);
	expect(toDevboxes(worker, parsed, [])).toHaveLength(1);
	expect(({} as Record<string, unknown>).x).toBeUndefined();
});

test('only the start of a label of a megabyte is read', () => {
	const capabilities = Array.from({length: 100_000}, (_, at) => `c${at}`).join(',');
	const [only] = labelled({
		Labels: {
			'io.clustercode.launched-by': 'x'.repeat(1_000_000),
			'io.clustercode.capabilities': `${'y'.repeat(1_000_000)},${capabilities}`,
		},
	});
	expect(only?.launchedBy).toHaveLength(1000);
	expect(only?.capabilities).toHaveLength(200);
	expect(only?.capabilities[0]).toBe('c0');
});

test('an image without a name is omitted', () => {
	const Labels = {'io.clustercode.managed': 'true'};
	const list = imageList.parse([
		{Id: 'a', RepoTags: null, Labels},
		{Id: 'b', RepoTags: [], Labels},
	]);
	expect(toImages('forge', list)).toEqual({managed: [], references: []});
});

test('the newest image comes first', () => {
	const Labels = {'io.clustercode.managed': 'true'};
	const list = imageList.parse([
		{Id: 'a', RepoTags: ['localhost/old:1'], Created: 1, Labels},
		{Id: 'b', RepoTags: ['localhost/new:1'], Created: 2, Labels},
	]);
	expect(toImages('forge', list).managed.map(each => each.name)).toEqual(['new', 'old']);
});

test('a worker has its name and its resources', () => {
	expect(toFacts(podmanInfo.parse(recorded('info.json')), 12)).toEqual({
		hostname: 'remote-1',
		podmanVersion: '4.3.1',
		rootless: false,
		cgroupVersion: 'v1',
		storageDriver: 'overlay',
		graphRoot: '/var/lib/containers/storage',
		freeBytes: 12,
		diskBytes: 270553174016,
		cpus: 2,
		memoryBytes: 25276510208,
		nativeDiff: true,
	});
});

test('without an answer of df, Podman’s own count of the disk is used', () => {
	expect(toFacts(podmanInfo.parse(recorded('info.json')), undefined).freeBytes).toBe(246583480320);
});

const head = 'Filesystem 1024-blocks Used Available Capacity Mounted on\n';
test.each([
	[`${head}/dev/vda1 264212084 22906568 230781396 10% /var\n`, 230781396 * 1024],
	[`${head}//server/my share 1000 900 100 90% /mnt/a b\n`, 100 * 1024],
	[`${head}overlay 1000 1000 0 100% /\n`, 0],
	['df: /nowhere: No such file or directory\n', undefined],
	['', undefined],
])('the free bytes of %j', (df, bytes) => {
	expect(freeBytesOf(df)).toBe(bytes);
});

test('events of containers and images are changes', () => {
	const lines = text('events.ndjson').trim().split('\n');
	expect(lines.map(line => toChange(line)).map(each => `${each?.subject} ${each?.action}`)).toEqual([
		'container pause',
		'container unpause',
		'image tag',
		'image untag',
		'image remove',
	]);
	expect(toChange(lines[0] ?? '')?.id).toMatch(/^[0-9a-f]{64}$/u);
});

test.each(['', 'nonsense', 'null', '[]', '{"Type":"volume","Action":"create"}'])(
	'%j is not a change',
	line => {
		expect(toChange(line)).toBeUndefined();
	},
);

test.each([
	['containers', containerList, {message: 'page not found'}],
	['containers', containerList, [{Id: 7}]],
	['images', imageList, 'OK'],
	['info', podmanInfo, {host: {}}],
])('an answer that is not a list of %s is rejected', (_what, schema, found) => {
	expect(schema.safeParse(found).success).toBe(false);
});

const vm = {
	Id: 'a'.repeat(64),
	Image: 'localhost/desktop:1',
	ImageID: 'b1',
	Mounts: ['/storage'],
	Ports: [{host_port: 13389, container_port: 3389, range: 1, protocol: 'tcp'}],
};
const config: ImageConfig = {
	labels: {},
	env: ['VERSION=11', 'RAM_SIZE=4G', 'DISK_SIZE=64G'],
	entrypoint: ['/usr/bin/tini', '-s', '/run/entry.sh'],
	command: [],
	user: '',
	workdir: '',
	stopSignal: '',
	healthCheck: undefined,
	exposedPorts: ['8006/tcp'],
	volumes: ['/storage'],
	onBuild: [],
	shell: [],
	format: 'oci',
	layers: 1,
	architecture: 'amd64',
};

test('a Windows DevBox is recognised from its image, whatever its name, and only such images are inspected', () => {
	const list = containerList.parse([vm, {...vm, Id: 'c', ImageID: 'c1', Mounts: ['/data']}]);
	expect(imagesToInspect(list)).toEqual(['b1']);
	const told = (env: readonly string[]) => {
		const configs = new Map([['b1', {...config, env}]]);
		return toDevboxes(worker, list, {listed: [], configs}).map(each => [each.os, each.osInDoubt]);
	};
	expect(told(config.env)).toEqual([
		['windows', undefined],
		['linux', undefined],
	]);
	expect(told(['BOOT=alpine'])).toEqual([
		['linux', true],
		['linux', undefined],
	]);
});

test('an inspected container is recognised by its content', () => {
	const found = inspected.parse({
		Id: vm.Id,
		Name: 'desktop',
		State: {},
		ImageName: 'docker.io/dockurr/windows:latest',
		GraphDriver: {},
		Mounts: [{Type: 'volume', Name: 'v', Destination: '/storage'}],
		Config: {Entrypoint: config.entrypoint, Env: config.env, ExposedPorts: {'3389/tcp': {}}},
		HostConfig: {},
	});
	expect(toDetail(found)).toMatchObject({os: 'windows'});
	expect(toDetail(found)).not.toHaveProperty('osInDoubt');
});

test('images that cannot be read keep no other from being asked for, and those of no list are forgotten', async () => {
	const gone = Array.from({length: 60}, (_, index) => `gone-${index}`);
	const read = imageConfigs(async id => {
		if (id.startsWith('gone')) throw new Error('gone');
		return config;
	});
	expect((await read([...gone, 'b1'])).size).toBe(0);
	expect([...(await read([...gone, 'b1'])).keys()]).toEqual(['b1']);
	for (let from = 0; from < 3000; from += 50)
		await read(Array.from({length: 50}, (_, index) => `image-${from + index}`));
	expect((await read(['b1'])).size).toBeLessThan(1100);
});

test('an image is requested once, and again only when it could not be read', async () => {
	const asked: string[] = [];
	let works = false;
	const read = imageConfigs(async id => {
		asked.push(id);
		if (id === 'gone' && !works) throw new Error('gone');
		return config;
	});
	expect([...(await read(['b1', 'gone'])).keys()]).toEqual(['b1']);
	works = true;
	expect([...(await read(['b1', 'gone'])).keys()]).toEqual(['b1', 'gone']);
	expect(asked).toEqual(['b1', 'gone', 'gone']);
});
