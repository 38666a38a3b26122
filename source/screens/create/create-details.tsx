import {Box, Text} from 'ink';
import prettyBytes from 'pretty-bytes';
import {keyName} from '../../key-names.ts';
import type {Binding} from '../../keys.ts';
import {capabilityTitle, isCustom} from '../../model/capability.ts';
import {nameProblem, tagProblem} from '../../model/reference.ts';
import {type Draft, isDeep, isWindows, mountsLeft, type SnapshotSource} from '../../model/snapshot.ts';
import {neutralise} from '../../model/text.ts';
import {ChipsField} from '../../parts/chips-field.tsx';
import {TextField} from '../../parts/text-field.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {useForm} from '../../parts/use-form.ts';
import {colours} from '../../theme.ts';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useLeave} from '../shared/use-leave.tsx';
import {capabilityRules} from './capability-rules.ts';
import {CreateField} from './create-field.tsx';
import {CreateMethod} from './create-method.tsx';
import {CreateVariables} from './create-variables.tsx';
import {CreateWindows} from './create-windows.tsx';
import {DetectedCapabilities} from './detected-capabilities.tsx';
import {useDraft} from './use-draft.ts';

type Props = {
	readonly source: SnapshotSource;
	readonly draft?: Draft;
	/** It comes back from its review. */
	readonly isTyped?: boolean;
	readonly onNext: (draft: Draft) => void;
	readonly onBack: () => void;
};

type Form = ReturnType<typeof useDraft>;

/** Step 3: name, tag, capabilities and further options; validation errors appear under the field as you type. */
export const CreateDetails = (props: Props) => {
	const {source, isTyped, onNext, onBack} = props;
	const form = useDraft(props);
	const leave = useLeave([form.value, form.list.entry.text], {isTyped, onBack});
	const submit = {title: 'Review', run: () => onNext(form.value), refusal: form.refusal};
	const {focused, bindings, next} = useForm<Form['fields'][number]>(form.fields, submit);
	return (
		<ScreenFrame
			crumbs={['Create image', source.worker.name, neutralise(source.devbox.name), 'Details']}
			hasTabs={false}
			menu={leave.question}
			bindings={[...bindings, ...toggles(form, source), leave.binding]}
		>
			{size => (
				<>
					<References form={form} focused={focused} width={Math.min(66, size.width - 18)} />
					<CreateField label="Capabilities" isActive={focused === 'capabilities'} problem={undefined}>
						<ChipsField
							fixed={form.inherited.map(each => ({
								title: neutralise(capabilityTitle(each)),
								isCustom: isCustom(each),
							}))}
							{...capabilityRules(form.inherited)}
							list={form.list}
							onChange={form.setList}
							isActive={focused === 'capabilities'}
							width={size.width - 18}
							onDone={() =>
								form.fields.at(-1) === 'capabilities' ? form.refusal === undefined && submit.run() : next()
							}
						/>
					</CreateField>
					<DetectedCapabilities inherited={form.detection} width={size.width} />
					{form.method !== undefined && form.isMethodShown && (
						<CreateMethod
							methods={form.methods}
							value={form.method}
							onChange={form.setMethod}
							isActive={focused === 'method'}
						/>
					)}
					<CreateWindows options={form.windows} focused={focused} width={size.width - 18} />
					{form.variables.list.length > 0 && (
						<CreateVariables
							variables={form.variables}
							isActive={focused === 'environment'}
							width={size.width - 18}
						/>
					)}
					{isDeep(source) && <Deep layers={source.image.layers + 1} flatten={form.flatten} />}
					<CreateAbout source={source} />
				</>
			)}
		</ScreenFrame>
	);
};

/** Keys for what only some images ask. */
const toggles = (form: Form, source: SnapshotSource): readonly Binding[] => [
	...(form.isTaken
		? [
				{
					key: 'ctrl+o',
					title: form.overwrite ? 'Keep old image' : 'Overwrite',
					run: () => form.setOverwrite(!form.overwrite),
				},
			]
		: []),
	...(isDeep(source)
		? [
				{
					key: 'ctrl+t',
					title: form.flatten ? 'Keep layers' : 'Flatten',
					run: () => form.setFlatten(!form.flatten),
				},
			]
		: []),
];

/** Name and tag. */
const References = ({form, focused, width}: {form: Form; focused: string; width: number}) => (
	<>
		<CreateField
			label="Image name"
			isActive={focused === 'name'}
			problem={form.name.text === '' ? undefined : nameProblem(form.name.text)}
		>
			<TextField
				state={form.name}
				onChange={form.setName}
				isActive={focused === 'name'}
				width={width}
				placeholder="tax-prep"
			/>
		</CreateField>
		<CreateField
			label="Tag"
			isActive={focused === 'tag'}
			problem={tagProblem(form.tag.text) ?? takenProblem(form)}
		>
			<TextField
				state={form.tag}
				onChange={form.setTag}
				isActive={focused === 'tag'}
				width={width}
				placeholder="latest"
			/>
		</CreateField>
	</>
);

const Deep = ({layers, flatten}: {layers: number; flatten: boolean}) => (
	<Text color={colours.warning} wrap="wrap">
		{flatten
			? `The image will have one layer and share nothing with its base. ${keyName('ctrl+t')} keeps the layers.`
			: `The image will have ${layers} layers; Podman may not be able to launch it. ${keyName('ctrl+t')} merges them into one.`}
	</Text>
);

const takenProblem = ({isTaken, overwrite, reference}: Form): string | undefined => {
	if (!isTaken) return undefined;
	return overwrite
		? `${reference} will be replaced once the new image is complete.`
		: `${reference} already exists on this worker; ${keyName('ctrl+o')} overwrites it.`;
};

/** What the image will contain, and what not. */
const CreateAbout = ({source}: {source: SnapshotSource}) => {
	const {devbox, diskSpace} = source;
	const left = mountsLeft({devbox, diskSpace});
	return (
		<Box flexDirection="column" paddingTop={1}>
			<Text
				{...toneOf('muted')}
			>{`From ${neutralise(devbox.name)}, made from ${neutralise(devbox.imageReference)}; its ${isWindows(devbox) ? 'disk' : 'layer'} is ${prettyBytes(diskSpace.layerBytes)}.`}</Text>
			{left.length === 0 ? null : <Text color={colours.warning}>Volumes and mounts are not included:</Text>}
			{left.map(mount => (
				<Text key={mount.destination} {...toneOf('muted')} wrap="truncate-end">
					{`  ${neutralise(mount.destination)}  (${mount.type} ${neutralise(mount.source)})`}
				</Text>
			))}
		</Box>
	);
};
