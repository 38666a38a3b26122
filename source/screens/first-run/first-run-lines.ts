import type {Setup} from '../../model/setup.ts';
import {neutralise} from '../../model/text.ts';
import type {DraftedConfig} from '../../state/actions.ts';
import type {ReviewLine} from '../shared/review-lines.ts';

/** The config file as it will be written, and its workers that do not respond. */
export const firstRunLines = (
	{text, settings}: DraftedConfig,
	{ticked}: Setup,
	file: string,
): readonly ReviewLine[] => {
	const lines: Omit<ReviewLine, 'key'>[] = [
		{text: `${neutralise(file)} will contain:`, tone: 'head'},
		{text: '', tone: 'plain'},
		...text
			.trimEnd()
			.split('\n')
			.map(line => ({text: neutralise(line), tone: 'plain' as const})),
		{text: '', tone: 'plain'},
	];
	for (const {name} of settings.workers) {
		const trial = ticked[name];
		if (trial?.state === 'failed')
			lines.push({text: `${name} does not respond: ${neutralise(trial.reason)}`, tone: 'warning'});
	}
	lines.push({text: 'You can edit it at any time.', tone: 'muted'});
	return lines.map((line, index) => ({...line, key: String(index)}));
};
