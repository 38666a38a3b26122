import type {Binding} from '../../keys.ts';
import {presets} from '../../model/cadence.ts';
import {type TextState, textState} from '../../parts/edit-text.ts';

/** In the empty field of a cadence. */
export const cadencePlaceholder = 'hourly, daily, weekly, or five cron fields: 30 6 * * 1-5';

/** Puts the next preset into the field of a cadence; a custom one leads to the first. */
export const presetBinding = (cadence: string, onChange: (next: TextState) => void): Binding => ({
	key: 'ctrl+p',
	title: 'Presets',
	run() {
		const all = Object.keys(presets);
		onChange(textState(all[(all.indexOf(cadence.trim()) + 1) % all.length] ?? cadence));
	},
});
