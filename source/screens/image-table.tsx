import {Box, Text} from 'ink';
import prettyBytes from 'pretty-bytes';
import type {Image} from '../model/image.ts';
import {neutralise} from '../model/text.ts';
import {Columns} from '../parts/columns.tsx';
import {fitText, pad, shareWidth} from '../parts/fit.ts';
import {Highlight} from '../parts/highlight.tsx';
import type {Ranges} from '../parts/highlight-pieces.ts';
import {Chips} from './devbox-table.tsx';
import {age} from './words.ts';

const columns = [
	{grow: 3, width: 14},
	{grow: 1, width: 7},
	{width: 7},
	{grow: 4, width: 14},
	{width: 8, isRight: true},
	{width: 4, isRight: true},
	{width: 8},
	{width: 8},
	{grow: 1, width: 8},
] as const;
const heads = ['IMAGE', 'TAG', 'OS', 'CAPABILITIES', 'SIZE', 'AGE', 'OWNER', 'MADE', 'WORKER'] as const;

export const ImageHead = ({width}: {width: number}) => (
	<Columns columns={columns} cells={heads.map(text => ({text, meaning: 'muted'}))} width={width} />
);

/** How an image came to be, in a word. */
const madeWord = ({source}: Image): string =>
	source === 'DevBox-commit' ? 'snapshot' : source === 'containerfile' ? 'built' : (source ?? '');

type Props = {
	readonly image: Image;
	readonly name: Ranges | undefined;
	readonly tag: Ranges | undefined;
	readonly isCursor: boolean;
	readonly width: number;
	/** Why it cannot be chosen: stands in the place of its capabilities. */
	readonly refusal?: string | undefined;
};

/** One image in a line. Chips are no text, so the table is in two halves with them between. */
export const ImageLine = ({image, name, tag, isCursor, width, refusal}: Props) => {
	const fixed = shareWidth(width, columns).map((each, index) => ({...columns[index], width: each, grow: 0}));
	const [left, right] = [fixed.slice(0, 3), fixed.slice(4).filter(each => each.width > 0)];
	const meaning = refusal === undefined ? 'plain' : 'muted';
	const chipsWidth = fixed[3]?.width ?? 0;
	return (
		<Box width={width} gap={2} overflow="hidden">
			<Columns
				columns={left}
				width={together(left)}
				isBold={isCursor}
				cells={[
					{text: image.name, ranges: name, meaning},
					{text: image.tag, ranges: tag, meaning},
					{text: image.os === 'windows' ? 'Windows' : 'Linux', meaning: refusal ? 'muted' : image.os},
				]}
			/>
			{refusal === undefined ? (
				<Chips capabilities={image.capabilities} width={chipsWidth} />
			) : (
				<Highlight text={pad(neutralise(refusal), chipsWidth)} ranges={undefined} meaning="warning" />
			)}
			<Columns
				columns={right}
				width={together(right)}
				cells={[
					prettyBytes(image.sizeBytes),
					age(image.createdAt),
					image.owner ?? '',
					madeWord(image),
					image.worker,
				].map(text => ({text, meaning: 'muted'}))}
			/>
		</Box>
	);
};

const together = (parts: readonly {readonly width: number}[]): number =>
	parts.reduce((sum, each) => sum + each.width, 0) + 2 * Math.max(0, parts.length - 1);

/** Where an image comes from, for the one under the cursor. */
export const ImageOrigin = ({image, width}: {image: Image | undefined; width: number}) => {
	const text =
		image === undefined
			? ' '
			: `  ${image.reference} on ${image.worker} · ${madeWord(image) || 'made elsewhere'}${
					image.base === undefined ? '' : ` from ${image.base}`
				} · by ${image.owner ?? 'nobody known'} · ${prettyBytes(image.sizeBytes)} · ${image.id.slice(0, 12)}`;
	return <Text dimColor>{fitText(neutralise(text), width)}</Text>;
};
