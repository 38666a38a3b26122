import {Text, useIsScreenReaderEnabled} from 'ink';
import {counted} from '../../model/counted.ts';
import {pad} from '../../parts/fit.ts';
import {spoken} from '../../parts/spoken.ts';
import {toneOf} from '../../parts/tone-of.ts';
import {labelWidth, type ReviewRow} from './review-rows.ts';

const toneOfRow = {plain: 'plain', head: 'selected', muted: 'muted', warning: 'warning'} as const;

/** The rows of a review from `top` on; those that have no space are counted. @param height in lines, without that count */
export const ReviewPage = ({
	rows,
	top,
	height,
}: {
	rows: readonly ReviewRow[];
	top: number;
	height: number;
}) => {
	const isSpoken = useIsScreenReaderEnabled();
	const below = rows.length - top - height;
	return (
		<>
			{rows.slice(top, top + height).map(({key, label, text, tone}) => (
				<Text key={key} wrap="truncate-end">
					{label === undefined ? null : <Text {...toneOf('muted')}>{labelText(label, isSpoken)}</Text>}
					<Text {...toneOf(toneOfRow[tone])}>{(isSpoken ? spoken(text) : text) || ' '}</Text>
				</Text>
			))}
			{below > 0 ? <Text {...toneOf('muted')}>{`  ${counted(below, 'more line')} below`}</Text> : null}
		</>
	);
};

const labelText = (label: string, isSpoken: boolean): string => {
	if (!isSpoken) return pad(label, labelWidth);
	return label === '' ? '' : `${label}: `;
};
