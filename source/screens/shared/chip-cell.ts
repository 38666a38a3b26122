import {type Capability, capabilityTitle, isCustom} from '../../model/capability.ts';
import type {Cell} from '../../parts/cell-runs.ts';

/** Capabilities as chips in a table; custom ones have a mark, because there may be no colour: `git node #erp`. */
export const chipCell = (capabilities: readonly Capability[]): Cell => ({
	words: capabilities.map(each => {
		const title = capabilityTitle(each);
		return isCustom(each) ? {text: `#${title}`, meaning: 'custom'} : {text: title, meaning: 'builtIn'};
	}),
});
