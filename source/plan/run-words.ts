import type {Plan, PlanFile} from './step.ts';

/** What stands in the plan of a scheduled snapshot for what a run decides. */
export type RunWords = {readonly job: string; readonly time: string; readonly tag: string};

/** Words that occur nowhere else. @param chance letters and digits that nobody can guess */
export const runWords = (chance: string): RunWords => ({
	job: `ingot-job-${chance}`,
	time: `ingot-time-${chance}`,
	tag: `ingot-tag-${chance}`,
});

/** The file `words` of a schedule; see run-schedule.sh. */
export const wordsFile = ({job, time, tag}: RunWords, pattern: string): PlanFile => ({
	name: 'words',
	text: `${job} job\n${time} time\n${tag} tag ${pattern}\n`,
});

/** The same plan for people: the pattern of the tag, and JOB and TIME, where a run puts its own. */
export const readablePlan = (plan: Plan, words: RunWords, pattern: string): Plan => {
	const shown = (text: string): string =>
		text.replaceAll(words.job, 'JOB').replaceAll(words.time, 'TIME').replaceAll(words.tag, pattern);
	const steps = plan.steps.map(({argv, undo, ...step}) => ({
		...step,
		argv: argv.map(shown),
		...(undo !== undefined && {undo: undo.map(shown)}),
	}));
	return {...plan, steps, done: shown(plan.done), locks: plan.locks.map(shown)};
};
