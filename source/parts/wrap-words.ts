import wrapAnsi from 'wrap-ansi';

/** Columns that the rows after the first are set in beyond the line's own indent. */
const hang = 2;

/** Breaks a line at blanks, and inside a word only where it is wider than the row; further rows hang. Width in columns. */
export const wrapWords = (text: string, width: number): readonly string[] => {
	const indent = /^ */u.exec(text)?.[0] ?? '';
	const room = Math.max(1, width - indent.length - hang);
	return wrapAnsi(text.slice(indent.length), room, {hard: true, trim: true})
		.split('\n')
		.map((row, index) => indent + (index === 0 ? '' : ' '.repeat(hang)) + row);
};
