import {Text} from 'ink';
import {useState} from 'react';
import {capabilityTitle, toCustomCapability} from '../../model/capability.ts';
import {inheritedBy} from '../../model/detection.ts';
import type {SnapshotTask, TaskDraft} from '../../model/scheduled-task.ts';
import {secretsSummary} from '../../model/secret-finding.ts';
import {expandTag} from '../../model/tag-pattern.ts';
import {taskProblems} from '../../model/task-problems.ts';
import {allChips, chipList} from '../../parts/chip-list.ts';
import {ChipsField} from '../../parts/chips-field.tsx';
import {ChoiceField} from '../../parts/choice-field.tsx';
import {type TextState, textState} from '../../parts/edit-text.ts';
import {TextField} from '../../parts/text-field.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import type {SnapshotScheduleProbe} from '../../state/actions.ts';
import {capabilityRules, keepTitle} from '../shared/capability-rules.ts';
import {DetailsForm} from '../shared/details-form.tsx';
import type {FormStart} from '../shared/use-leave.tsx';
import {cadencePlaceholder, presetBinding} from './cadence-presets.ts';
import {nextRunsWords, ScheduleAbout} from './schedule-about.tsx';

type SnapshotDraft = TaskDraft & {readonly task: SnapshotTask};
type Props = {
	readonly crumbs: readonly string[];
	readonly probe: SnapshotScheduleProbe;
	readonly draft: SnapshotDraft;
	/** The id of the edited schedule. */
	readonly edited: string | undefined;
	readonly start?: FormStart;
	readonly onNext: (draft: SnapshotDraft) => void;
	readonly onBack: () => void;
};

const texts = ['name', 'cadence', 'tag', 'keepLast', 'keepWithin'] as const;
type TextName = (typeof texts)[number];
const fields = [
	...(['name', 'cadence', 'tag', 'overwrite', 'keepLast', 'keepWithin'] as const),
	...(['capabilities', 'secrets'] as const),
] as const;
type Field = (typeof fields)[number];
const labels: Readonly<Record<Field, string>> = {
	name: 'Image name',
	cadence: 'When',
	tag: 'Tag',
	overwrite: 'Tag taken',
	keepLast: 'Keep last',
	keepWithin: 'Keep within',
	capabilities: 'Capabilities',
	secrets: 'Secrets',
};
const choices = {
	overwrite: [
		{value: 'no', label: 'make no image'},
		{value: 'yes', label: 'replace the image'},
	],
	secrets: [
		{value: 'exclude', label: 'leave them out'},
		{value: 'keep', label: 'keep them'},
	],
} as const;
const placeholders: Readonly<Record<TextName, string>> = {
	name: 'api-nightly',
	cadence: cadencePlaceholder,
	tag: '%Y-%m-%d',
	keepLast: 'all; or a number of images: 7',
	keepWithin: 'an age: 12h, 30d, 8w',
};

/** The form of a schedule that creates images of a DevBox; the next tag and runs appear as you type. */
export const SnapshotScheduleForm = ({
	crumbs,
	probe: {known, search, source},
	draft: before,
	edited,
	start,
	onNext,
	onBack,
}: Props) => {
	const form = useDraft(before);
	const {draft} = form;
	const now = Date.now();
	const rules = capabilityRules(inheritedBy(source).capabilities);
	const {chips, entry} = form.list;
	const problems = {
		...taskProblems(draft, {schedules: known.schedules, now}, edited),
		// Said at the field already.
		...(entry.text.trim() !== '' && {capabilities: rules.problem(entry.text, chips)}),
	};
	const noteOf = (field: Field): string | undefined => {
		if (field === 'cadence' && problems.cadence === undefined) return nextRunsWords(draft, known);
		if (field === 'tag' && problems.tag === undefined)
			return `Now it would be ${expandTag(draft.task.tag, new Date(now), known.zone)}.`;
		if (field === 'secrets')
			return search.isDone ? secretsNote(secretsSummary(search.secrets)) : search.notes[0];
		return undefined;
	};
	return (
		<DetailsForm<Field>
			{...{crumbs, start, onBack, labels, fields, draft, problems, noteOf}}
			keys={[presetBinding(draft.cadence, next => form.setText('cadence', next))]}
			below={() => (
				<>
					<ScheduleAbout known={known} />
					<Text {...toneOf('muted')}>
						Only images that this schedule has made are deleted, and none that is in use.
					</Text>
				</>
			)}
			onNext={() => onNext(draft)}
		>
			{(field, at) =>
				field === 'capabilities' ? (
					<ChipsField fixed={[]} {...rules} list={form.list} onChange={form.setList} {...at} />
				) : field === 'overwrite' || field === 'secrets' ? (
					<ChoiceField
						choices={choices[field]}
						value={form.chosen[field]}
						onChange={value => form.choose(field, value)}
						isActive={at.isActive}
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

const secretsNote = (found: string): string =>
	`${found}. A run is refused if other files could hold some, unless they are kept.`;

type Chosen = Readonly<Record<keyof typeof choices, string>>;

const useDraft = (before: SnapshotDraft) => {
	const {task} = before;
	const [typed, setTyped] = useState<Readonly<Record<TextName, TextState>>>(() => ({
		name: textState(before.name),
		cadence: textState(before.cadence),
		tag: textState(task.tag),
		keepLast: textState(task.keepLast),
		keepWithin: textState(task.keepWithin),
	}));
	const [chosen, setChosen] = useState<Chosen>({
		overwrite: task.overwrite ? 'yes' : 'no',
		secrets: ['keep', 'skip'].includes(task.choices.secrets) ? 'keep' : 'exclude',
	});
	const [list, setList] = useState(() => chipList(task.choices.capabilities.map(capabilityTitle)));
	const capabilities = allChips(list, keepTitle).map(toCustomCapability);
	const draft: SnapshotDraft = {
		name: typed.name.text,
		cadence: typed.cadence.text,
		task: {
			...task,
			tag: typed.tag.text,
			overwrite: chosen.overwrite === 'yes',
			keepLast: typed.keepLast.text.trim(),
			keepWithin: typed.keepWithin.text.trim(),
			choices: {...task.choices, capabilities, secrets: chosen.secrets === 'keep' ? 'keep' : 'exclude'},
		},
	};
	return {
		draft,
		texts: typed,
		setText: (field: TextName, next: TextState) => setTyped(all => ({...all, [field]: next})),
		list,
		setList,
		chosen,
		choose: (field: keyof typeof choices, value: string) => setChosen(all => ({...all, [field]: value})),
	};
};
