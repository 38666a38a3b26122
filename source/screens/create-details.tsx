import {Box, Text} from 'ink';
import prettyBytes from 'pretty-bytes';
import {type ReactNode, useState} from 'react';
import {
	capabilityProblem,
	capabilityTitle,
	isCustom,
	parseCapabilities,
	splitCapabilityList,
	toCustomCapability,
} from '../model/capability.ts';
import {labels} from '../model/labels.ts';
import {nameProblem, tagProblem, toReference} from '../model/reference.ts';
import type {Draft, SnapshotSource} from '../model/snapshot.ts';
import {neutralise} from '../model/text.ts';
import {ChipsField} from '../parts/chips-field.tsx';
import {textState} from '../parts/edit-text.ts';
import {TextField} from '../parts/text-field.tsx';
import {colours} from '../theme.ts';
import {ScreenFrame} from './screen-frame.tsx';

type Props = {
	readonly source: SnapshotSource;
	readonly draft?: Draft;
	readonly onNext: (draft: Draft) => void;
	readonly onBack: () => void;
};

const fields = ['name', 'tag', 'capabilities'] as const;

const useForm = ({source, draft}: Props) => {
	const suggested = nameProblem(source.devbox.name) === undefined ? source.devbox.name : '';
	const [name, setName] = useState(textState(draft?.name ?? suggested));
	const [tag, setTag] = useState(textState(draft?.tag ?? ''));
	const [capabilities, setCapabilities] = useState<readonly string[]>(draft?.capabilities ?? []);
	const [overwrite, setOverwrite] = useState(draft?.overwrite ?? false);
	const [field, setField] = useState(0);
	const inherited = parseCapabilities(source.devbox.labels[labels.capabilities]);
	const reference = toReference(name.text, tag.text);
	const isTaken = source.references.includes(reference);
	const problem = nameProblem(name.text) ?? tagProblem(tag.text);
	const refusal =
		problem ?? (isTaken && !overwrite ? `${reference} exists already; ctrl+o overwrites it.` : undefined);
	const value: Draft = {
		name: name.text,
		tag: tag.text,
		capabilities,
		overwrite: isTaken && overwrite,
		method: 'auto',
	};
	return {
		name,
		setName,
		tag,
		setTag,
		capabilities,
		setCapabilities,
		overwrite,
		setOverwrite,
		field,
		setField,
		inherited,
		reference,
		isTaken,
		refusal,
		value,
	};
};

/** Step 3: name, tag and capabilities; what is wrong stands under the field as you type. */
export const CreateDetails = (props: Props) => {
	const {source, onNext, onBack} = props;
	const form = useForm(props);
	const move = (by: number) => form.setField((form.field + by + fields.length) % fields.length);
	const done = () => onNext(form.value);
	return (
		<ScreenFrame
			crumbs={['Create image', source.worker.name, neutralise(source.devbox.name), 'Details']}
			hasTabs={false}
			bindings={[
				...(form.field < 2 ? [{key: 'enter', title: 'Next field', run: () => move(1)}] : []),
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
				{key: 'tab', title: 'Next field', run: () => move(1), isHidden: form.field < 2},
				{key: 'shift+tab', title: 'Field before', run: () => move(-1), isHidden: true},
				{key: 'down', title: 'Next field', run: () => move(1), isHidden: true},
				{key: 'up', title: 'Field before', run: () => move(-1), isHidden: true},
				{key: 'esc', title: 'Back', run: onBack},
			]}
		>
			{size => (
				<>
					<Field
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
					</Field>
					<Field label="Tag" isActive={form.field === 1} problem={tagProblem(form.tag.text)}>
						<TextField
							state={form.tag}
							onChange={form.setTag}
							isActive={form.field === 1}
							width={Math.min(66, size.width - 18)}
							placeholder="latest"
						/>
					</Field>
					<Field label="Capabilities" isActive={form.field === 2} problem={undefined}>
						<ChipsField
							fixed={form.inherited.map(each => ({
								title: neutralise(capabilityTitle(each)),
								isCustom: isCustom(each),
							}))}
							chips={form.capabilities.map(capabilityTitle)}
							onChange={chips => form.setCapabilities(chips.map(toCustomCapability))}
							isActive={form.field === 2}
							width={size.width - 18}
							split={splitCapabilityList}
							problem={(entry, chips) =>
								capabilityProblem(entry, {inherited: form.inherited, added: chips.map(toCustomCapability)})
							}
							keep={entry => capabilityTitle(toCustomCapability(entry))}
							onDone={() => form.refusal === undefined && done()}
						/>
					</Field>
					<Taken isTaken={form.isTaken} overwrite={form.overwrite} reference={form.reference} />
					<About source={source} />
				</>
			)}
		</ScreenFrame>
	);
};

const Field = ({
	label,
	isActive,
	problem,
	children,
}: {
	label: string;
	isActive: boolean;
	problem: string | undefined;
	children: ReactNode;
}) => (
	<Box flexDirection="column" flexShrink={0} minHeight={2}>
		<Box>
			<Box width={16} flexShrink={0}>
				<Text bold={isActive} {...(isActive && {color: colours.accent})}>
					{label}
				</Text>
			</Box>
			{children}
		</Box>
		<Box paddingLeft={16}>
			<Text color={colours.danger}>{problem ?? ''}</Text>
		</Box>
	</Box>
);

const Taken = ({isTaken, overwrite, reference}: {isTaken: boolean; overwrite: boolean; reference: string}) =>
	isTaken ? (
		<Text color={overwrite ? colours.danger : colours.warning} wrap="wrap">
			{overwrite
				? `${reference} will be replaced; the old image goes away when the new one is whole. ctrl+o keeps it.`
				: `${reference} exists already on this worker: choose another name or tag, or press ctrl+o to overwrite it.`}
		</Text>
	) : null;

/** What the image will hold, and what it will not. */
const About = ({source}: {source: SnapshotSource}) => {
	const {devbox, room} = source;
	return (
		<Box flexDirection="column" paddingTop={1}>
			<Text
				dimColor
			>{`From ${neutralise(devbox.name)}, made from ${neutralise(devbox.imageReference)}; its own layer is ${prettyBytes(room.layerBytes)}.`}</Text>
			{devbox.mounts.length === 0 ? null : (
				<Text color={colours.warning}>Volumes and mounts will not be in the image:</Text>
			)}
			{devbox.mounts.map(mount => (
				<Text key={mount.destination} dimColor wrap="truncate-end">
					{`  ${neutralise(mount.destination)}  (${mount.type} ${neutralise(mount.source)})`}
				</Text>
			))}
		</Box>
	);
};
