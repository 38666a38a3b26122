import type {PlanFile} from '../plan/step.ts';
import jobProcess from '../worker/runner/job-process.sh';
import runner from '../worker/runner/job-runner.sh';
import stepPrelude from '../worker/steps/step-prelude.sh';

/** The runner, one file: a power cut takes it whole or leaves it whole. */
export const runnerText = `${jobProcess}\n${runner}`;

/** What each job's folder has besides its plan and the scripts of its steps. */
export const runnerFiles: readonly PlanFile[] = [
	{name: 'job-runner.sh', text: runnerText},
	{name: 'step-prelude.sh', text: stepPrelude},
];
