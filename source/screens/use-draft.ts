import {useState} from 'react';
import {capabilityTitle, parseCapabilities, toCustomCapability} from '../model/capability.ts';
import {labels} from '../model/labels.ts';
import {nameProblem, tagProblem, toReference} from '../model/reference.ts';
import {
	type Draft,
	isWindows as hasWindows,
	type SnapshotSource,
	type WindowsMethod,
} from '../model/snapshot.ts';
import {allChips, chipList} from '../parts/chip-list.ts';
import {textState} from '../parts/edit-text.ts';
import {capabilityRules, keepTitle} from './capability-rules.ts';

/** What is typed, what is wrong with it, and what comes of it. */
export const useDraft = ({source, draft}: {source: SnapshotSource; draft?: Draft | undefined}) => {
	const suggested = nameProblem(source.devbox.name) === undefined ? source.devbox.name : '';
	const [name, setName] = useState(textState(draft?.name ?? suggested));
	const [tag, setTag] = useState(textState(draft?.tag ?? ''));
	const [list, setList] = useState(() => chipList((draft?.capabilities ?? []).map(capabilityTitle)));
	const [overwrite, setOverwrite] = useState(draft?.overwrite ?? false);
	const [method, setMethod] = useState<WindowsMethod>(draft?.method === 'live' ? 'live' : 'stop');
	const [field, setField] = useState(0);
	const isWindows = hasWindows(source.devbox);
	const inherited = parseCapabilities(source.devbox.labels[labels.capabilities]);
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
		capabilities: allChips(list, keepTitle).map(toCustomCapability),
		overwrite: isTaken && overwrite,
		method: isWindows ? method : 'auto',
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
		isWindows,
		method,
		setMethod,
		/** Name, tag, capabilities, and for Windows the method. */
		fields: isWindows ? 4 : 3,
		field,
		setField,
		inherited,
		reference,
		isTaken,
		refusal,
		value,
	};
};
