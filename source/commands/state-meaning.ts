import type {Devbox} from '../model/devbox.ts';
import type {JobSummary} from '../model/job.ts';
import {jobState} from '../model/job-state.ts';
import type {ScheduledRun} from '../model/schedule.ts';
import {runWord} from '../model/when.ts';
import type {ColourMeaning} from '../palettes.ts';

/** The colour of a DevBox’s state. */
export const devboxStateMeaning = (state: Devbox['state']): ColourMeaning =>
	state === 'running' ? 'success' : 'muted';

/** The colour of a job’s state. */
export const jobStateMeaning = (job: JobSummary): ColourMeaning =>
	job.needsCleanup ? 'danger' : (meanings[jobState(job)] ?? 'muted');

/** The colour of the outcome of a schedule’s last run. */
export const lastRunMeaning = (run: ScheduledRun | undefined): ColourMeaning =>
	meanings[runWord(run)] ?? 'muted';

/** Of the states of a job and of a run of a schedule. */
const meanings: Readonly<Record<string, ColourMeaning>> = {
	done: 'success',
	running: 'running',
	failed: 'danger',
	interrupted: 'danger',
	refused: 'warning',
	conflict: 'warning',
};
