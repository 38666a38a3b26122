import {Text} from 'ink';
import {capabilityTitle, isCustom} from '../../model/capability.ts';
import {nameProblem, tagProblem} from '../../model/reference.ts';
import {type Draft, isDeep, type SnapshotSource} from '../../model/snapshot.ts';
import {neutralise} from '../../model/text.ts';
import {ChipsField} from '../../parts/chips-field.tsx';
import {TextField} from '../../parts/text-field.tsx';
import {colours} from '../../theme.ts';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {capabilityRules} from './capability-rules.ts';
import {CreateAbout} from './create-about.tsx';
import {CreateField} from './create-field.tsx';
import {CreateMethod} from './create-method.tsx';
import {CreateVariables} from './create-variables.tsx';
import {DetectedCapabilities} from './detected-capabilities.tsx';
import {useDraft} from './use-draft.ts';

type Props = {
	readonly source: SnapshotSource;
	readonly draft?: Draft;
	readonly onNext: (draft: Draft) => void;
	readonly onBack: () => void;
};

/** Step 3: name, tag and capabilities; what is wrong stands under the field as you type. */
export const CreateDetails = (props: Props) => {
	const {source, onNext, onBack} = props;
	const form = useDraft(props);
	const move = (by: number) => form.setField((form.field + by + form.fields) % form.fields);
	const done = () => onNext(form.value);
	const isLast = form.field === form.fields - 1;
	return (
		<ScreenFrame
			crumbs={['Create image', source.worker.name, neutralise(source.devbox.name), 'Details']}
			hasTabs={false}
			bindings={[
				...(form.field < 2 || (form.field > 2 && !isLast)
					? [{key: 'enter', title: 'Next field', run: () => move(1)}]
					: []),
				...(form.field > 2 && isLast
					? [{key: 'enter', title: 'Review', run: done, refusal: form.refusal}]
					: []),
				{key: 'ctrl+s', title: 'Review', run: done, refusal: form.refusal},
				...(form.isTaken
					? [
							{
								key: 'ctrl+o',
								title: form.overwrite ? 'Keep the old image' : 'Overwrite',
								run: () => form.setOverwrite(!form.overwrite),
							},
						]
					: []),
				...(isDeep(source)
					? [
							{
								key: 'ctrl+t',
								title: form.flatten ? 'Keep the layers' : 'Flatten',
								run: () => form.setFlatten(!form.flatten),
							},
						]
					: []),
				{key: 'tab', title: 'Next field', run: () => move(1), isHidden: form.field < 2},
				{key: 'shift+tab', title: 'Field before', run: () => move(-1), isHidden: true},
				{key: 'down', title: 'Next field', run: () => move(1), isHidden: true},
				{key: 'up', title: 'Field before', run: () => move(-1), isHidden: true},
				{key: 'esc', title: 'Back', run: onBack},
			]}
		>
			{size => (
				<>
					<CreateField
						label="Image name"
						isActive={form.field === 0}
						problem={form.name.text === '' ? undefined : nameProblem(form.name.text)}
					>
						<TextField
							state={form.name}
							onChange={form.setName}
							isActive={form.field === 0}
							width={Math.min(66, size.width - 18)}
							placeholder="tax-prep"
						/>
					</CreateField>
					<CreateField label="Tag" isActive={form.field === 1} problem={tagProblem(form.tag.text)}>
						<TextField
							state={form.tag}
							onChange={form.setTag}
							isActive={form.field === 1}
							width={Math.min(66, size.width - 18)}
							placeholder="latest"
						/>
					</CreateField>
					<CreateField label="Capabilities" isActive={form.field === 2} problem={undefined}>
						<ChipsField
							fixed={form.inherited.map(each => ({
								title: neutralise(capabilityTitle(each)),
								isCustom: isCustom(each),
							}))}
							{...capabilityRules(form.inherited)}
							list={form.list}
							onChange={form.setList}
							isActive={form.field === 2}
							width={size.width - 18}
							onDone={() => (isLast ? form.refusal === undefined && done() : move(1))}
						/>
					</CreateField>
					<DetectedCapabilities inherited={form.detection} width={size.width} />
					{form.method !== undefined && form.isMethodShown && (
						<CreateMethod
							methods={form.methods}
							value={form.method}
							onChange={form.setMethod}
							isActive={form.field === 3}
						/>
					)}
					{form.variables.list.length > 0 && (
						<CreateVariables
							variables={form.variables}
							isActive={form.field > 2 && isLast}
							width={size.width - 18}
						/>
					)}
					<Taken isTaken={form.isTaken} overwrite={form.overwrite} reference={form.reference} />
					{isDeep(source) && <Deep layers={source.image.layers + 1} flatten={form.flatten} />}
					<CreateAbout source={source} />
				</>
			)}
		</ScreenFrame>
	);
};

const Deep = ({layers, flatten}: {layers: number; flatten: boolean}) => (
	<Text color={colours.warning} wrap="wrap">
		{flatten
			? 'The image will have one layer, which shares nothing with its base. ctrl+t keeps the layers.'
			: `The image will have ${layers} layers; Podman may not be able to launch it. ctrl+t makes one layer of them.`}
	</Text>
);

const Taken = ({isTaken, overwrite, reference}: {isTaken: boolean; overwrite: boolean; reference: string}) =>
	isTaken ? (
		<Text color={overwrite ? colours.danger : colours.warning} wrap="wrap">
			{overwrite
				? `${reference} will be replaced; the old image goes away when the new one is whole. ctrl+o keeps it.`
				: `${reference} exists already on this worker: choose another name or tag, or press ctrl+o to overwrite it.`}
		</Text>
	) : null;
