import type {After, ScheduleDraft} from '../../model/schedule.ts';
import {ChipsField} from '../../parts/chips-field.tsx';
import {ChoiceField} from '../../parts/choice-field.tsx';
import {TextField} from '../../parts/text-field.tsx';
import type {ScheduleProbe} from '../../state/actions.ts';
import {DetailsForm} from '../shared/details-form.tsx';
import {listRules} from '../shared/list-rules.ts';
import type {FormStart} from '../shared/use-leave.tsx';
import {cadencePlaceholder, presetBinding} from './cadence-presets.ts';
import {nextRunsWords, ScheduleAbout} from './schedule-about.tsx';
import {type ScheduleForm as Form, useScheduleDraft} from './use-schedule-draft.ts';

type Props = {
	readonly crumbs: readonly string[];
	readonly probe: ScheduleProbe;
	readonly draft: ScheduleDraft;
	/** The id of the edited schedule. */
	readonly edited: string | undefined;
	readonly start?: FormStart;
	readonly onNext: (draft: ScheduleDraft) => void;
	readonly onTarget: (draft: ScheduleDraft) => void;
	readonly onBack: () => void;
};

const fields = ['name', 'cadence', 'command', 'environment', 'volumes', 'after', 'limit'] as const;
type Field = (typeof fields)[number];
const labels: Readonly<Record<Field, string>> = {
	name: 'Name',
	cadence: 'When',
	command: 'Command',
	environment: 'Environment',
	volumes: 'Volumes',
	after: 'Afterwards',
	limit: 'Time limit',
};
const afters = [
	{value: 'remove', label: 'remove the DevBox'},
	{value: 'stop', label: 'stop it until the next run'},
] as const;

/** The form of a schedule; the next runs appear under the cadence as you type. */
export const ScheduleForm = ({
	crumbs,
	probe,
	draft: before,
	edited,
	start,
	onNext,
	onTarget,
	onBack,
}: Props) => {
	const {context, known} = probe;
	const {os} = context.image;
	const form = useScheduleDraft(
		{schedules: known.schedules, names: context.names, os, golden: context.golden},
		before,
		edited,
	);
	const noteOf = (field: Field): string | undefined => {
		if (field === 'command' && os === 'windows') return windowsNote;
		return field === 'cadence' && form.problems.cadence === undefined
			? nextRunsWords(form.draft, known)
			: undefined;
	};
	return (
		<DetailsForm<Field>
			{...{crumbs, start, onBack, labels, fields, noteOf}}
			draft={form.draft}
			problems={form.problems}
			keys={[
				presetBinding(form.draft.cadence, next => form.setText('cadence', next)),
				{key: 'ctrl+t', title: 'Change image', run: () => onTarget(form.draft)},
			]}
			below={() => <ScheduleAbout known={known} />}
			onNext={() => onNext(form.draft)}
		>
			{(field, at) => <FormField field={field} form={form} {...at} />}
		</DetailsForm>
	);
};

const windowsNote =
	'Runs in the container, not in Windows. Empty: Windows runs until it shuts down or the time limit ends.';

type FieldProps = {
	readonly field: Field;
	readonly form: Form;
	readonly isActive: boolean;
	readonly width: number;
	readonly onDone: () => void;
};

const placeholders = {
	name: 'nightly',
	cadence: cadencePlaceholder,
	command: './report.sh',
	limit: '60m',
} as const;

const FormField = ({field, form, isActive, width, onDone}: FieldProps) => {
	if (field === 'after')
		return (
			<ChoiceField
				choices={afters}
				value={form.draft.after}
				onChange={value => form.setAfter(value as After)}
				isActive={isActive}
			/>
		);
	if (field === 'environment' || field === 'volumes')
		return (
			<ChipsField
				{...listRules[field]}
				fixed={[]}
				isCustom={false}
				list={form.lists[field]}
				onChange={list => form.setList(field, list)}
				isActive={isActive}
				width={width}
				onDone={onDone}
			/>
		);
	// An empty command shows no error before it is typed.
	const isNew = field === 'command' && form.draft.command === '';
	return (
		<TextField
			state={form.texts[field]}
			onChange={state => form.setText(field, state)}
			isActive={isActive}
			width={width}
			placeholder={placeholders[field]}
			problem={isNew ? undefined : form.problems[field]}
		/>
	);
};
