import type * as z from 'zod/mini';
import {parseCapabilities} from '../../model/capability.ts';
import type {ImageDetail, ImageList} from '../../model/image.ts';
import type {ImageConfig} from '../../model/image-config.ts';
import {forkSource, labels as keys, labelOf} from '../../model/labels.ts';
import {compareNames} from '../../model/order.ts';
import {splitReference} from '../../model/reference.ts';
import {toStopSignal} from '../../model/stop-signal.ts';
import type {WorkerFacts} from '../../model/worker.ts';
import {toHealthCheck} from './health-check.ts';
import {toMoment} from './moment.ts';
import type {imageList, inspectedImage, podmanInfo} from './podman-schemas.ts';
import {toOs} from './to-devbox.ts';

/** No registry allows a longer name and tag. */
const maxLength = 1000;
/** A name travels to other workers with its image, and there into command lines: none looks like an option. */
const grammar = /^[\w[][\w.:/@[\]-]*$/u;

/** A list of images → managed images, one per reference, and all references in use. */
export const toImages = (worker: string, list: z.infer<typeof imageList>): ImageList => {
	const named = list.flatMap(image =>
		(image.RepoTags ?? [])
			.filter(reference => reference.length <= maxLength && grammar.test(reference))
			.map(reference => ({image, reference})),
	);
	return {
		references: named.map(each => each.reference),
		managed: named
			.filter(({image: {Labels}}) => Labels?.[keys.managed] === 'true' && Labels[keys.source] !== forkSource)
			.map(({image, reference}) => {
				const labels = image.Labels ?? {};
				return {
					worker,
					id: image.Id,
					reference,
					...splitReference(reference),
					os: toOs(labels),
					owner: labelOf(labels, keys.owner),
					source: labelOf(labels, keys.source),
					capabilities: parseCapabilities(labels[keys.capabilities]),
					sizeBytes: image.Size,
					createdAt: toMoment(image.Created * 1000),
					base: labelOf(labels, keys.baseName),
					madeFrom: toMadeFrom(labelOf(labels, keys.devbox)),
				};
			})
			.toSorted((a, b) => b.createdAt - a.createdAt || compareNames(a.reference, b.reference)),
	};
};

/** `ID NAME`; images of other tools and of older releases have no such label. */
const toMadeFrom = (label: string | undefined) => {
	const [, id, name] = /^([\da-f]{64}) (\S+)$/u.exec(label ?? '') ?? [];
	return id === undefined || name === undefined ? undefined : {id, name};
};

/** The answer of `podman image inspect`, as ours. */
export const toImageDetail = (found: z.infer<typeof inspectedImage>): ImageDetail => {
	const config = toConfig(found);
	const [test] = config.healthCheck?.test ?? [];
	return {
		id: found.Id,
		command: [...config.entrypoint, ...config.command],
		exposedPorts: config.exposedPorts,
		hasHealthCheck: test !== undefined && test !== 'NONE',
		config,
	};
};

const toConfig = (found: z.infer<typeof inspectedImage>): ImageConfig => ({
	labels: found.Labels ?? {},
	env: found.Config?.Env ?? [],
	entrypoint: found.Config?.Entrypoint ?? [],
	command: found.Config?.Cmd ?? [],
	user: found.Config?.User ?? '',
	workdir: found.Config?.WorkingDir ?? '',
	stopSignal: toStopSignal(found.Config?.StopSignal ?? undefined),
	healthCheck: toHealthCheck(found.Healthcheck ?? found.HealthCheck),
	exposedPorts: Object.keys(found.Config?.ExposedPorts ?? {}),
	volumes: Object.keys(found.Config?.Volumes ?? {}),
	onBuild: found.Config?.OnBuild ?? [],
	shell: found.Config?.Shell ?? [],
	format: found.ManifestType.includes('docker') ? 'docker' : 'oci',
	layers: (found.RootFS?.Layers ?? []).length,
	architecture: found.Architecture,
});

/** @param freeBytes under the graph root, for a user without privileges; undefined when df did not report it */
export const toFacts = (
	{host, store, version}: z.infer<typeof podmanInfo>,
	freeBytes: number | undefined,
): WorkerFacts => ({
	hostname: host.hostname,
	podmanVersion: version.Version,
	rootless: host.security.rootless,
	cgroupVersion: host.cgroupVersion,
	storageDriver: store.graphDriverName,
	nativeDiff: store.graphStatus['Native Overlay Diff'] !== 'false',
	graphRoot: store.graphRoot,
	freeBytes: freeBytes ?? Math.max(0, store.graphRootAllocated - store.graphRootUsed),
	diskBytes: store.graphRootAllocated || undefined,
	cpus: host.cpus,
	memoryBytes: host.memTotal,
});
