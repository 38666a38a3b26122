import {describe, expect, test} from 'vitest';
import {labelRules} from '../../source/model/container-labels.ts';
import {imageLabels} from '../../source/model/image-labels.ts';
import type {Labels} from '../../source/model/labels.ts';

const ofContainer = (container: Labels) => imageLabels({container, image: {}, ours: {}});

describe('labels as the tools set them', () => {
	test.each<[tool: string, labels: Labels]>([
		[
			'Compose',
			{
				'com.docker.compose.project': 'shop',
				'com.docker.compose.service': 'web',
				'com.docker.compose.container-number': '1',
				'com.docker.compose.project.working_dir': '/srv/shop',
				'com.docker.compose.project.config_files': '/srv/shop/compose.yaml',
				'com.docker.compose.config-hash': 'f00',
				'com.docker.compose.oneoff': 'False',
				'io.podman.compose.config-hash': 'f00',
				'io.podman.compose.project': 'shop',
				'io.podman.compose.version': '1.0.3',
			},
		],
		[
			'Docker Swarm',
			{
				'com.docker.swarm.service.name': 'web',
				'com.docker.swarm.task.id': 'x',
				'com.docker.stack.namespace': 'shop',
			},
		],
		['Docker Desktop', {'desktop.docker.io/wsl-distro': 'Ubuntu'}],
		['systemd', {PODMAN_SYSTEMD_UNIT: 'web.service'}],
		[
			'Dev Containers',
			{
				'devcontainer.local_folder': '/home/a/src',
				'devcontainer.config_file': '/home/a/src/.devcontainer.json',
				'vsch.local.folder': '/home/a/src',
				'vsch.quality': 'stable',
			},
		],
		['DevPod', {'dev.containers.id': 'default-x'}],
		['Distrobox', {manager: 'distrobox', 'distrobox.unshare_groups': '0'}],
		['Apx', {manager: 'apx', 'apx.managed': 'true'}],
		['Toolbx', {'com.github.containers.toolbox': 'true', 'com.github.debarshi.toolbox': 'true'}],
		[
			'Kubernetes',
			{
				'io.kubernetes.pod.name': 'web-0',
				'io.kubernetes.container.name': 'web',
				'annotation.io.kubernetes.container.hash': 'f',
				'app.kubernetes.io/instance': 'shop',
				'pod-template-hash': '5d9',
			},
		],
		['kind', {'io.x-k8s.kind.cluster': 'dev', 'io.x-k8s.kind.role': 'control-plane'}],
		['containerd', {'io.cri-containerd.kind': 'container', 'nerdctl/namespace': 'default'}],
		['Nomad', {'com.hashicorp.nomad.alloc_id': 'x'}],
		['Coder', {'coder.workspace_id': 'x', 'coder.owner': 'a'}],
		['GitLab Runner', {'com.gitlab.gitlab-runner.job.id': '1'}],
		['Testcontainers', {'org.testcontainers': 'true', 'org.testcontainers.sessionId': 'x'}],
		[
			'podman auto-update',
			{
				'io.containers.autoupdate': 'registry',
				'io.containers.autoupdate.authfile': '/a',
				'io.containers.autoupdate/web': 'local',
			},
		],
		['Watchtower', {'com.centurylinklabs.watchtower.enable': 'true'}],
		['Traefik', {'traefik.enable': 'true', 'traefik.http.routers.web.rule': 'Host(`a`)'}],
		['Caddy', {caddy: 'a.example', 'caddy.reverse_proxy': '{{upstreams}}', caddy_1: 'b'}],
		['Ofelia', {'ofelia.enabled': 'true', 'ofelia.job-exec.x.schedule': '@daily'}],
		['autoheal', {autoheal: 'true', 'autoheal.stop.timeout': '5'}],
	])('%s: not in the image', (tool, labels) => {
		const {kept, dropped, emptied} = ofContainer(labels);
		expect({kept, emptied}).toEqual({kept: {}, emptied: []});
		expect(Object.fromEntries(dropped.map(each => [each.name, each.tool]))).toEqual(
			Object.fromEntries(Object.keys(labels).map(name => [name, tool])),
		);
	});
});

test.each<[what: string, labels: Labels]>([
	['its own', {team: 'web', maintainer: 'a@b.example', a: ''}],
	['a manager that is nobody we know', {manager: 'alice'}],
	['what an image is', {'io.buildah.version': '1.28.2', 'org.opencontainers.image.source': 'https://a'}],
	['what Red Hat says of an image', {'io.k8s.description': 'd', 'io.openshift.tags': 't'}],
	['what a dev container of it needs', {'devcontainer.metadata': '[{"remoteUser":"node"}]'}],
	['what the image of a dev container is', {'dev.containers.variant': 'jammy'}],
	[
		'a name that only begins like one',
		{'com.docker.composer': 'x', PODMAN_SYSTEMD_UNITS: 'x', caddyfile: 'x'},
	],
])('%s is kept', (_, labels) => {
	expect(ofContainer(labels)).toEqual({kept: labels, inherited: [], dropped: [], emptied: []});
});

