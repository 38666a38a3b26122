/** What a log or a table says by a sign. */
const words: Readonly<Record<string, string>> = {
	'✓': 'done:',
	'✗': 'failed:',
	'↶': 'rolled back:',
	'›': 'step:',
};

const percent = (bar: string): string => `${Math.round((100 * bar.split('█').length - 100) / bar.length)} %`;

/** A text as a screen reader can say it: a bar as a percentage, signs as words, and no frames. */
export const spoken = (text: string): string =>
	text
		.replace(/[█░]+/gu, percent)
		.replace(/[✓✗↶›]/gu, sign => words[sign] ?? '')
		.replace(/[\u2500-\u25FF\u2800-\u28FF❯]/gu, '')
		.replace(/ {2,}/gu, ' ')
		.trim();
