import type {PlanFile} from '../plan/step.ts';
import layerStore from '../worker/images/layer-store.sh';
import layerLayout from '../worker/steps/copy/layer-layout.sh';
import askRegistry from '../worker/steps/registry/ask-registry.sh';
import dropPulled from '../worker/steps/registry/drop-pulled.sh';
import registryImage from '../worker/steps/registry/registry-image.sh';
import registryReasons from '../worker/steps/registry/registry-reasons.sh';
import {sharedScripts} from './snapshot-scripts.ts';

/** The scripts that the steps of a push and a pull run; they go into the job's folder. */
export const registryScripts: readonly PlanFile[] = [
	{name: 'registry-image.sh', text: registryImage},
	{name: 'ask-registry.sh', text: askRegistry},
	{name: 'registry-reasons.sh', text: registryReasons},
	{name: 'drop-pulled.sh', text: dropPulled},
	{name: 'layer-layout.sh', text: layerLayout},
	{name: 'layer-store.sh', text: layerStore},
	...sharedScripts,
];
