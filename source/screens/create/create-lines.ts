import prettyBytes from 'pretty-bytes';
import {counted} from '../../model/counted.ts';
import {detectionLines, inheritedBy} from '../../model/detection.ts';
import {chosenByHand} from '../../model/exclude-choice.ts';
import {excludedText, mergedText} from '../../model/excluded-text.ts';
import {identitySentence} from '../../model/identity-choice.ts';
import {labelLines, variableLines} from '../../model/image-choice.ts';
import type {ExcludeChoice, LeftOut} from '../../model/image-edits.ts';
import {shortReference} from '../../model/reference.ts';
import {type SecretSearch, secretsSummary, secretsWithin} from '../../model/secret-finding.ts';
import {
	type Draft,
	isWindows,
	mountsLeft,
	mountText,
	type SnapshotMethod,
	type SnapshotSource,
} from '../../model/snapshot.ts';
import {aboutSeconds, interruptionText, snapshotEstimate} from '../../model/snapshot-estimate.ts';
import type {PlannedSnapshot} from '../../state/actions.ts';
import {type AddLine, addSteps, collectLines, commandLines, type ReviewLine} from '../shared/review-lines.ts';
import {leftOutText} from './contents-detail.ts';
import {shortLabels} from './short-labels.ts';

/** What happens to the DevBox during the snapshot. */
const effects: Readonly<Record<SnapshotMethod, {words: string; tone: ReviewLine['tone']}>> = {
	staging: {words: 'The DevBox keeps running.', tone: 'plain'},
	pause: {words: 'The DevBox keeps running.', tone: 'plain'},
	restart: {words: 'The DevBox stops.', tone: 'warning'},
	stop: {words: 'The DevBox stops briefly.', tone: 'warning'},
	live: {words: 'The DevBox is not stopped.', tone: 'warning'},
	off: {words: 'The DevBox stays off.', tone: 'plain'},
};

/** The summary before submitting: source, effect on the DevBox, time, disk space, what is left out, labels, steps. */
export const createLines = (
	source: SnapshotSource,
	draft: Draft,
	{planned, search}: {readonly planned: PlannedSnapshot; readonly search: SecretSearch | undefined},
): readonly ReviewLine[] =>
	collectLines(add => {
		addEffects(add, source, planned);
		if (draft.acceptUnclean === true)
			add('A disk that was not shut down cleanly is accepted; the image label says so.', 'warning', '');
		addLeftOut(add, source, {draft, planned});
		addSecrets(add, draft, search);
		if (!isWindows(source.devbox)) add(identitySentence(draft.identity), 'plain', 'Identity');
		add('');
		addRows(
			add,
			'Capabilities',
			detectionLines(inheritedBy(source)).map(text => ({
				text,
				tone: text.startsWith('Detected:') ? 'plain' : 'warning',
			})),
		);
		for (const [index, {items, tone}] of shortLabels(planned).entries())
			add(items, tone, index === 0 ? 'Labels' : '');
		add('');
		addSteps(add, 'Steps', planned.plan.steps);
	});

const addSecrets = (add: AddLine, {edits}: Draft, search: SecretSearch | undefined): void => {
	if (search === undefined) return;
	const secrets = secretsWithin(search.secrets, edits);
	const isKept = secrets.some(({decision}) => decision === 'keep');
	addRows(add, 'Secrets', [
		...(search.isDone ? [{text: secretsSummary(secrets), tone: isKept ? 'warning' : 'plain'} as const] : []),
		...search.notes.map(text => ({text, tone: 'warning'}) as const),
	]);
};

/** Behind the summary: every label in full, and what the worker runs. */
export const createCommands = ({plan, choice, labels}: PlannedSnapshot): readonly ReviewLine[] => [
	...collectLines(add => {
		add('Labels', 'head');
		for (const {text, tone} of labelLines(choice, labels)) add(text, tone);
		add('');
	}),
	...commandLines(plan.steps),
];

const addEffects = (
	add: AddLine,
	{devbox, diskSpace: {layerBytes}, references}: SnapshotSource,
	{request, chosen: {method, because}, diskSpace, losses}: PlannedSnapshot,
): void => {
	const layer = isWindows(devbox) ? 'disk' : 'own layer';
	add(
		`${devbox.name} (${shortReference(devbox.imageReference)}), ${layer} ${prettyBytes(layerBytes)}`,
		'plain',
		'From',
	);
	if (references.includes(request.reference))
		add(`${request.reference} exists and will be replaced.`, 'warning', 'Replaces');
	const {words, tone} = effects[method];
	const interruption = interruptionText(method, layerBytes);
	// The usual method needs no reason.
	const reason = method === 'staging' ? '' : ` ${because}`;
	add(
		`${interruption.charAt(0).toUpperCase()}${interruption.slice(1)}. ${words}${reason}`,
		tone,
		'Interruption',
	);
	add(aboutSeconds(snapshotEstimate(method, layerBytes).whole), 'plain', 'Time');
	addRows(
		add,
		'Disk',
		diskSpace.map(text => ({text, tone: 'plain'})),
	);
	addRows(
		add,
		'Changes',
		losses.map(text => ({text, tone: 'warning'})),
	);
};

const addLeftOut = (
	add: AddLine,
	source: SnapshotSource,
	{
		draft: {leftOut = [], excludes},
		planned: {choice},
	}: {readonly draft: Draft; readonly planned: PlannedSnapshot},
): void => {
	addRows(add, 'Left out', [
		...leftOutRows(leftOut),
		...savingRows(excludes),
		...mountsLeft(source).map(each => ({text: mountText(each), tone: 'warning'}) as const),
	]);
	// Variables beyond the DevBox's image.
	addRows(add, 'Environment', variableLines(choice));
};

/** What was chosen by hand, then what patterns leave out, counted, and by which of them. */
const leftOutRows = (leftOut: readonly LeftOut[]): readonly Pick<ReviewLine, 'text' | 'tone'>[] => {
	const byHand = chosenByHand({leftOut});
	const byPatterns = leftOut.filter(({by}) => by !== undefined);
	const merged = mergedText(leftOut);
	return [
		...(byHand.length === 0 ? [] : [leftOutText(byHand)]),
		...(byPatterns.length === 0 ? [] : [`Patterns: ${excludedText(byPatterns)}`]),
		...(merged === undefined ? [] : [merged]),
	].map(text => ({text, tone: 'warning'}));
};

const savingRows = (excludes: ExcludeChoice | undefined): readonly Pick<ReviewLine, 'text' | 'tone'>[] => {
	if (excludes?.instead === undefined) return [];
	const {length} = excludes.instead;
	const text =
		length === 0
			? 'The saved patterns will be forgotten.'
			: `${counted(length, 'pattern')} will be saved for the next image of this DevBox.`;
	return [{text, tone: 'plain'}];
};

/** Several lines under one label. */
const addRows = (add: AddLine, label: string, rows: readonly Pick<ReviewLine, 'text' | 'tone'>[]): void => {
	for (const [index, {text, tone}] of rows.entries()) add(text.trim(), tone, index === 0 ? label : '');
};
