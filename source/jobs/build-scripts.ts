import type {PlanFile} from '../plan/step.ts';
import sbomFiles from '../worker/images/sbom-files.sh';
import jobProcess from '../worker/runner/job-process.sh';
import awaitContext from '../worker/steps/build/await-context.sh';
import buildImage from '../worker/steps/build/build-image.sh';
import buildLeftovers from '../worker/steps/build/build-leftovers.sh';
import halfImage from '../worker/steps/half-image.sh';
import commitProgress from '../worker/steps/linux/commit-progress.sh';
import layerRecords from '../worker/steps/linux/layer-records.sh';
import snapshotImage from '../worker/steps/linux/snapshot-image.sh';
import snapshotParts from '../worker/steps/linux/snapshot-parts.sh';
import verifyImage from '../worker/steps/linux/verify-image.sh';
import ownership from '../worker/steps/ownership.sh';

/** The scripts that the steps of a build run; they go into the job's folder. */
export const buildScripts: readonly PlanFile[] = [
	{name: 'build-image.sh', text: buildImage},
	{name: 'await-context.sh', text: awaitContext},
	{name: 'build-leftovers.sh', text: buildLeftovers},
	{name: 'job-process.sh', text: jobProcess},
	{name: 'verify-image.sh', text: verifyImage},
	{name: 'layer-records.sh', text: layerRecords},
	{name: 'snapshot-parts.sh', text: snapshotParts},
	{name: 'snapshot-image.sh', text: snapshotImage},
	{name: 'commit-progress.sh', text: commitProgress},
	{name: 'half-image.sh', text: halfImage},
	{name: 'sbom-files.sh', text: sbomFiles},
	{name: 'ownership.sh', text: ownership},
];
