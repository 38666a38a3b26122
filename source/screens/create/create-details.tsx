import {keyName} from '../../key-names.ts';
import type {Binding} from '../../keys.ts';
import {type Draft, isDeep, isWindows, type SnapshotSource} from '../../model/snapshot.ts';
import {neutralise} from '../../model/text.ts';
import {Prose} from '../../parts/prose.tsx';
import {ScreenKeysContext} from '../../parts/text-field.tsx';
import {useForm} from '../../parts/use-form.ts';
import {colours} from '../../theme.ts';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {type FormStart, useLeave} from '../shared/use-leave.tsx';
import {CapabilitiesField, capabilityLines} from './capabilities-field.tsx';
import {createAbout} from './create-about.tsx';
import {CreateMethod} from './create-method.tsx';
import {CreatePanels} from './create-panels.tsx';
import {CreateReference, overwriteKeys} from './create-reference.tsx';
import {createStages} from './create-stages.ts';
import {CreateVariables} from './create-variables.tsx';
import {CreateWindows} from './create-windows.tsx';
import {fieldEdge, wrappedNotes} from './field-sizes.ts';
import {SourceField, sourceBinding} from './source-field.tsx';
import {contentsKey, sourceKeys} from './source-keys.ts';
import {enteredIn, useDraft} from './use-draft.ts';

type Props = {
	readonly source: SnapshotSource;
	readonly draft?: Draft;
	readonly start?: FormStart;
	/** Number of secrets that stay in the image by the user's decision. */
	readonly kept?: number;
	readonly onNext: (draft: Draft) => void;
	/** To what the DevBox has beyond its image. */
	readonly onContents: (draft: Draft) => void;
	/** To the other segment, with what was entered if it was changed. */
	readonly onSwitch: (draft: Draft | undefined) => void;
	readonly onBack: () => void;
};

type Form = ReturnType<typeof useDraft>;
type Field = Form['fields'][number] | 'source';

/** Step 3: name, tag, capabilities and further options; validation errors appear under the field as you type. */
export const CreateDetails = (props: Props) => {
	const {source, start, onNext, onSwitch, onBack} = props;
	const form = useDraft(props);
	const leave = useLeave([enteredIn(form.value), form.list.entry.text, props.kept ?? 0], {start, onBack});
	const submit = {title: 'Review', run: () => onNext(form.value), problems: form.problems};
	const {focused, bindings, enter} = useForm<Field>(['source', ...form.fields], submit, 'name');
	const toContainerfile = () => onSwitch(leave.isChanged ? form.value : undefined);
	const about = createAbout(source, form.value);
	const names = {worker: source.worker.name, devbox: source.devbox.name};
	return (
		<ScreenKeysContext value={sourceKeys}>
			<ScreenFrame
				crumbs={['Create image', names.worker, neutralise(names.devbox), 'Details']}
				stages={createStages('Details', names)}
				hasTabs={false}
				hasPanel={false}
				menu={leave.question}
				bindings={[
					...bindings,
					sourceBinding('devbox', toContainerfile),
					...(isWindows(source.devbox)
						? []
						: [{key: contentsKey, title: 'Contents', run: () => props.onContents(form.value)}]),
					...toggles(form, source),
					leave.binding,
				]}
			>
				{size => (
					<CreatePanels size={size} formLines={linesOf(form, source, size.width)} about={about}>
						{width => (
							<>
								<SourceField value="devbox" onSwitch={toContainerfile} isActive={focused === 'source'} />
								<CreateReference state={form} focused={focused} width={Math.min(66, width - fieldEdge)} />
								<CapabilitiesField
									inherited={form.detection}
									list={form.list}
									onChange={form.setList}
									isActive={focused === 'capabilities'}
									width={width}
									onDone={enter}
								/>
								<Options form={form} source={source} focused={focused} width={width - fieldEdge} />
							</>
						)}
					</CreatePanels>
				)}
			</ScreenFrame>
		</ScreenKeysContext>
	);
};

/** The fields that only some DevBoxes have. */
const Options = ({
	form,
	source,
	focused,
	width,
}: {
	form: Form;
	source: SnapshotSource;
	focused: string;
	width: number;
}) => (
	<>
		{form.method !== undefined && form.isMethodShown && (
			<CreateMethod
				methods={form.methods}
				value={form.method}
				onChange={form.setMethod}
				isActive={focused === 'method'}
				layerBytes={source.diskSpace.layerBytes}
			/>
		)}
		<CreateWindows options={form.windows} focused={focused} width={width} />
		{form.variables.list.length > 0 && (
			<CreateVariables variables={form.variables} isActive={focused === 'environment'} width={width} />
		)}
		{isDeep(source) && <Deep layers={source.image.layers + 1} flatten={form.flatten} />}
	</>
);

/** Lines that the form takes with its notes. @param width of the screen, in columns */
const linesOf = (form: Form, source: SnapshotSource, width: number): number =>
	1 +
	2 * form.fields.filter(each => each !== 'capabilities').length +
	capabilityLines(form.detection, form.list, width) +
	wrappedNotes(form.fields, width) +
	(isDeep(source) ? 2 : 0);

/** Keys for what only some images ask. */
const toggles = (form: Form, source: SnapshotSource): readonly Binding[] => [
	...overwriteKeys(form),
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

const Deep = ({layers, flatten}: {layers: number; flatten: boolean}) => (
	<Prose color={colours.warning}>
		{flatten
			? `The image will have one layer and share nothing with its base. ${keyName('ctrl+t')} keeps the layers.`
			: `The image will have ${layers} layers; Podman may not be able to launch it. ${keyName('ctrl+t')} merges them into one.`}
	</Prose>
);
