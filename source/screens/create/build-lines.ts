import {type BuildSource, inheritedOf} from '../../model/build.ts';
import {capabilityTitle, mergeCapabilities} from '../../model/capability.ts';
import type {PlannedBuild} from '../../state/actions.ts';
import {addSteps, collectLines, commandLines, type ReviewLine} from '../shared/review-lines.ts';
import {contextText} from './build-about.ts';
import {shortLabels} from './short-labels.ts';
import type {BuildEntries} from './use-build-draft.ts';

/** The summary before a build: its files, its base, what to know first, labels, steps. */
export const buildLines = (
	source: BuildSource,
	draft: BuildEntries,
	{request, labels, warnings, plan}: PlannedBuild,
): readonly ReviewLine[] =>
	collectLines(add => {
		const {context, file} = source;
		add(file.path, 'plain', 'From');
		add(`${context.folder}: ${contextText(context)}`, 'plain', 'Context');
		add(baseText(source), 'plain', 'Base');
		if (source.references.includes(request.reference))
			add(`${request.reference} exists and will be replaced.`, 'warning', 'Replaces');
		if (draft.buildArgs.length > 0)
			add(
				draft.buildArgs.map(each => each.split('=', 1)[0] ?? ''),
				'plain',
				'Arguments',
			);
		add('known after the build: it runs what the Containerfile says', 'muted', 'Time');
		for (const [index, text] of warnings.entries()) add(text, 'warning', index === 0 ? 'Note' : '');
		add('');
		const capabilities = mergeCapabilities(inheritedOf(source), draft.capabilities);
		if (capabilities.length > 0) add(capabilities.map(capabilityTitle), 'plain', 'Capabilities');
		for (const {items, tone} of shortLabels({labels})) add(items, tone, 'Labels');
		add('');
		addSteps(add, 'Steps', plan.steps);
	});

/** Behind the summary: every label in full, and what the worker runs. */
export const buildCommands = ({labels, plan}: PlannedBuild): readonly ReviewLine[] => [
	...collectLines(add => {
		add('Labels', 'head');
		for (const [key, value] of Object.entries(labels)) add(`  ${key}=${value}`);
		add('');
	}),
	...commandLines(plan.steps),
];

const baseText = ({containerfile, base, worker}: BuildSource): string => {
	if (containerfile.base === undefined) return 'chosen by the build';
	if (containerfile.base === '') return 'scratch, an empty image';
	return base === undefined
		? `${containerfile.base}, which ${worker.name} pulls first`
		: `${containerfile.base}, on ${worker.name} already`;
};
