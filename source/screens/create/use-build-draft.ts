import path from 'node:path';
import {useState} from 'react';
import type {BuildDraft} from '../../model/build.ts';
import {capabilityTitle, newCapabilities, toCustomCapability} from '../../model/capability.ts';
import {freeName} from '../../model/free-name.ts';
import {nameProblem, tagProblem, toReference} from '../../model/reference.ts';
import {allChips, type ChipList, chipList} from '../../parts/chip-list.ts';
import {type TextState, textState} from '../../parts/edit-text.ts';
import {capabilityRules, keepTitle} from '../shared/capability-rules.ts';
import {listRules} from '../shared/list-rules.ts';

/** What a form of a build holds: where its files are, and what the image is called. */
export type BuildEntries = BuildDraft & {
	/** The folder, as typed. */
	readonly context: string;
	/** The Containerfile, as typed; '' is the one in the folder. */
	readonly file: string;
};

const rulesOf = {capabilities: capabilityRules([]), buildArgs: listRules.environment} as const;

const isWrong = (list: ChipList, which: keyof typeof rulesOf): boolean =>
	list.entry.text.trim() !== '' && rulesOf[which].problem(list.entry.text, list.chips) !== undefined;

/** The state of the form of a build, its errors, and the resulting entries. @param taken every reference in use on the worker */
export const useBuildDraft = (taken: readonly string[], before: BuildEntries | undefined) => {
	const [context, setContext] = useState(textState(before?.context ?? '.'));
	const [file, setFile] = useState(textState(before?.file ?? ''));
	const suggested = (folder: string, tagged: string) =>
		freeName(path.basename(path.resolve(folder)), {taken, tag: tagged});
	const [typedName, setName] = useState<TextState | undefined>(() =>
		before === undefined || before.name === suggested(before.context, before.tag)
			? undefined
			: textState(before.name),
	);
	const [tag, setTag] = useState(textState(before?.tag ?? ''));
	const [capabilities, setCapabilities] = useState(() =>
		chipList((before?.capabilities ?? []).map(capabilityTitle)),
	);
	const [buildArgs, setBuildArgs] = useState(() => chipList(before?.buildArgs ?? []));
	const [overwrite, setOverwrite] = useState(before?.overwrite ?? false);
	// The folder's name, until another is typed.
	const name = typedName ?? {...textState(suggested(context.text, tag.text)), isSelected: true};
	const reference = toReference(name.text, tag.text);
	const isTaken = taken.includes(reference);
	const problems = {
		...(context.text.trim() === '' && {context: 'Fix the context first.'}),
		...(nameProblem(name.text) !== undefined && {name: 'Fix the image name first.'}),
		...((tagProblem(tag.text) !== undefined || (isTaken && !overwrite)) && {tag: 'Fix the tag first.'}),
		...(isWrong(capabilities, 'capabilities') && {capabilities: 'Fix the capabilities first.'}),
		...(isWrong(buildArgs, 'buildArgs') && {buildArgs: 'Fix the build arguments first.'}),
	};
	const value: BuildEntries = {
		context: context.text,
		file: file.text.trim(),
		name: name.text,
		tag: tag.text,
		capabilities: newCapabilities([], allChips(capabilities, keepTitle).map(toCustomCapability)),
		buildArgs: allChips(buildArgs, each => each),
		overwrite: isTaken && overwrite,
	};
	return {
		context,
		setContext,
		file,
		setFile,
		name,
		typedName,
		setName,
		tag,
		setTag,
		lists: {capabilities, buildArgs},
		setList: {capabilities: setCapabilities, buildArgs: setBuildArgs},
		overwrite,
		setOverwrite,
		reference,
		isTaken,
		problems,
		value,
	};
};
