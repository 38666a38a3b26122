import {useState} from 'react';
import {capabilityTitle, newCapabilities, toCustomCapability} from '../model/capability.ts';
import {inheritedBy} from '../model/detection.ts';
import {nameProblem, tagProblem, toReference} from '../model/reference.ts';
import {
	canPause,
	type Draft,
	isWindows,
	type SnapshotMethod,
	type SnapshotSource,
} from '../model/snapshot.ts';
import {allChips, chipList} from '../parts/chip-list.ts';
import {textState} from '../parts/edit-text.ts';
import {capabilityRules, keepTitle} from './capability-rules.ts';

/** Those that somebody who works in the DevBox would notice, the usual one first. */
const methodsOf = (source: SnapshotSource): readonly SnapshotMethod[] => {
	if (isWindows(source.devbox)) return ['stop', 'live'];
	return canPause(source) ? [] : ['restart'];
};

/** What is typed, what is wrong with it, and what comes of it. */
export const useDraft = ({source, draft}: {source: SnapshotSource; draft?: Draft | undefined}) => {
	const suggested = nameProblem(source.devbox.name) === undefined ? source.devbox.name : '';
	const [name, setName] = useState(textState(draft?.name ?? suggested));
	const [tag, setTag] = useState(textState(draft?.tag ?? ''));
	const [list, setList] = useState(() => chipList((draft?.capabilities ?? []).map(capabilityTitle)));
	const [overwrite, setOverwrite] = useState(draft?.overwrite ?? false);
	const [field, setField] = useState(0);
	const methods = methodsOf(source);
	const [method, setMethod] = useState(methods.find(each => each === draft?.method) ?? methods[0]);
	const detection = inheritedBy(source);
	const inherited = detection.capabilities;
	const reference = toReference(name.text, tag.text);
	const isTaken = source.references.includes(reference);
	const problem =
		nameProblem(name.text) ??
		tagProblem(tag.text) ??
		(list.entry.text.trim() === ''
			? undefined
			: capabilityRules(inherited).problem(list.entry.text, list.chips));
	const refusal =
		problem ?? (isTaken && !overwrite ? `${reference} exists already; ctrl+o overwrites it.` : undefined);
	const value: Draft = {
		name: name.text,
		tag: tag.text,
		capabilities: newCapabilities(inherited, allChips(list, keepTitle).map(toCustomCapability)),
		overwrite: isTaken && overwrite,
		method: method ?? 'auto',
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
		methods,
		method,
		setMethod,
		/** Name, tag, capabilities, and the method where there is something to decide. */
		fields: methods.length > 0 ? 4 : 3,
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
