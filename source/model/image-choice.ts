import {extraVariables, secretsInImage} from './image-environment.ts';
import {type ImageLabels, imageLabels} from './image-labels.ts';
import {droppedVariables} from './kept-variables.ts';
import type {Labels} from './labels.ts';
import type {Draft, SnapshotSource} from './snapshot.ts';

/** Which labels and variables of a DevBox its image gets. Variables by name only, so that it can be shown and printed. */
export type ImageChoice = {
	readonly labels: ImageLabels;
	readonly variables: readonly DecidedVariable[];
	/** Variables that look like secrets and come from the DevBox's own image. */
	readonly secretsInImage: readonly string[];
};

type DecidedVariable = {
	readonly name: string;
	readonly kept: boolean;
	readonly looksSecret: boolean;
	/** Why it is left out by default, or why a Windows image has it. */
	readonly because?: string;
};

/** @param ours the labels that Ingot sets */
export const chooseForImage = (source: SnapshotSource, draft: Draft, ours: Labels): ImageChoice => {
	const {devbox, image, worker} = source;
	const dropped = new Set(droppedVariables(source, draft));
	return {
		labels: imageLabels({container: devbox.labels, image: image.labels, ours}, worker.imageLabels),
		variables: extraVariables(source).map(({name, looksSecret, because}) => ({
			name,
			kept: !dropped.has(name),
			looksSecret,
			...(because !== undefined && {because}),
		})),
		secretsInImage: secretsInImage(image),
	};
};

export type ChoiceLine = {readonly text: string; readonly tone: 'plain' | 'muted' | 'warning'};

/** The variables as lines for the review and for --dry-run; empty when there are none. */
export const variableLines = ({variables, secretsInImage: exposed}: ImageChoice): readonly ChoiceLine[] => [
	...variables.map(({name, kept, looksSecret, because}): ChoiceLine => {
		const text = `  [${kept ? 'x' : ' '}] ${name}${because === undefined ? '' : `  ${because}`}`;
		if (!kept) return {text, tone: 'muted'};
		return looksSecret
			? {text: `${text}; everyone with the image can read it`, tone: 'warning'}
			: {text, tone: 'plain'};
	}),
	...exposed.map((name): ChoiceLine => {
		const text = `  [x] ${name}  inherited from its image; looks like a secret; everyone with the image can read it`;
		return {text, tone: 'warning'};
	}),
];

/** The labels as lines: set, kept, inherited, left out, emptied. @param ours the labels that Ingot sets */
export const labelLines = ({labels}: ImageChoice, ours: Labels): readonly ChoiceLine[] => {
	const left = ({name, tool}: {readonly name: string; readonly tool: string}, how: string): ChoiceLine => ({
		text: `  ${how}  ${name}  (${tool})`,
		tone: 'muted',
	});
	return [
		...Object.entries(ours).map(
			([key, value]): ChoiceLine => ({text: `  set       ${key}=${value}`, tone: 'plain'}),
		),
		...Object.entries(labels.kept).map(
			([key, value]): ChoiceLine => ({text: `  kept      ${key}=${value}`, tone: 'plain'}),
		),
		...labels.inherited.map((name): ChoiceLine => ({text: `  inherited ${name}`, tone: 'muted'})),
		...labels.dropped.map(each => left(each, 'left out')),
		...labels.emptied.map(each => left(each, 'emptied ')),
	];
};
