import prettyBytes from 'pretty-bytes';
import {capabilityTitle} from '../../model/capability.ts';
import {type Fleet, imagesOf} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import {lineageOf} from '../../model/image-details.ts';
import {knownUse, otherTags, usedByText} from '../../model/image-use.ts';
import {type Registered, registryNames} from '../../model/registered.ts';
import {ago} from '../shared/age.ts';
import type {Detail} from '../shared/list-panels.tsx';

/** What is known of the image under the cursor: where it comes from, what it has, what uses it. */
export const imageDetail = (image: Image, fleet: Fleet, registered: readonly Registered[] = []): Detail => {
	const use = knownUse(image, fleet);
	const lineage = lineageOf(image, imagesOf(fleet, image.worker));
	return {
		title: image.reference,
		note: `${image.owner === undefined ? '' : `by ${image.owner}, `}${ago(image.createdAt)}`,
		rows: [
			{label: 'Worker', text: image.worker},
			{label: 'Source', text: sourceText(image)},
			{label: 'Lineage', text: lineage.length < 2 ? '' : lineage.join(' ← ')},
			{label: 'Capabilities', text: image.capabilities.map(capabilityTitle).join(', ')},
			{
				label: 'Size',
				text: `${prettyBytes(image.sizeBytes)}${image.os === 'windows' ? ', with the disk of Windows' : ''}`,
			},
			{label: 'In registry', text: registryNames(image, registered).join(', ')},
			{label: 'Used by', text: usedByText(use)},
			{label: 'Other tags', text: otherTags(image, use).join(', ')},
			{label: 'Image ID', text: image.id.slice(0, 12)},
		],
	};
};

const sourceText = ({source, base}: Image): string => {
	const from = base === undefined ? '' : ` from ${base}`;
	if (source === 'DevBox-commit') return `snapshot of a DevBox${from}`;
	return source === 'containerfile' ? `built from a Containerfile${from}` : `${source ?? 'unknown'}${from}`;
};