test('labels of the image are inherited, set if the DevBox differs, or emptied if the table drops them', () => {
	const image = {
		base: 'debian',
		team: 'ops',
		'com.docker.compose.project': 'shop',
		'traefik.enable': '',
		manager: 'distrobox',
	};
	const container = {...image, team: 'web', 'com.docker.compose.service': 'api', extra: '1'};
	expect(imageLabels({container, image, ours: {}})).toEqual({
		kept: {extra: '1', team: 'web'},
		inherited: ['base'],
		dropped: [{name: 'com.docker.compose.service', tool: 'Compose'}],
		emptied: [
			{name: 'com.docker.compose.project', tool: 'Compose'},
			{name: 'manager', tool: 'Distrobox'},
			{name: 'traefik.enable', tool: 'Traefik'},
		],
	});
});

test.each<[name: string, value: string, becomes: 'kept' | 'left out']>([
	['mytoken', 'ghp_0123456789abcdefghijABCDEFGHIJ012345', 'left out'],
	['deploy.note', 'see postgres://app:hunter2@db/shop', 'left out'],
	['com.example.db-password', 'hunter2', 'left out'],
	['com.example.api_key', 'k', 'left out'],
	['com.example.token', 'true', 'kept'],
	['vcs-ref', '8d6f8afc7e143e65c6819925b1efeafe2c415bcd', 'kept'],
	['com.example.build', 'a1d6b54f31da2ad7cc2f12d35e8f0a1b0c9d8e7f6a5b4c3d', 'kept'],
	['com.example.monkey', 'bananas', 'kept'],
	['maintainer', 'Kay Author <kay@example.com>', 'kept'],
])('a label %s=%s is %s', (name, value, becomes) => {
	const {kept, dropped} = ofContainer({[name]: value});
	expect(Object.keys(kept)).toEqual(becomes === 'kept' ? [name] : []);
	expect(dropped).toEqual(becomes === 'kept' ? [] : [{name, tool: 'looks like a secret'}]);
});

test('a label that looks like a secret stays if its image has it, or the config keeps it', () => {
	const secret = {'app.token': 'hunter2'};
	expect(imageLabels({container: secret, image: secret, ours: {}}).inherited).toEqual(['app.token']);
	expect(imageLabels({container: secret, image: {'app.token': 'other'}, ours: {}}).emptied).toEqual([
		{name: 'app.token', tool: 'looks like a secret'},
	]);
	const keep = {keep: ['app.*'], drop: []};
	expect(imageLabels({container: secret, image: {}, ours: {}}, keep).kept).toEqual(secret);
});

test('Ingot’s own labels are in no list, and other labels in its namespace are left out', () => {
	const ours = {'io.clustercode.owner': 'bob', 'org.opencontainers.image.title': 'web'};
	const container = {
		'io.clustercode.owner': 'alice',
		'org.opencontainers.image.title': 'base',
		'io.clustercode.schedule': 's1',
	};
	const image = {'org.opencontainers.image.title': 'base'};
	expect(imageLabels({container, image, ours})).toEqual({
		kept: {},
		inherited: [],
		dropped: [{name: 'io.clustercode.schedule', tool: 'Ingot'}],
		emptied: [],
	});
});

test('a config drops and keeps by name or prefix; keep wins, and neither applies to Ingot’s labels', () => {
	const container = {
		'traefik.enable': 'true',
		'ci.job': '7',
		'ci.team': 'web',
		stage: 'test',
		'io.clustercode.schedule': 's1',
	};
	expect(
		imageLabels(
			{container, image: {}, ours: {}},
			{keep: ['traefik.*', 'ci.team', 'io.clustercode.*'], drop: ['ci.*', 'stage']},
		),
	).toEqual({
		kept: {'ci.team': 'web', 'traefik.enable': 'true'},
		inherited: [],
		dropped: [
			{name: 'ci.job', tool: 'your config'},
			{name: 'io.clustercode.schedule', tool: 'Ingot'},
			{name: 'stage', tool: 'your config'},
		],
		emptied: [],
	});
});

test('names of object properties are ordinary labels', () => {
	const container = JSON.parse('{"constructor":"x","toString":"y","__proto__":"z"}');
	expect(Object.keys(ofContainer(container).kept).toSorted()).toEqual([
		'__proto__',
		'constructor',
		'toString',
	]);
});

test('every rule names its tool, and a star is only at the end', () => {
	for (const {pattern, tool} of labelRules) {
		expect(tool).not.toBe('');
		expect(pattern).toMatch(/^[^*\s]+\*?$/u);
	}
});
