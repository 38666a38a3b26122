import prettyBytes from 'pretty-bytes';
import type {Image} from '../../model/image.ts';
import {type Cell, type Column, ColumnHeads, Columns} from '../../parts/columns.tsx';
import {measuredColumns} from '../../parts/needed-widths.ts';
import {highlightImage} from '../../search/highlight-image.ts';
import {age} from '../shared/age.ts';
import {chipCell} from '../shared/chip-cell.ts';
import {sourceWord} from './image-origin.ts';

const columns: readonly Column[] = [
	{grow: 3, width: 14, whole: 20},
	{grow: 1, width: 7, whole: 12},
	{grow: 1, width: 8, whole: 16},
	{width: 7},
	{width: 8, isRight: true},
	{width: 4, isRight: true},
	{grow: 4, width: 14},
	{width: 8},
	{width: 8},
];
const heads = ['IMAGE', 'TAG', 'WORKER', 'OS', 'SIZE', 'AGE', 'CAPABILITIES', 'OWNER', 'SOURCE'] as const;

/** The columns of a table, as wide as its images need. */
export const useImageColumns = measuredColumns({
	columns,
	heads,
	growing: ({name, tag, worker, capabilities}: Image) => [
		{text: name},
		{text: tag},
		{text: worker},
		chipCell(capabilities),
	],
});

type TableProps = {readonly columns: readonly Column[]; readonly width: number};

export const ImageHead = (table: TableProps) => <ColumnHeads heads={heads} {...table} />;

type Props = TableProps & {
	readonly image: Image;
	/** The query, highlighted in the row. */
	readonly query: string;
	readonly isCursor: boolean;
	/** Why it is unavailable: shown instead of its capabilities. */
	readonly refusal?: string | undefined;
};

/** One image in a line. */
export const ImageLine = ({image, query, isCursor, refusal, ...table}: Props) => {
	const {name, tag} = highlightImage(image, query);
	const meaning = refusal === undefined ? 'plain' : 'muted';
	const muted = (text: string): Cell => ({text, meaning: 'muted'});
	return (
		<Columns
			{...table}
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
