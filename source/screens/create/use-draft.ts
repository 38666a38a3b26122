import {useState} from 'react';
import {capabilityTitle, newCapabilities, toCustomCapability} from '../../model/capability.ts';
import {inheritedBy} from '../../model/detection.ts';
import {chosenByHand} from '../../model/exclude-choice.ts';
import {freeName} from '../../model/free-name.ts';
import {defaultIdentity} from '../../model/identity-choice.ts';
import {nameProblem, tagProblem, toReference} from '../../model/reference.ts';
import type {Draft, SnapshotMethod, SnapshotSource} from '../../model/snapshot.ts';
import {possibleMethods} from '../../model/snapshot-methods.ts';
import {allChips, type ChipList, chipList} from '../../parts/chip-list.ts';
import {type TextState, textState} from '../../parts/edit-text.ts';
import type {ChipRules} from '../../parts/use-chips.ts';
import {capabilityRules, keepTitle} from '../shared/capability-rules.ts';
import {useVariables} from './use-variables.ts';
import {useWindowsOptions} from './use-windows-options.ts';

/** The error of a capability that is typed and not added yet. */
const entryProblem = ({entry, chips}: ChipList, rules: ChipRules): string | undefined =>
	entry.text.trim() === '' ? undefined : rules.problem(entry.text, chips);

/** Methods that are shown even where there is no choice: people should know that the DevBox stops, or why it need not. */
const notable: readonly (SnapshotMethod | undefined)[] = ['restart', 'stop', 'off'];

/** How the snapshot is consistent. */
const useMethod = (source: SnapshotSource, before: Draft['method'] | undefined) => {
	const methods = possibleMethods(source);
	const [method, setMethod] = useState(methods.find(each => each === before) ?? methods[0]);
	return {methods, method, setMethod, isMethodShown: methods.length > 1 || notable.includes(methods[0])};
};

/** The state of the form, its errors, and the resulting draft. */
export const useDraft = ({source, draft}: {source: SnapshotSource; draft?: Draft | undefined}) => {
	const [name, setName] = useState<TextState>(() =>
		draft === undefined
			? {...textState(freeName(source.devbox.name, {taken: source.references})), isSelected: true}
			: textState(draft.name),
	);
	const [tag, setTag] = useState(textState(draft?.tag ?? ''));
	const [list, setList] = useState(() => chipList((draft?.capabilities ?? []).map(capabilityTitle)));
	const [flatten, setFlatten] = useState(draft?.flatten ?? false);
	const [overwrite, setOverwrite] = useState(draft?.overwrite ?? false);
	const chosen = useMethod(source, draft?.method);
	const variables = useVariables(source, draft);
	const windows = useWindowsOptions(source, draft, chosen.method);
	const detection = inheritedBy(source);
	const inherited = detection.capabilities;
	const reference = toReference(name.text, tag.text);
	const isTaken = source.references.includes(reference);
	// What is wrong stands under the field; said once.
	const problems = {
		...(nameProblem(name.text) !== undefined && {name: 'Fix the image name first.'}),
		...((tagProblem(tag.text) !== undefined || (isTaken && !overwrite)) && {tag: 'Fix the tag first.'}),
		...(entryProblem(list, capabilityRules(inherited)) !== undefined && {
			capabilities: 'Fix the capabilities first.',
		}),
		...(windows.problem !== undefined && {stopTimeout: 'Fix the stop timeout first.'}),
	};
	const value: Draft = {
		name: name.text,
		tag: tag.text,
		capabilities: newCapabilities(inherited, allChips(list, keepTitle).map(toCustomCapability)),
		overwrite: isTaken && overwrite,
		method: chosen.method ?? 'auto',
		variables: variables.decided,
		...(flatten && {flatten}),
		...(draft && chosenElsewhere(draft)),
		...windows.value,
	};
	return {
		name,
		setName,
		tag,
		setTag,
		list,
		setList,
		overwrite,
		setOverwrite,
		flatten,
		setFlatten,
		...chosen,
		variables,
		windows,
		fields: fieldsOf({...chosen, windows, variables}),
		inherited,
		detection,
		reference,
		isTaken,
		problems,
		worker: source.worker.name,
		value,
	};
};

/** What would be lost with a draft: not what patterns leave out, which are read again by themselves. */
export const enteredIn = ({edits: _, leftOut, excludes, identity = defaultIdentity, ...draft}: Draft) => ({
	...draft,
	identity,
	leftOut: chosenByHand({...(leftOut && {leftOut})}),
	patterns: [excludes?.instead, excludes?.takenBack ?? []],
});

/** What other screens chose. */
const chosenElsewhere = ({identity, edits, leftOut, excludes}: Draft): Partial<Draft> => ({
	...(identity !== undefined && {identity}),
	...(edits && {edits}),
	...(leftOut && {leftOut}),
	...(excludes && {excludes}),
});

/** The fields that apply, in their order. */
const fieldsOf = ({
	isMethodShown,
	windows,
	variables,
}: {
	isMethodShown: boolean;
	windows: ReturnType<typeof useWindowsOptions>;
	variables: ReturnType<typeof useVariables>;
}) =>
	[
		...(['name', 'tag', 'capabilities'] as const),
		...(isMethodShown ? (['method'] as const) : []),
		...(windows.hasStopTimeout ? (['stopTimeout'] as const) : []),
		...(windows.hasUnclean ? (['unclean'] as const) : []),
		...(variables.list.length > 0 ? (['environment'] as const) : []),
	] as const;
