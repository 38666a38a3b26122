import {Text} from 'ink';
import {colours} from '../theme.ts';

/** Pairs of first and last index (both included), as Fuse gives them. */
export type Ranges = readonly (readonly [number, number])[];

/** Text with its matched parts marked. */
export const Highlight = ({
	text,
	ranges,
	isBold = false,
}: {
	text: string;
	ranges: Ranges | undefined;
	isBold?: boolean;
}) => {
	if (ranges === undefined || ranges.length === 0) return <Text bold={isBold}>{text}</Text>;
	const pieces: {readonly from: number; readonly text: string; readonly isMatch: boolean}[] = [];
	let at = 0;
	for (const [from, to] of ranges) {
		if (from > at) pieces.push({from: at, text: text.slice(at, from), isMatch: false});
		if (from < text.length) pieces.push({from, text: text.slice(Math.max(at, from), to + 1), isMatch: true});
		at = Math.max(at, to + 1);
	}
	if (at < text.length) pieces.push({from: at, text: text.slice(at), isMatch: false});
	return (
		<Text bold={isBold}>
			{pieces.map(piece =>
				piece.isMatch ? (
					<Text key={piece.from} color={colours.warning} underline>
						{piece.text}
					</Text>
				) : (
					piece.text
				),
			)}
		</Text>
	);
};
