import {useState} from 'react';
import {
	freeName,
	type LaunchDraft,
	type LaunchField,
	type LaunchGround,
	type LaunchOptions,
	launchProblems,
	noOptions,
} from '../model/launch.ts';
import {type TextState, textState} from '../parts/edit-text.ts';

type TextField = 'name' | 'cpus' | 'memory' | 'network' | 'command';
type ListField = 'ports' | 'environment' | 'volumes';

export type LaunchForm = {
	readonly draft: LaunchDraft;
	readonly problems: {readonly [field in LaunchField]?: string};
	readonly texts: Readonly<Record<TextField, TextState>>;
	readonly setText: (field: TextField, next: TextState) => void;
	readonly setList: (field: ListField, next: readonly string[]) => void;
	/** Takes the values of the last launch of this image. */
	readonly takeLast: () => void;
};

/** What is typed in the launch form, and what is wrong with it. */
export const useLaunchDraft = (ground: LaunchGround, before: LaunchDraft | undefined): LaunchForm => {
	const [texts, setTexts] = useState<Readonly<Record<TextField, TextState>>>(() =>
		textsOf(before ?? {...noOptions, name: freeName(ground.image.name, ground.names)}),
	);
	const [lists, setLists] = useState<Readonly<Record<ListField, readonly string[]>>>(() =>
		listsOf(before ?? noOptions),
	);
	const draft: LaunchDraft = {
		name: texts.name.text,
		cpus: texts.cpus.text,
		memory: texts.memory.text,
		network: texts.network.text,
		command: texts.command.text,
		...lists,
	};
	return {
		draft,
		problems: launchProblems(draft, ground),
		texts,
		setText: (field, next) => setTexts(all => ({...all, [field]: next})),
		setList: (field, next) => setLists(all => ({...all, [field]: next})),
		takeLast() {
			if (ground.previous === undefined) return;
			const {previous} = ground;
			setTexts(all => ({...textsOf({...previous, name: ''}), name: all.name}));
			setLists(listsOf(previous));
		},
	};
};

const textsOf = ({name, cpus, memory, network, command}: LaunchDraft) => ({
	name: textState(name),
	cpus: textState(cpus),
	memory: textState(memory),
	network: textState(network),
	command: textState(command),
});

const listsOf = ({ports, environment, volumes}: LaunchOptions) => ({ports, environment, volumes});
