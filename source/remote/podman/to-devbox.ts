import type * as z from 'zod/mini';
import {parseCapabilities} from '../../model/capability.ts';
import type {Devbox, DevboxState, Os} from '../../model/devbox.ts';
import {labels as keys, type Labels, labelOf} from '../../model/labels.ts';
import {jobPrefix} from '../../model/launch.ts';
import {compareNames} from '../../model/order.ts';
import type {Worker} from '../../model/worker.ts';
import {type ListedImages, listedOs} from './listed-os.ts';
import {toMoment} from './moment.ts';
import type {containerList, imageList} from './podman-schemas.ts';

/** Containers of a running snapshot (docs/decisions/snapshot.md). */
const isOfSnapshot = (name: string): boolean => jobPrefix(name) !== undefined;

/**
 * A list of containers → DevBoxes, without those of running snapshots.
 * @param images which labels a container has from its image, and the configuration of some images
 */
export const toDevboxes = (
	worker: Worker,
	list: z.infer<typeof containerList>,
	images: z.infer<typeof imageList> | ListedImages,
): readonly Devbox[] => {
	const {listed, configs} = 'listed' in images ? images : {listed: images, configs: new Map<string, never>()};
	const imageLabels = new Map(listed.map(image => [image.Id, image.Labels ?? {}]));
	const ports = portsOf(list);
	return list
		.map(each => ({...each, name: each.Names?.[0]?.slice(0, maxLength) ?? each.Id.slice(0, 12)}))
		.filter(each => !isOfSnapshot(each.name))
		.map(each => {
			const labels = each.Labels ?? {};
			const state = toState(each.State);
			return {
				worker: worker.name,
				workerKind: worker.kind,
				id: each.Id,
				name: each.name,
				...listedOs(each, configs.get(each.ImageID)),
				state,
				image: each.Image.slice(0, maxLength),
				imageId: each.ImageID,
				capabilities: parseCapabilities(labels[keys.capabilities]),
				launchedBy: ownLauncher(labels, imageLabels.get(each.ImageID) ?? {}),
				madeWith: toMaker(labels),
				forkedFrom: ownLabel(labels, imageLabels.get(each.ImageID) ?? {}, keys.forkedFrom),
				ports: ports.get(each.Id) ?? [],
				cloudWorker: labelOf(labels, keys.cloudWorker),
				createdAt: toMoment(
					typeof each.Created === 'number' ? each.Created * 1000 : Date.parse(each.Created),
				),
				...(each.AutoRemove && {autoRemove: true}),
				startedAt: state === 'running' || state === 'paused' ? toMoment(each.StartedAt * 1000) : undefined,
			};
		})
		.toSorted((a, b) => compareNames(a.name, b.name));
};

/** The launcher, unless inherited: a manual commit copies a container's labels into the image, and its containers inherit them. */
const ownLauncher = (labels: Labels, image: Labels): string | undefined => {
	const isInherited =
		image[keys.launchedBy] === labels[keys.launchedBy] &&
		(image[keys.job] ?? '') === (labels[keys.job] ?? '');
	return isInherited ? undefined : labelOf(labels, keys.launchedBy);
};

/** A label of the container, unless its image has the same one. */
const ownLabel = (labels: Labels, image: Labels, key: string): string | undefined =>
	image[key] === labels[key] ? undefined : labelOf(labels, key);

/** From the labels that these tools document. */
const toMaker = (labels: Labels): Devbox['madeWith'] => {
	if (labels.manager === 'distrobox') return 'distrobox';
	if (labels['com.github.containers.toolbox'] === 'true') return 'toolbox';
	return Object.keys(labels).some(key => key.startsWith('devcontainer.')) ? 'devcontainer' : undefined;
};

/** Of a name; Podman's own limit is 255. */
const maxLength = 1000;

/** More than a machine can have would only fill our memory. */
const maxPorts = 200_000;

/** Port ranges → `tcp/8080` each, limited over all DevBoxes together. */
const portsOf = (list: z.infer<typeof containerList>): ReadonlyMap<string, readonly string[]> => {
	let remaining = maxPorts;
	return new Map(
		list.map(({Id, Ports}) => {
			const ports: string[] = [];
			for (const {host_port, range, protocol} of Ports ?? []) {
				const count = Math.min(remaining, Math.max(1, range));
				for (let at = 0; at < count; at += 1) ports.push(`${protocol || 'tcp'}/${host_port + at}`);
				remaining -= count;
			}
			return [Id, ports];
		}),
	);
};

/** The system that the labels name; Linux where they name none. */
export const toOs = (labels: Labels): Os => (labels[keys.os] === 'windows' ? 'windows' : 'linux');

/** Podman’s word for a state, as ours. */
export const toState = (state: string): DevboxState => {
	switch (state) {
		case 'running':
		case 'paused':
		case 'created':
			return state;
		case 'exited':
		case 'stopped':
			return 'stopped';
		default:
			return 'other';
	}
};
