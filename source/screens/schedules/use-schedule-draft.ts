import {useState} from 'react';
import {
	type After,
	type ScheduleContext,
	type ScheduleDraft,
	scheduleProblems,
} from '../../model/schedule.ts';
import {allChips, type ChipList, chipList} from '../../parts/chip-list.ts';
import {type TextState, textState} from '../../parts/edit-text.ts';
import {listRules} from '../shared/list-rules.ts';

type TextName = 'name' | 'cadence' | 'command' | 'limit';
type ListName = 'environment' | 'volumes';

export type ScheduleForm = {
	readonly draft: ScheduleDraft;
	readonly problems: {readonly [field in keyof ScheduleDraft]?: string};
	readonly texts: Readonly<Record<TextName, TextState>>;
	readonly setText: (field: TextName, next: TextState) => void;
	readonly lists: Readonly<Record<ListName, ChipList>>;
	readonly setList: (field: ListName, next: ChipList) => void;
	readonly setAfter: (after: After) => void;
};

/** The state of the schedule form, and its errors. @param edited the id of the edited schedule */
export const useScheduleDraft = (
	context: ScheduleContext,
	before: ScheduleDraft,
	edited: string | undefined,
): ScheduleForm => {
	const [texts, setTexts] = useState<Readonly<Record<TextName, TextState>>>(() => ({
		name: textState(before.name),
		cadence: textState(before.cadence),
		command: textState(before.command),
		limit: textState(before.limit),
	}));
	const [lists, setLists] = useState<Readonly<Record<ListName, ChipList>>>(() => ({
		environment: chipList(before.environment),
		volumes: chipList(before.volumes),
	}));
	const [after, setAfter] = useState(before.after);
	const draft: ScheduleDraft = {
		name: texts.name.text,
		cadence: texts.cadence.text,
		command: texts.command.text,
		limit: texts.limit.text,
		environment: allChips(lists.environment, listRules.environment.keep),
		volumes: allChips(lists.volumes, listRules.volumes.keep),
		after,
	};
	return {
		draft,
		problems: scheduleProblems(draft, context, edited),
		texts,
		lists,
		setText: (field, next) => setTexts(all => ({...all, [field]: next})),
		setList: (field, next) => setLists(all => ({...all, [field]: next})),
		setAfter,
	};
};
