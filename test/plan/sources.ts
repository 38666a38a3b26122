import type {Draft, SnapshotSource} from '../../source/model/snapshot.ts';
import type {SnapshotRequest} from '../../source/plan/snapshot.ts';

const gib = 1024 ** 3;

/** A DevBox on a worker that could have it either way. */
export const source: SnapshotSource = {
	worker: {name: 'forge-1', kind: 'self-hosted', ssh: 'forge-1'},
	facts: {
		hostname: 'forge-1',
		podmanVersion: '4.3.1',
		rootless: false,
		cgroupVersion: 'v2',
		storageDriver: 'overlay',
		graphRoot: '/var/lib/containers/storage',
		freeBytes: 100 * gib,
		cpus: 2,
		memoryBytes: gib,
	},
	devbox: {
		id: 'd'.repeat(64),
		name: 'api',
		state: 'running',
		imageId: 'b'.repeat(64),
		imageReference: 'localhost/node-base:22',
		imageDigest: 'sha256:beef',
		labels: {'io.clustercode.capabilities': 'git,node', 'io.clustercode.launched-by': 'alice'},
		env: ['PATH=/usr/bin', 'NODE_VERSION=22', 'TERM=xterm', 'container=podman', 'HOSTNAME=api', 'HOME=/root'],
		madeBy: {namesAll: true, variables: [], secrets: []},
		hostname: 'api',
		entrypoint: [],
		command: ['sh'],
		stopSignal: 'SIGTERM',
		healthCheck: undefined,
		exposedPorts: [],
		volumes: [],
		mounts: [],
		user: '',
		workdir: '/',
		autoRemove: false,
		stopTimeout: 10,
		layer: {driver: 'overlay', upperDir: '/upper', isIdMapped: false},
	},
	image: {
		labels: {'io.clustercode.capabilities': 'git,node'},
		env: ['PATH=/usr/bin', 'NODE_VERSION=22'],
		entrypoint: [],
		command: ['sh'],
		user: '',
		workdir: '/',
		stopSignal: '',
		healthCheck: undefined,
		exposedPorts: [],
		volumes: [],
		onBuild: [],
		shell: [],
		format: 'oci',
		layers: 3,
		architecture: 'amd64',
	},
	diskSpace: {
		layerBytes: gib,
		graphFreeBytes: 100 * gib,
		tmpFreeBytes: 100 * gib,
		sameFilesystem: true,
		hasGnuCp: true,
	},
	references: [],
};

export const draft: Draft = {name: 'web', tag: '1', capabilities: [], overwrite: false, method: 'auto'};

export const request: SnapshotRequest = {
	job: '20261123-171600-k3x9',
	user: 'alice',
	source,
	draft,
	method: 'staging',
	createdAt: '2026-11-23T17:16:00.000Z',
};
