import type {Image} from '../source/model/image.ts';
import type {LaunchContext} from '../source/model/launch.ts';

export const image = (name: string, change: Partial<Image> = {}): Image => ({
	worker: 'forge-1',
	id: 'f'.repeat(64),
	reference: `localhost/${name}:${change.tag ?? 'latest'}`,
	name,
	tag: 'latest',
	os: 'linux',
	owner: 'bob',
	source: 'DevBox-commit',
	capabilities: [],
	sizeBytes: 1_200_000_000,
	createdAt: 0,
	base: undefined,
	...change,
});

/** What a worker with two CPUs and 4 GiB tells before a launch. */
export const launchContext = (change: Partial<LaunchContext> = {}): LaunchContext => ({
	worker: {name: 'forge-1', kind: 'self-hosted', ssh: 'forge-1'},
	image: image('tax-prep', {capabilities: ['git', 'custom:erp']}),
	names: [],
	portsTaken: new Map(),
	networks: ['podman'],
	cpus: 2,
	memoryBytes: 4 * 1024 ** 3,
	hasHealthCheck: false,
	imageCommand: ['serve'],
	exposedPorts: [],
	previous: undefined,
	...change,
});
