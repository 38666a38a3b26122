import {useState} from 'react';
import {
	freeName,
	type Identity,
	type LaunchContext,
	type LaunchDraft,
	type LaunchField,
	type LaunchOptions,
	launchProblems,
	noOptions,
} from '../../model/launch.ts';
import {allChips, type ChipList, chipList} from '../../parts/chip-list.ts';
import {type TextState, textState} from '../../parts/edit-text.ts';
import {listRules} from '../shared/list-rules.ts';

type TextField = 'name' | 'cpus' | 'memory' | 'network' | 'command';
type ListField = 'ports' | 'environment' | 'volumes';

export type LaunchForm = {
	readonly draft: LaunchDraft;
	readonly problems: {readonly [field in LaunchField]?: string};
	readonly texts: Readonly<Record<TextField, TextState>>;
	readonly setText: (field: TextField, next: TextState) => void;
	readonly lists: Readonly<Record<ListField, ChipList>>;
	readonly setList: (field: ListField, next: ChipList) => void;
	readonly identity: Identity;
	readonly setIdentity: (next: Identity) => void;
	/** Takes the values of the last launch of this image. */
	readonly takeLast: () => void;
};

/** The state of the launch form, and its errors. */
export const useLaunchDraft = (context: LaunchContext, before: LaunchDraft | undefined): LaunchForm => {
	const [texts, setTexts] = useState<Readonly<Record<TextField, TextState>>>(() =>
		textsOf(before ?? {...noOptions, name: freeName(context.image.name, context.names)}),
	);
	const [lists, setLists] = useState<Readonly<Record<ListField, ChipList>>>(() =>
		listsOf(before ?? noOptions),
	);
	const [identity, setIdentity] = useState<Identity>(before?.identity ?? 'keep');
	const draft: LaunchDraft = {
		identity,
		name: texts.name.text,
		cpus: texts.cpus.text,
		memory: texts.memory.text,
		network: texts.network.text,
		command: texts.command.text,
		ports: allChips(lists.ports, listRules.ports.keep),
		environment: allChips(lists.environment, listRules.environment.keep),
		volumes: allChips(lists.volumes, listRules.volumes.keep),
	};
	return {
		draft,
		problems: launchProblems(draft, context),
		texts,
		lists,
		setText: (field, next) => setTexts(all => ({...all, [field]: next})),
		identity,
		setIdentity,
		setList: (field, next) => setLists(all => ({...all, [field]: next})),
		takeLast() {
			if (context.previous === undefined) return;
			const {previous} = context;
			setTexts(all => ({...textsOf({...previous, name: ''}), name: all.name}));
			setLists(listsOf(previous));
			setIdentity(previous.identity);
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

const listsOf = ({ports, environment, volumes}: LaunchOptions) => ({
	ports: chipList(ports),
	environment: chipList(environment),
	volumes: chipList(volumes),
});
