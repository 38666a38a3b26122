import {useState} from 'react';
import {capabilityTitle, newCapabilities, toCustomCapability} from '../../model/capability.ts';
import {inheritedBy} from '../../model/detection.ts';
import {nameProblem, tagProblem, toReference} from '../../model/reference.ts';
import type {Draft, SnapshotSource} from '../../model/snapshot.ts';
import {possibleMethods} from '../../model/snapshot-methods.ts';
import {allChips, type ChipList, chipList} from '../../parts/chip-list.ts';
import {textState} from '../../parts/edit-text.ts';
import type {ChipRules} from '../../parts/use-chips.ts';
import {capabilityRules, keepTitle} from './capability-rules.ts';
import {useVariables} from './use-variables.ts';

/** Of a capability that is typed and not added yet. */
const entryProblem = ({entry, chips}: ChipList, rules: ChipRules): string | undefined =>
	entry.text.trim() === '' ? undefined : rules.problem(entry.text, chips);

/** How the snapshot is consistent. One method that stops the DevBox is shown even where there is no other. */
const useMethod = (source: SnapshotSource, before: Draft['method'] | undefined) => {
	const methods = possibleMethods(source);
	const [method, setMethod] = useState(methods.find(each => each === before) ?? methods[0]);
	return {methods, method, setMethod, isMethodShown: methods.length > 1 || methods[0] === 'restart'};
};

/** What is typed, what is wrong with it, and what comes of it. */
export const useDraft = ({source, draft}: {source: SnapshotSource; draft?: Draft | undefined}) => {
	const suggested = nameProblem(source.devbox.name) === undefined ? source.devbox.name : '';
	const [name, setName] = useState(textState(draft?.name ?? suggested));
	const [tag, setTag] = useState(textState(draft?.tag ?? ''));
	const [list, setList] = useState(() => chipList((draft?.capabilities ?? []).map(capabilityTitle)));
	const [flatten, setFlatten] = useState(draft?.flatten ?? false);
	const [overwrite, setOverwrite] = useState(draft?.overwrite ?? false);
	const [field, setField] = useState(0);
	const chosen = useMethod(source, draft?.method);
	const variables = useVariables(source, draft);
	const detection = inheritedBy(source);
	const inherited = detection.capabilities;
	const reference = toReference(name.text, tag.text);
	const isTaken = source.references.includes(reference);
	const problem =
		nameProblem(name.text) ?? tagProblem(tag.text) ?? entryProblem(list, capabilityRules(inherited));
	const refusal =
		problem ?? (isTaken && !overwrite ? `${reference} exists already; ctrl+o overwrites it.` : undefined);
	const value: Draft = {
		name: name.text,
		tag: tag.text,
		capabilities: newCapabilities(inherited, allChips(list, keepTitle).map(toCustomCapability)),
		overwrite: isTaken && overwrite,
		method: chosen.method ?? 'auto',
		variables: variables.decided,
		...(flatten && {flatten}),
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
		/** Name, tag, capabilities, and the method and the variables where there is something to decide. */
		fields: 3 + (chosen.isMethodShown ? 1 : 0) + (variables.list.length > 0 ? 1 : 0),
		field,
		setField,
		inherited,
		detection,
		reference,
		isTaken,
		refusal,
		value,
	};
};
