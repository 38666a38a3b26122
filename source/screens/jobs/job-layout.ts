import {panelEdge, panelRules} from '../../parts/panel.tsx';

type Size = {readonly width: number; readonly height: number};

/** Where the panels of a job stand, and the bodies of both; the steps' body holds the lines of its outcome, too. */
export type JobLayout = {
	readonly arrangement: 'stacked' | 'beside';
	readonly steps: Size;
	/** Lines of the list of steps itself. */
	readonly rows: number;
	readonly log: Size;
};

const besideFrom = 120;
const minLog = 4;

/**
 * Shares out the screen of a job: the log below its steps, from 120 columns on beside them.
 * @param body columns and lines of the screen's body, borders counted @param steps how many, @param words lines below them
 */
export const jobLayout = (
	body: Size,
	{steps, words, isSpoken}: {readonly steps: number; readonly words: number; readonly isSpoken: boolean},
): JobLayout => {
	if (body.width >= besideFrom && !isSpoken) {
		const left = Math.max(66, Math.floor(body.width * 0.45));
		const height = Math.max(3, body.height - panelRules(1));
		return {
			arrangement: 'beside',
			steps: {width: left - panelEdge, height},
			rows: Math.min(steps, Math.max(1, height - words)),
			log: {width: body.width - left - panelEdge, height},
		};
	}
	const width = body.width - panelEdge;
	const height = Math.max(minLog + 2, body.height - panelRules(2));
	const rows = Math.min(steps, Math.max(1, height - words - minLog));
	return {
		arrangement: 'stacked',
		steps: {width, height: rows + words},
		rows,
		log: {width, height: Math.max(1, height - rows - words)},
	};
};
