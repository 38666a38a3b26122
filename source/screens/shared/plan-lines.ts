/** One row of a plan for several: its name, and what happens to it or why nothing does. */
export type PlanLine = {readonly name: string; readonly text: string};

/** Lines that a question needs besides those of its plan: border, title, general words, field, keys. */
const around = 13;
const minLines = 2;

/**
 * The plan for several rows as lines of a question, those that are skipped last. What does not fit is counted, so that both
 * kinds are always seen. @param height lines of the screen's body
 */
export const planLines = (
	acts: readonly PlanLine[],
	skipped: readonly PlanLine[],
	height: number,
): readonly string[] => {
	const max = Math.max(minLines, height - around);
	const most = Math.max(Math.ceil(max / 2), max - skipped.length);
	const shown = Math.min(acts.length, most);
	return [
		...cut(acts, shown, 'more'),
		...cut(
			skipped.map(({name, text}) => ({name, text: `skipped, ${text}`})),
			max - shown,
			'more skipped',
		),
	];
};

const cut = (lines: readonly PlanLine[], max: number, word: string): readonly string[] => [
	...lines.slice(0, Math.max(1, max)).map(({name, text}) => `${name}: ${text}`),
	...(lines.length > Math.max(1, max) ? [`${lines.length - Math.max(1, max)} ${word}`] : []),
];
