import stringWidth from 'string-width';

/** What Ingot itself writes beyond ASCII, each with a sign of the same width. */
const signs: Readonly<Record<string, string>> = {
	'…': '~',
	'·': '-',
	'–': '-',
	'—': '-',
	'‐': '-',
	'‘': "'",
	'’': "'",
	'“': '"',
	'”': '"',
	'‹': '<',
	'›': '>',
	'❯': '>',
	'←': '<',
	'→': '>',
	'↑': '^',
	'↓': 'v',
	'↶': '<',
	'✓': '+',
	'✗': 'x',
	'×': 'x',
	'●': '*',
	'○': 'o',
	'◐': '~',
	'█': '#',
	'░': '.',
	'≥': '>',
	'≤': '<',
	'\u00A0': ' ',
};
const rules: readonly (readonly [RegExp, string])[] = [
	[/[\u2500\u2501\u2550]/u, '-'],
	[/[\u2502\u2503\u2551]/u, '|'],
	[/[\u2500-\u257F]/u, '+'],
	[/[\u2800-\u28FF]/u, '*'],
];
const beyond = /[^\u0000-\u007F]/u;
/** Also takes the ASCII character that a combining mark stands on. */
const runs = /[\u0020-\u007E]?[^\u0000-\u007F]+/gu;
let segmenter: Intl.Segmenter | undefined;

/**
 * A frame for a terminal whose locale is not UTF-8: every character beyond ASCII becomes a similar one, or `?` where
 * there is none (a name in another script), as many as it is wide. Escape sequences stay, and no column moves.
 */
export const asciiFrame = (frame: string): string =>
	beyond.test(frame) ? frame.replace(runs, asciiRun) : frame;

const asciiRun = (run: string): string => {
	segmenter ??= new Intl.Segmenter();
	return Array.from(segmenter.segment(run), each => asciiOf(each.segment)).join('');
};

const asciiOf = (character: string): string => {
	if (!beyond.test(character)) return character;
	const sign = signs[character] ?? rules.find(([pattern]) => pattern.test(character))?.[1];
	if (sign !== undefined) return sign;
	// An accent alone is dropped: its letter says enough.
	const [letter = ''] = character.normalize('NFD');
	return letter <= '\u007E' ? letter.padEnd(stringWidth(character)) : '?'.repeat(stringWidth(character));
};
