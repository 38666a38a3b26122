import {Text} from 'ink';
import {useContext} from 'react';
import {MarksContext} from '../theme.ts';
import {highlightPieces, type Ranges} from './highlight-pieces.ts';
import {type Meaning, toneOf} from './tone-of.ts';

export type {Ranges} from './highlight-pieces.ts';

/** Text with its matched parts marked, cut to a width. */
export const Highlight = ({
	text,
	ranges,
	isBold = false,
	width = Number.MAX_SAFE_INTEGER,
	meaning = 'plain',
}: {
	text: string;
	ranges: Ranges | undefined;
	isBold?: boolean;
	width?: number;
	meaning?: Meaning;
}) => {
	const marks = useContext(MarksContext);
	return (
		<Text {...toneOf(meaning)} {...(isBold && {bold: true})}>
			{highlightPieces(text, ranges, {width, more: marks.more}).map(piece =>
				piece.isMatch ? (
					<Text key={piece.from} {...toneOf('match')}>
						{piece.text}
					</Text>
				) : (
					piece.text
				),
			)}
		</Text>
	);
};
