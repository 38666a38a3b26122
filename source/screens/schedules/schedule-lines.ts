import {cadenceWords, nextRuns} from '../../model/cadence.ts';
import {parseVariable} from '../../model/environment.ts';
import {clockOf} from '../../model/schedule.ts';
import {localTime} from '../../model/when.ts';
import type {PlannedSchedule, ScheduleProbe} from '../../state/actions.ts';
import {addSteps, collectLines, type ReviewLine} from '../shared/review-lines.ts';

/** The summary before a schedule is kept: when, by what means, every step of a run. Values of variables are not shown again. */
export const scheduleLines = (
	{known}: ScheduleProbe,
	{schedule, plan}: PlannedSchedule,
): readonly ReviewLine[] =>
	collectLines(add => {
		const {draft, cron, reference, worker} = schedule;
		add(`${draft.name}: ${draft.command || 'Windows runs'}`, 'head');
		add(`in a new DevBox from ${reference} on ${worker}, by ${known.trigger ?? 'nothing yet'} there`);
		add(`${cadenceWords(cron)} (${cron})`);
		for (const at of nextRuns(cron, clockOf(known, Date.now()), 3)) add(`  ${localTime(at, known.zone)}`);
		add(`A run has ${draft.limit}. While one still goes, the next is skipped, and says so.`);
		const names = draft.environment.flatMap(each => parseVariable(each)?.name ?? []);
		if (names.length > 0) add(`  Environment   ${names.join('  ')}`);
		if (draft.volumes.length > 0) add(`  Volumes       ${draft.volumes.join('  ')}`);
		addSteps(add, 'Steps of each run', plan.steps);
	});
