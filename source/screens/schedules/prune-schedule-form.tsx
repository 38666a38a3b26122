import {useState} from 'react';
import type {Retained} from '../../model/retention.ts';
import type {PruneTask, TaskDraft} from '../../model/scheduled-task.ts';
import {pruneRetention, taskProblems, untaggedProblem} from '../../model/task-problems.ts';
import {allChips, chipList} from '../../parts/chip-list.ts';
import {ChipsField} from '../../parts/chips-field.tsx';
import {type TextState, textState} from '../../parts/edit-text.ts';
import {formRowEdge} from '../../parts/form-row.tsx';
import {TextField} from '../../parts/text-field.tsx';
import type {ChipRules} from '../../parts/use-chips.ts';
import {wrapWords} from '../../parts/wrap-words.ts';
import type {PruneScheduleProbe} from '../../state/actions.ts';
import {DetailsForm} from '../shared/details-form.tsx';
import type {FormStart} from '../shared/use-leave.tsx';
import {cadencePlaceholder, presetBinding} from './cadence-presets.ts';
import {RetentionPreview} from './retention-preview.tsx';
import {nextRunsWords, ScheduleAbout} from './schedule-about.tsx';
import {useRetentionPreview} from './use-retention-preview.ts';

export type PruneDraft = TaskDraft & {readonly task: PruneTask};
type Props = {
	readonly crumbs: readonly string[];
	readonly probe: PruneScheduleProbe;
	readonly draft: PruneDraft;
	/** The id of the edited schedule. */
	readonly edited: string | undefined;
	/** Whose images are deleted. */
	readonly user: string;
	readonly start?: FormStart;
	/** @param rows what a run would delete and keep now; undefined while that is read */
	readonly onNext: (draft: PruneDraft, rows: readonly Retained[] | undefined) => void;
	readonly onBack: () => void;
};

type TextName = 'name' | 'cadence' | 'keepLast' | 'keepWithin';
const fields = ['name', 'names', 'keepLast', 'keepWithin', 'cadence'] as const;
type Field = (typeof fields)[number];
const labels: Readonly<Record<Field, string>> = {
	name: 'Name',
	names: 'Images',
	keepLast: 'Keep last',
	keepWithin: 'Keep within',
	cadence: 'When',
};
const placeholders: Readonly<Record<TextName, string>> = {
	name: 'prune',
	keepLast: 'a number of images of each name: 3',
	keepWithin: 'an age: 12h, 30d, 8w',
	cadence: cadencePlaceholder,
};
const nameRules: ChipRules = {
	split: pasted => pasted.split(/[\s,]+/u).filter(each => each !== ''),
	keep: entry => entry.trim(),
	problem: entry => untaggedProblem(entry.trim()),
};
const formEdge = formRowEdge(12);
/** Lines of the form that are no images: its fields, the preview's head, what is said about schedules. */
const aroundImages = fields.length + 1 + 4;

/** The form of a schedule that deletes old images; what a run would delete now appears as you type. */
export const PruneScheduleForm = ({
	crumbs,
	probe: {worker, known},
	draft: before,
	edited,
	user,
	start,
	onNext,
	onBack,
}: Props) => {
	const form = useDraft(before);
	const {draft} = form;
	const problems = taskProblems(draft, {schedules: known.schedules, now: Date.now()}, edited);
	const isValid = [problems.names, problems.keepLast, problems.keepWithin].every(each => each === undefined);
	const preview = useRetentionPreview(worker.name, isValid ? pruneRetention(draft.task) : undefined, user);
	const runs = problems.cadence === undefined ? nextRunsWords(draft, known) : undefined;
	return (
		<DetailsForm<Field>
			{...{crumbs, start, onBack, labels, fields, draft, problems}}
			keys={[presetBinding(draft.cadence, text => form.setText('cadence', text))]}
			noteOf={field => (field === 'cadence' ? runs : noteOf(field, draft))}
			below={({width, height}) => (
				<>
					<RetentionPreview
						preview={preview}
						isValid={isValid}
						width={width}
						height={Math.max(2, height - aroundImages - wrapWords(runs ?? '', width - formEdge).length)}
					/>
					<ScheduleAbout known={known} />
				</>
			)}
			onNext={() => onNext(draft, preview.isReading ? undefined : preview.rows)}
		>
			{(field, at) =>
				field === 'names' ? (
					<ChipsField
						{...nameRules}
						fixed={[]}
						isCustom={false}
						list={form.list}
						onChange={form.setList}
						{...at}
					/>
				) : (
					<TextField
						state={form.texts[field]}
						onChange={state => form.setText(field, state)}
						placeholder={placeholders[field]}
						problem={problems[field]}
						{...at}
					/>
				)
			}
		</DetailsForm>
	);
};

const noteOf = (field: Field, {task}: PruneDraft): string | undefined =>
	field === 'names' && task.names.length === 0 ? 'Empty: all your images.' : undefined;

const useDraft = (before: PruneDraft) => {
	const {task} = before;
	const [texts, setTexts] = useState<Readonly<Record<TextName, TextState>>>(() => ({
		name: textState(before.name),
		keepLast: textState(task.keepLast),
		keepWithin: textState(task.keepWithin),
		cadence: textState(before.cadence),
	}));
	const [list, setList] = useState(() => chipList(task.names));
	const draft: PruneDraft = {
		name: texts.name.text,
		cadence: texts.cadence.text,
		task: {
			kind: 'prune',
			names: allChips(list, nameRules.keep),
			keepLast: texts.keepLast.text.trim(),
			keepWithin: texts.keepWithin.text.trim(),
		},
	};
	return {
		draft,
		texts,
		setText: (field: TextName, next: TextState) => setTexts(all => ({...all, [field]: next})),
		list,
		setList,
	};
};
