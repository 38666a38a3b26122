import type {PlanFile} from '../plan/step.ts';
import layerStore from '../worker/images/layer-store.sh';
import sbomFiles from '../worker/images/sbom-files.sh';
import jobProcess from '../worker/runner/job-process.sh';
import awaitContext from '../worker/steps/build/await-context.sh';
import awaitLayers from '../worker/steps/copy/await-layers.sh';
import copyImage from '../worker/steps/copy/copy-image.sh';
import dropLayers from '../worker/steps/copy/drop-layers.sh';
import layerLayout from '../worker/steps/copy/layer-layout.sh';
import halfImage from '../worker/steps/half-image.sh';
import commitProgress from '../worker/steps/linux/commit-progress.sh';
import snapshotImage from '../worker/steps/linux/snapshot-image.sh';
import snapshotParts from '../worker/steps/linux/snapshot-parts.sh';
import ownership from '../worker/steps/ownership.sh';

/** The scripts that the steps of a copy run; they go into the job's folder. */
export const copyScripts: readonly PlanFile[] = [
	{name: 'copy-image.sh', text: copyImage},
	{name: 'await-layers.sh', text: awaitLayers},
	{name: 'drop-layers.sh', text: dropLayers},
	{name: 'layer-layout.sh', text: layerLayout},
	{name: 'layer-store.sh', text: layerStore},
	{name: 'await-context.sh', text: awaitContext},
	{name: 'job-process.sh', text: jobProcess},
	{name: 'snapshot-parts.sh', text: snapshotParts},
	{name: 'snapshot-image.sh', text: snapshotImage},
	{name: 'commit-progress.sh', text: commitProgress},
	{name: 'half-image.sh', text: halfImage},
	{name: 'sbom-files.sh', text: sbomFiles},
	{name: 'ownership.sh', text: ownership},
];
