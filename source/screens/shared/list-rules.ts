import {splitVariables, variableProblem} from '../../model/environment.ts';
import {portProblem} from '../../model/port.ts';
import {volumeProblem} from '../../model/volume.ts';
import type {ChipRules} from '../../parts/use-chips.ts';

const split = (between: RegExp) => (pasted: string) => pasted.split(between).filter(each => each !== '');
const trimmed = (entry: string): string => entry.trim();

/** How entries of a form's lists are split, stored and validated. */
export const listRules = {
	ports: {
		split: split(/[\s,]+/u),
		keep: trimmed,
		problem: (entry, others) => portProblem(entry, {others, taken: new Map()}),
	},
	environment: {split: splitVariables, keep: entry => entry, problem: variableProblem, hasCommas: true},
	volumes: {split: split(/[\r\n]+/u), keep: trimmed, problem: volumeProblem, hasCommas: true},
} as const satisfies Record<string, ChipRules>;
