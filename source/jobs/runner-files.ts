import type {PlanFile} from '../plan/step.ts';
import clock from '../worker/runner/clock.sh';
import events from '../worker/runner/events.sh';
import jobProcess from '../worker/runner/job-process.sh';
import json from '../worker/runner/json.sh';
import locks from '../worker/runner/locks.sh';
import main from '../worker/runner/main.sh';
import mutex from '../worker/runner/mutex.sh';
import outcome from '../worker/runner/outcome.sh';
import progress from '../worker/runner/progress.sh';
import prune from '../worker/runner/prune.sh';
import queue from '../worker/runner/queue.sh';
import recover from '../worker/runner/recover.sh';
import recoverJob from '../worker/runner/recover-job.sh';
import run from '../worker/runner/run.sh';
import state from '../worker/runner/state.sh';
import steps from '../worker/runner/steps.sh';
import stopStep from '../worker/runner/stop-step.sh';
import undo from '../worker/runner/undo.sh';
import stepPrelude from '../worker/steps/step-prelude.sh';

/** The runner in one file: after a power cut it is complete or not there. */
export const runnerText = [
	jobProcess,
	state,
	clock,
	json,
	events,
	mutex,
	locks,
	queue,
	stopStep,
	progress,
	steps,
	undo,
	outcome,
	prune,
	run,
	recover,
	recoverJob,
	main,
].join('\n');

/** What every job's folder has besides its plan and the scripts of its steps. */
export const runnerFiles: readonly PlanFile[] = [
	{name: 'job-runner.sh', text: runnerText},
	{name: 'step-prelude.sh', text: stepPrelude},
];
