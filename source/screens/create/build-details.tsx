import {inheritedBy} from '../../model/detection.ts';
import {ScreenKeysContext} from '../../parts/text-field.tsx';
import {useForm} from '../../parts/use-form.ts';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useAppState} from '../shared/use-app.ts';
import {type FormStart, useLeave} from '../shared/use-leave.tsx';
import {buildAbout} from './build-about.ts';
import {BuildArguments, BuildPlaceFields} from './build-fields.tsx';
import {CapabilitiesField, capabilityLines} from './capabilities-field.tsx';
import {CreatePanels} from './create-panels.tsx';
import {CreateReference, overwriteKeys} from './create-reference.tsx';
import {createStages} from './create-stages.ts';
import {fieldEdge, wrappedNotes} from './field-sizes.ts';
import {SourceField, sourceBinding} from './source-field.tsx';
import {sourceKeys} from './source-keys.ts';
import {type BuildEntries, useBuildDraft} from './use-build-draft.ts';
import {useBuildInput} from './use-build-input.ts';

const fields = ['source', 'context', 'file', 'name', 'tag', 'capabilities', 'buildArgs'] as const;
type Field = (typeof fields)[number];

const none: readonly string[] = [];
/** What the base image has is not known before the worker was asked. */
const nothing = inheritedBy({devbox: {labels: {}}});

type Props = {
	readonly worker: string;
	readonly entries?: BuildEntries | undefined;
	readonly start?: FormStart;
	readonly onNext: (entries: BuildEntries) => void;
	/** To the other segment, with what was entered if it was changed. */
	readonly onSwitch: (entries: BuildEntries | undefined) => void;
	readonly onBack: () => void;
};

/** From a Containerfile: its place on this computer, and what the image is called. */
export const BuildDetails = ({worker, entries, start, onNext, onSwitch, onBack}: Props) => {
	const taken = useAppState(state => state.fleet[worker]?.images?.content.references) ?? none;
	const form = useBuildDraft(taken, entries);
	const {value, lists, setList} = form;
	const leave = useLeave(
		[
			// A suggested name is not entered, and changes with the list of images.
			{...value, name: form.typedName?.text},
			form.tag.text,
			lists.capabilities.entry.text,
			lists.buildArgs.entry.text,
		],
		{start, onBack},
	);
	const submit = {title: 'Review', run: () => onNext(value), problems: form.problems};
	const {focused, bindings, enter} = useForm<Field>(fields, submit, 'context');
	const input = useBuildInput(value, focused === 'context' || focused === 'file');
	const about = buildAbout(input);
	const toDevbox = () => onSwitch(leave.isChanged ? value : undefined);
	return (
		<ScreenKeysContext value={sourceKeys}>
			<ScreenFrame
				crumbs={['Create image', worker, 'Details']}
				stages={createStages('Details', {worker}, 'containerfile')}
				hasTabs={false}
				hasPanel={false}
				menu={leave.question}
				bindings={[
					...bindings,
					sourceBinding('containerfile', toDevbox),
					...overwriteKeys(form),
					leave.binding,
				]}
			>
				{size => (
					<CreatePanels
						size={size}
						formLines={
							11 + capabilityLines(nothing, lists.capabilities, size.width) + wrappedNotes(fields, size.width)
						}
						about={about}
					>
						{width => (
							<>
								<SourceField value="containerfile" onSwitch={toDevbox} isActive={focused === 'source'} />
								<BuildPlaceFields form={form} found={input} focused={focused} width={width - fieldEdge} />
								<CreateReference
									state={{...form, worker}}
									focused={focused}
									width={Math.min(66, width - fieldEdge)}
								/>
								<CapabilitiesField
									inherited={nothing}
									list={lists.capabilities}
									onChange={setList.capabilities}
									isActive={focused === 'capabilities'}
									width={width}
									onDone={enter}
								/>
								<BuildArguments
									list={lists.buildArgs}
									onChange={setList.buildArgs}
									isActive={focused === 'buildArgs'}
									width={width - fieldEdge}
									onDone={enter}
								/>
							</>
						)}
					</CreatePanels>
				)}
			</ScreenFrame>
		</ScreenKeysContext>
	);
};
