import prettyBytes from 'pretty-bytes';
import type {Image} from '../../model/image.ts';

/** How an image was created, in a word. */
export const sourceWord = ({source}: Image): string =>
	source === 'DevBox-commit' ? 'snapshot' : source === 'containerfile' ? 'built' : (source ?? '');

/** The origin of an image, why it is suggested (`note`) and where else it is. */
export const imageOrigin = (image: Image, note: string): string => {
	const base = image.base === undefined ? '' : ` from ${image.base}`;
	const made = `${sourceWord(image) || 'unknown source'}${base} · by ${image.owner ?? 'unknown owner'}`;
	const why = note === '' ? '' : ` · ${note}`;
	return `${image.reference} on ${image.worker}${why} · ${made} · ${prettyBytes(image.sizeBytes)} · ${image.id.slice(0, 12)}`;
};
