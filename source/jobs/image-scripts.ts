import type {PlanFile} from '../plan/step.ts';
import manageImage from '../worker/images/manage-image.sh';
import sbomFiles from '../worker/images/sbom-files.sh';
import stateFolder from '../worker/jobs/state-folder.sh';
import imageStep from '../worker/steps/image-step.sh';
import guard from '../worker/steps/windows/windows-guard.sh';

/** The scripts that delete images in a job. */
export const imageScripts: readonly PlanFile[] = [
	{name: 'image-step.sh', text: imageStep},
	{name: 'manage-image.sh', text: manageImage},
	{name: 'sbom-files.sh', text: sbomFiles},
	{name: 'state-folder.sh', text: stateFolder},
	{name: 'windows-guard.sh', text: guard},
];
