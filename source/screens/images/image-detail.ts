import prettyBytes from 'pretty-bytes';
import {allSchedules, type Fleet, imagesOf} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import {ago} from '../shared/age.ts';
import type {Detail} from '../shared/list-panels.tsx';

/** What is known of the image under the cursor: where it comes from, what it has, what uses it. */
export const imageDetail = (image: Image, fleet: Fleet): Detail => {
	const users = (fleet[image.worker]?.devboxes?.content ?? []).filter(each => each.imageId === image.id);
	const schedules = allSchedules(fleet).filter(
		each => each.worker === image.worker && each.reference === image.reference,
	);
	const tags = imagesOf(fleet, image.worker).filter(
		each => each.id === image.id && each.reference !== image.reference,
	);
	const usedBy = [
		...(users.length === 0 ? [] : [`DevBoxes ${users.map(each => each.name).join(', ')}`]),
		...(schedules.length === 0 ? [] : [`schedules ${schedules.map(each => each.draft.name).join(', ')}`]),
	];
	return {
		title: image.reference,
		note: `${image.owner === undefined ? '' : `by ${image.owner}, `}${ago(image.createdAt)}`,
		rows: [
			{label: 'Worker', text: image.worker},
			{label: 'Source', text: sourceText(image)},
			{label: 'Capabilities', text: image.capabilities.join(' ')},
			{
				label: 'Size',
				text: `${prettyBytes(image.sizeBytes)}${image.os === 'windows' ? ', with the disk of Windows' : ''}`,
			},
			{label: 'Used by', text: usedBy.length === 0 ? 'nothing on its worker' : usedBy.join(' · ')},
			{label: 'Other tags', text: tags.map(each => each.reference).join(', ')},
			{label: 'Image ID', text: image.id.slice(0, 12)},
		],
	};
};

const sourceText = ({source, base}: Image): string => {
	const from = base === undefined ? '' : ` from ${base}`;
	if (source === 'DevBox-commit') return `snapshot of a DevBox${from}`;
	return source === 'containerfile' ? `built from a Containerfile${from}` : `${source ?? 'unknown'}${from}`;
};
