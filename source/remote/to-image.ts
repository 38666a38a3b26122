import * as z from 'zod/mini';
import {parseCapabilities} from '../model/capability.ts';
import type {ImageList} from '../model/image.ts';
import {labels as keys, labelOf} from '../model/labels.ts';
import {splitReference} from '../model/reference.ts';
import type {WorkerFacts} from '../model/worker.ts';
import {toOs} from './to-devbox.ts';

export const imageList = z.array(
	z.object({
		Id: z.string(),
		RepoTags: z._default(z.nullable(z.array(z.string())), []),
		Created: z._default(z.number(), 0),
		Size: z._default(z.number(), 0),
		Labels: z._default(z.nullable(z.record(z.string(), z.string())), {}),
	}),
);

/** The list → managed images, one for each reference, and every reference that is taken. */
export const toImages = (worker: string, list: z.infer<typeof imageList>): ImageList => {
	const named = list.flatMap(image => (image.RepoTags ?? []).map(reference => ({image, reference})));
	return {
		references: named.map(each => each.reference),
		managed: named
			.filter(({image}) => image.Labels?.[keys.managed] === 'true')
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
					createdAt: image.Created * 1000,
					base: labelOf(labels, keys.baseName),
				};
			})
			.toSorted((a, b) => b.createdAt - a.createdAt || a.reference.localeCompare(b.reference)),
	};
};

/** GET /libpod/info */
export const podmanInfo = z.object({
	host: z.object({
		hostname: z._default(z.string(), ''),
		cgroupVersion: z._default(z.string(), ''),
		cpus: z._default(z.number(), 0),
		memTotal: z._default(z.number(), 0),
		security: z._default(z.object({rootless: z._default(z.boolean(), false)}), {rootless: false}),
	}),
	store: z.object({graphDriverName: z._default(z.string(), ''), graphRoot: z._default(z.string(), '')}),
	version: z.object({Version: z._default(z.string(), '')}),
});

/** @param freeBytes under the graph root */
export const toFacts = (
	{host, store, version}: z.infer<typeof podmanInfo>,
	freeBytes: number,
): WorkerFacts => ({
	hostname: host.hostname,
	podmanVersion: version.Version,
	rootless: host.security.rootless,
	cgroupVersion: host.cgroupVersion,
	storageDriver: store.graphDriverName,
	graphRoot: store.graphRoot,
	freeBytes,
	cpus: host.cpus,
	memoryBytes: host.memTotal,
});
