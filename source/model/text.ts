/**
 * All text from a worker passes through here before it is drawn. Control characters, line separators and bidirectional
 * controls (Unicode UAX #9) could let a label or a log line rewrite the screen; invisible characters make different names
 * look the same.
 */
const hostile = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** ANSI escape sequences: CSI, OSC (ended by BEL or ST), and the two-character ones. */
const escapes = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\^_])/gu;
/** The emoji variation selector: terminals disagree on the width of the result. */
const emojiStyle = /(?<=\p{Extended_Pictographic})\uFE0F/gu;
/** Combining marks without a base character, and more of them than any script stacks. */
const strayMark = /(?<![\p{L}\p{M}\p{N}\p{P}\p{S}])\p{M}/gu;
const pile = /(\p{M}{4})\p{M}+/gu;
/** Fast path for most text: European and East Asian letters, signs, box drawing. */
const plain =
	/^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2030-\u205E\u2190-\u2BFF\u3001-\u3029\u3030-\u3096\u309B-\u30FF\u4E00-\u9FFF\uAC00-\uD7A3]*$/u;

/** One line that is safe to draw: escape sequences are removed, other hostile characters become `·`, tabs a space. */
export const neutralise = (text: string): string =>
	plain.test(text)
		? text
		: text
				.replace(escapes, '')
				.replaceAll('\t', ' ')
				.replace(emojiStyle, '')
				.replace(hostile, '·')
				.replace(strayMark, '·')
				.replace(pile, '$1·');

/** The same for text of several lines; line breaks are kept. */
export const neutraliseLines = (text: string): string => text.split('\n').map(neutralise).join('\n');

/** Whether the text can be drawn and stored unchanged. */
export const isHarmless = (text: string): boolean => {
	const bare = text.replace(emojiStyle, '');
	return !text.includes('\t') && neutralise(bare) === bare;
};

/** For JSON: writes control and invisible characters as `\u` escapes. */
export const escapeHostile = (json: string): string =>
	plain.test(json)
		? json
		: json.replace(hostile, asEscape).replace(strayMark, asEscape).replace(pileRest, asEscape);

const pileRest = /(?<=\p{M}{4})\p{M}+/gu;
const asEscape = (text: string): string =>
	Array.from(
		{length: text.length},
		(_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
	).join('');
