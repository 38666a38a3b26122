import type {DevboxDetail} from './devbox.ts';

/** The folder / of a DevBox, and that of its image, from which every image of it inherits (docs/decisions/fidelity.md). */
export type RootFolder = {
	/** Octal: `700`. */
	readonly mode: string;
	/** UID:GID, as on the worker. */
	readonly owner: string;
	readonly imageMode: string;
	readonly imageOwner: string;
	/** Names of its extended attributes; empty where getfattr is missing. */
	readonly attributes: readonly string[];
};

/** What an image cannot keep of it, in sentences. @param layer says how the ids of its owner are mapped */
export const rootFolderLosses = (
	root: RootFolder | undefined,
	layer: Pick<DevboxDetail['layer'], 'isIdMapped' | 'idMap'>,
): readonly string[] => {
	if (root === undefined) return [];
	const owner = ownerInside(root.owner, layer);
	// A base image whose ids are mapped has root's files with the ids of the worker, or with its own.
	const imageOwner = layer.isIdMapped ? '0:0' : root.imageOwner;
	return [
		...(owner === imageOwner && root.mode === root.imageMode
			? []
			: [
					`The image cannot keep owner and mode of / (${owner}, ${root.mode}): DevBoxes that are launched from it have ${imageOwner}, ${root.imageMode}.`,
				]),
		...(root.attributes.length === 0
			? []
			: [`The image cannot keep the extended attributes of / (${root.attributes.join(', ')}).`]),
	];
};

const ownerInside = (
	owner: string,
	{isIdMapped, idMap}: Pick<DevboxDetail['layer'], 'isIdMapped' | 'idMap'>,
): string => {
	if (!isIdMapped || idMap === undefined) return owner;
	const [user = '', group = ''] = owner.split(':');
	return `${inside(user, idMap.uids)}:${inside(group, idMap.gids)}`;
};

/** @param ranges INSIDE:OUTSIDE:COUNT */
const inside = (id: string, ranges: readonly string[]): string => {
	for (const range of ranges) {
		const [first = 0, outside = 0, count = 0] = range.split(':').map(Number);
		if (Number(id) >= outside && Number(id) < outside + count) return String(Number(id) - outside + first);
	}
	return id;
};
