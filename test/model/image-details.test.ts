import {expect, test} from 'vitest';
import {hideInConfig, hideInText} from '../../source/model/hide-secrets.ts';
import type {Image} from '../../source/model/image.ts';
import type {ImageConfig} from '../../source/model/image-config.ts';
import {imageFacts, lineageOf} from '../../source/model/image-details.ts';
import {imageDifferences} from '../../source/model/image-difference.ts';

const image = (name: string, base?: string): Image => ({
	worker: 'forge-1',
	id: name.padEnd(64, '0'),
	reference: `localhost/${name}:1`,
	name,
	tag: '1',
	os: 'linux',
	owner: 'alice',
	source: 'DevBox-commit',
	capabilities: ['git', 'custom:erp'],
	sizeBytes: 1000,
	createdAt: 0,
	base,
});
const config: ImageConfig = {
	labels: {'io.clustercode.job': 'j1', plain: 'text'},
	env: ['PATH=/bin', 'TOKEN=hunter-2'],
	entrypoint: ['/init'],
	command: ['serve', '--password', 'hunter-2'],
	user: 'dev',
	workdir: '/srv',
	stopSignal: '',
	healthCheck: undefined,
	exposedPorts: ['80/tcp'],
	volumes: [],
	onBuild: [],
	shell: [],
	format: 'oci',
	layers: 3,
	architecture: 'amd64',
};
const size = (bytes: number) => `${bytes} B`;

test('the lineage follows the bases that are known, and ends in a circle', () => {
	const b = image('b', 'localhost/a:1');
	expect(lineageOf(image('c', 'localhost/b:1'), [b, image('a', 'docker.io/base:9')])).toEqual([
		'localhost/b:1',
		'localhost/a:1',
		'docker.io/base:9',
	]);
	expect(lineageOf(b, [image('a', 'localhost/b:1'), b])).toEqual(['localhost/a:1', 'localhost/b:1']);
	expect(lineageOf(image('new'), [])).toEqual([]);
});

test('the facts of an image hold no secret, and leave out what is empty', () => {
	const facts = imageFacts(
		{
			image: image('web'),
			config: hideInConfig(config),
			layers: [{bytes: 5, madeBy: hideInText('ENV TOKEN=hunter-2')}],
			lineage: ['localhost/a:1', 'base'],
			use: {tags: ['localhost/web:1'], devboxes: ['api'], volumes: [], schedules: ['nightly']},
			packages: {packages: [{type: 'deb', name: 'curl', version: '8'}], incomplete: []},
		},
		size,
	);
	const textOf = (label: string) => facts.find(each => each.label === label)?.text;
	expect(JSON.stringify(facts)).not.toContain('hunter-2');
	expect(textOf('Variables')).toBe('PATH, TOKEN');
	expect(textOf('Lineage')).toBe('localhost/a:1 ← base');
	expect(textOf('Used by')).toBe('DevBox api · schedule nightly');
	expect(textOf('Job')).toBe('j1');
	expect(textOf('Packages')).toBe('1 deb');
	expect(textOf('Layer')).toMatch(/^5 B {2}ENV TOKEN=/u);
	expect(facts.map(each => each.label)).not.toContain('Other tags');
});

test('only what differs is named, and no value of a variable', () => {
	const other = {...config, labels: {plain: 'new'}, env: ['PATH=/sbin', 'MODE=x']};
	const web = image('web');
	const found = imageDifferences({image: web, config}, {image: {...web, sizeBytes: 7}, config: other}, size);
	expect(found).toEqual([
		{what: 'size', from: '1000 B', to: '7 B'},
		{what: 'variables', from: 'PATH, TOKEN', to: 'MODE, PATH'},
		{what: 'label io.clustercode.job', from: 'j1', to: ''},
		{what: 'label plain', from: 'text', to: 'new'},
	]);
	expect(imageDifferences({image: web, config}, {image: web, config}, size)).toEqual([]);
});

test('the order of variables, ports and capabilities is no difference', () => {
	const web = {...image('web'), capabilities: ['git', 'node', 'custom:erp']};
	const settings = {...config, env: ['PATH=/bin', 'TERM=xterm'], exposedPorts: ['80/tcp', '22/tcp']};
	const turned = {
		image: {...web, capabilities: web.capabilities.toReversed()},
		config: {
			...settings,
			env: settings.env.toReversed(),
			exposedPorts: settings.exposedPorts.toReversed(),
		},
	};
	expect(imageDifferences({image: web, config: settings}, turned, size)).toEqual([]);
});

test('a secret that differs is named, and shown on neither side', () => {
	const web = image('web');
	const withKey = (key: string) => ({
		...config,
		command: ['serve', '--password', key],
		labels: {api_key: key, digest: `sha256:${'a1'.repeat(32)}`},
	});
	const [from, to] = [withKey('hunter-2-one'), withKey('hunter-2-two')];
	const found = imageDifferences({image: web, config: from}, {image: web, config: to}, size);
	expect(found.map(each => each.what)).toEqual(['command', 'label api_key']);
	expect(JSON.stringify(found)).not.toContain('hunter');
	expect(hideInConfig(from).labels.digest).toBe(`sha256:${'a1'.repeat(32)}`);
	expect(hideInConfig(from).command).toEqual(['serve', '--password', '‹hidden›']);
});

test('of Windows the size says what is stored of how large a disk', () => {
	const sizeOf = (os: 'linux' | 'windows', diskSize?: string) =>
		imageFacts(
			{
				image: {...image('win'), os},
				config,
				layers: [],
				lineage: [],
				use: {tags: [], devboxes: [], volumes: [], schedules: []},
				packages: {unknown: 'This image has no SBOM.'},
				diskSize,
			},
			size,
		).find(each => each.label === 'Size')?.text;
	expect(sizeOf('windows', '64G')).toBe('1000 B stored of a Windows disk of 64G');
	expect(sizeOf('windows')).toBe('1000 B, with the disk of Windows');
	expect(sizeOf('linux')).toBe('1000 B');
});
