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
		// The bundle is ASCII, and esbuild leaves regular expressions as they are written.
		.replace(/[\u2588\u2591]+/gu, percent)
		.replace(/[\u2713\u2717\u21B6\u203A]/gu, sign => words[sign] ?? '')
		.replace(/[\u2500-\u25FF\u2800-\u28FF\u276F]/gu, '')
		.replace(/ {2,}/gu, ' ')
		.trim();
