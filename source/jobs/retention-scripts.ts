import type {PlanFile} from '../plan/step.ts';
import judgeImages from '../worker/images/judge-images.sh';
import jobProcess from '../worker/runner/job-process.sh';
import mutex from '../worker/runner/mutex.sh';
import retentionStep from '../worker/steps/retention-step.sh';
import {imageScripts} from './image-scripts.ts';

/** The scripts of a schedule that deletes old images. */
export const retentionScripts: readonly PlanFile[] = [
	...imageScripts,
	{name: 'judge-images.sh', text: judgeImages},
	{name: 'job-process.sh', text: jobProcess},
	{name: 'mutex.sh', text: mutex},
	{name: 'retention-step.sh', text: retentionStep},
];
