import stringWidth from 'string-width';
import {wrapWords} from '../../parts/wrap-words.ts';
import type {ReviewLine} from './review-lines.ts';

/** Columns of the labels, and of the gap after them. */
export const labelWidth = 14;

/** A row on the screen: a line of a review takes as many as its text needs. */
export type ReviewRow = Pick<ReviewLine, 'key' | 'label' | 'text' | 'tone'>;

/** Lines wrap rather than truncate: people must see all of what they submit. @param width in columns */
export const reviewRows = (lines: readonly ReviewLine[], width: number): readonly ReviewRow[] =>
	lines.flatMap(({key, label, text, tone, items}) => {
		const room = Math.max(10, label === undefined ? width : width - labelWidth);
		const rows = items === undefined ? wrapWords(text, room) : packed(items, room);
		return rows.map((row, index) => ({
			key: `${key} ${index}`,
			text: label === undefined || index === 0 ? row : row.trimStart(),
			tone,
			...(label !== undefined && {label: index === 0 ? label : ''}),
		}));
	});

/** As many items in a row as fit; one that is wider than a row wraps by itself. */
const packed = (items: readonly string[], width: number): readonly string[] => {
	const rows: string[] = [];
	for (const item of items) {
		const last = rows.at(-1);
		if (last !== undefined && stringWidth(last) + 2 + stringWidth(item) <= width)
			rows[rows.length - 1] = `${last}  ${item}`;
		else rows.push(...wrapWords(item, width));
	}
	return rows;
};
