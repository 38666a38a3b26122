import stringWidth from 'string-width';
import {neutralise} from '../model/text.ts';
import type {Marks} from '../theme.ts';

/** A step of a flow: what it is called, and what was chosen in it. */
export type Stage = {
	readonly title: string;
	readonly value?: string;
	readonly state: 'done' | 'now' | 'ahead';
};

/**
 * Where one is in a flow, in one line: with what was chosen where that fits, else without, else the current step and how many
 * there are.
 *
 *     ✓ Worker forge-1   ✓ DevBox api   ● Details   ○ Review
 *     ✓ Worker  ✓ DevBox  ● Details  ○ Review
 *     Details, 3 of 4
 *
 * @param width in columns
 */
export const stageText = (
	stages: readonly Stage[],
	{width, marks}: {width: number; marks: Pick<Marks, 'done' | 'up' | 'down'>},
): string => {
	const mark = {done: marks.done, now: marks.up, ahead: marks.down};
	const spelled = (gap: string, hasValues: boolean) =>
		stages
			.map(({title, value = '', state}) =>
				`${mark[state]} ${title}${hasValues && value !== '' ? ` ${neutralise(value)}` : ''}`.trim(),
			)
			.join(gap);
	const fits = [spelled('   ', true), spelled('   ', false), spelled(' ', false)];
	return fits.find(each => stringWidth(each) <= width) ?? countedStage(stages);
};

const countedStage = (stages: readonly Stage[]): string =>
	`${stages.find(({state}) => state === 'now')?.title ?? ''}, ${stageCount(stages)}`;

/** `3 of 4`: also what a screen reader says. */
export const stageCount = (stages: readonly Stage[]): string =>
	`${stages.findIndex(({state}) => state === 'now') + 1} of ${stages.length}`;
