import prettyBytes from 'pretty-bytes';
import type {Image} from '../../model/image.ts';
import {type Cell, ColumnHeads, Columns} from '../../parts/columns.tsx';
import {highlightImage} from '../../search/highlight-image.ts';
import {age} from '../shared/age.ts';
import {chipCell} from '../shared/chip-cell.ts';

const columns = [
	{grow: 3, width: 14},
	{grow: 1, width: 7},
	{grow: 1, width: 8},
	{width: 7},
	{width: 8, isRight: true},
	{width: 4, isRight: true},
	{grow: 4, width: 14},
	{width: 8},
	{width: 8},
] as const;
const heads = ['IMAGE', 'TAG', 'WORKER', 'OS', 'SIZE', 'AGE', 'CAPABILITIES', 'OWNER', 'SOURCE'] as const;

export const ImageHead = ({width}: {width: number}) => (
	<ColumnHeads columns={columns} heads={heads} width={width} />
);

/** How an image was created, in a word. */
const sourceWord = ({source}: Image): string =>
	source === 'DevBox-commit' ? 'snapshot' : source === 'containerfile' ? 'built' : (source ?? '');

type Props = {
	readonly image: Image;
	/** The query, highlighted in the row. */
	readonly query: string;
	readonly isCursor: boolean;
	readonly width: number;
	/** Why it is unavailable: shown instead of its capabilities. */
	readonly refusal?: string | undefined;
};

/** One image in a line. */
export const ImageLine = ({image, query, isCursor, width, refusal}: Props) => {
	const {name, tag} = highlightImage(image, query);
	const meaning = refusal === undefined ? 'plain' : 'muted';
	const muted = (text: string): Cell => ({text, meaning: 'muted'});
	return (
		<Columns
			columns={columns}
			width={width}
			isSelected={isCursor}
			cells={[
				{text: image.name, ranges: name, meaning, isIdentity: true},
				{text: image.tag, ranges: tag, meaning, isIdentity: true},
				{text: image.worker, meaning: 'muted', isIdentity: true},
				{text: image.os === 'windows' ? 'Windows' : 'Linux', meaning: refusal ? 'muted' : image.os},
				muted(prettyBytes(image.sizeBytes)),
				muted(age(image.createdAt)),
				refusal === undefined ? chipCell(image.capabilities) : {text: refusal, meaning: 'warning'},
				muted(image.owner ?? ''),
				muted(sourceWord(image)),
			]}
		/>
	);
};

/** The origin of an image, why it is suggested (`note`) and where else it is. */
export const imageOrigin = (image: Image, note: string): string => {
	const base = image.base === undefined ? '' : ` from ${image.base}`;
	const made = `${sourceWord(image) || 'unknown source'}${base} · by ${image.owner ?? 'unknown owner'}`;
	const why = note === '' ? '' : ` · ${note}`;
	return `${image.reference} on ${image.worker}${why} · ${made} · ${prettyBytes(image.sizeBytes)} · ${image.id.slice(0, 12)}`;
};
