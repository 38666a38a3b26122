import {Text} from 'ink';
import {keyName} from '../../key-names.ts';
import {goldenProblems} from '../../model/golden-disk.ts';
import type {LaunchContext, LaunchDraft} from '../../model/launch.ts';
import {portProblem} from '../../model/port.ts';
import {neutralise} from '../../model/text.ts';
import {ChipsField} from '../../parts/chips-field.tsx';
import {ChoiceField} from '../../parts/choice-field.tsx';
import {fitText} from '../../parts/fit.ts';
import {TextField} from '../../parts/text-field.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {DetailsForm} from '../shared/details-form.tsx';
import {listRules} from '../shared/list-rules.ts';
import type {FormStart} from '../shared/use-leave.tsx';
import {type LaunchForm as Form, useLaunchDraft} from './use-launch-draft.ts';

type Props = {
	readonly crumbs: readonly string[];
	readonly context: LaunchContext;
	readonly draft?: LaunchDraft;
	readonly start?: FormStart;
	readonly onNext: (draft: LaunchDraft) => void;
	readonly onBack: () => void;
};

const fields = ['name', 'ports', 'environment', 'volumes', 'cpus', 'memory', 'network', 'command'] as const;
type Field = (typeof fields)[number] | 'identity';
const identityChoices = [
	{label: 'same as the image', value: 'keep'},
	{label: 'new MAC address and machine ID', value: 'renew'},
] as const;
const labels: Readonly<Record<Field, string>> = {
	name: 'Name',
	ports: 'Ports',
	environment: 'Environment',
	volumes: 'Volumes',
	cpus: 'CPUs',
	memory: 'Memory',
	network: 'Network',
	command: 'Command',
	identity: 'Identity',
};

/** How the DevBox is started; validation errors appear under the field as you type. */
export const LaunchForm = ({crumbs, context, draft: before, start, onNext, onBack}: Props) => {
	const form = useLaunchDraft(context, before);
	const shown = context.image.os === 'windows' ? ([...fields, 'identity'] as const) : fields;
	const lastValues = {
		key: 'ctrl+y',
		title: 'Last values',
		run: form.takeLast,
		refusal: context.previous === undefined ? 'You have not launched this image here yet.' : undefined,
	};
	return (
		<DetailsForm<Field>
			{...{crumbs, start, onBack, labels}}
			fields={shown}
			draft={form.draft}
			problems={form.problems}
			keys={[lastValues]}
			below={({width}) => <About context={context} width={width} />}
			onNext={() => onNext(form.draft)}
		>
			{(field, at) => <FormField field={field} form={form} context={context} {...at} />}
		</DetailsForm>
	);
};

type FieldProps = {
	readonly field: Field;
	readonly form: Form;
	readonly context: LaunchContext;
	readonly isActive: boolean;
	readonly width: number;
	readonly onDone: () => void;
};

const placeholders = (context: LaunchContext) => ({
	name: 'tax-prep',
	cpus: `no limit; the worker has ${context.cpus}`,
	memory: `no limit; the worker has ${(context.memoryBytes / 1024 ** 3).toFixed(1)}g`,
	network: [...context.networks, 'host', 'none'].join(', '),
	command: context.imageCommand.length === 0 ? 'sleep infinity' : neutralise(context.imageCommand.join(' ')),
});

const FormField = (props: FieldProps) => {
	const {field, form, isActive, width} = props;
	if (field === 'ports' || field === 'environment' || field === 'volumes')
		return <ListField {...props} field={field} />;
	if (field === 'identity')
		return (
			<ChoiceField
				choices={identityChoices}
				value={form.identity}
				onChange={value => form.setIdentity(value === 'renew' ? 'renew' : 'keep')}
				isActive={isActive}
			/>
		);
	return (
		<TextField
			state={form.texts[field]}
			onChange={next => form.setText(field, next)}
			isActive={isActive}
			width={width}
			placeholder={placeholders(props.context)[field]}
			problem={form.problems[field]}
		/>
	);
};

/** Also checks what is in use on the worker. */
const ListField = ({
	field,
	form,
	context,
	...rest
}: FieldProps & {field: 'ports' | 'environment' | 'volumes'}) => (
	<ChipsField
		{...listRules[field]}
		{...rest}
		{...(field === 'ports' && {
			problem: (entry: string, others: readonly string[]) =>
				portProblem(entry, {others, taken: context.portsTaken}),
		})}
		{...(field !== 'ports' && {
			problem: (entry: string, others: readonly string[]) =>
				listRules[field].problem(entry, others) ?? diskProblem(field, entry, context),
		})}
		fixed={[]}
		isCustom={false}
		list={form.lists[field]}
		onChange={list => form.setList(field, list)}
	/>
);

/** Why the disk of Windows in the image does not start with this. */
const diskProblem = (field: 'environment' | 'volumes', entry: string, {golden}: LaunchContext) =>
	goldenProblems({environment: [], volumes: [], [field]: [entry]}, golden)[field];

const About = ({context, width}: {context: LaunchContext; width: number}) => {
	const {exposedPorts, hasHealthCheck} = context;
	const facts = [
		exposedPorts.length === 0 ? undefined : `The image exposes ${exposedPorts.join(', ')}.`,
		hasHealthCheck ? 'It has a health check.' : undefined,
		context.previous === undefined ? undefined : `${keyName('ctrl+y')} uses the values of your last launch.`,
	].filter(each => each !== undefined);
	return <Text {...toneOf('muted')}>{fitText(neutralise(facts.join(' ')), width) || ' '}</Text>;
};
