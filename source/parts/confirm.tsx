import {Box} from 'ink';
import {useContext, useState} from 'react';
import {type Binding, useKeys} from '../keys.ts';
import {neutralise} from '../model/text.ts';
import {colours, MarksContext} from '../theme.ts';
import {Dialog, dialogWidth} from './dialog.tsx';
import {textState} from './edit-text.ts';
import {KeyHints} from './key-hints.tsx';
import {Prose} from './prose.tsx';
import {TextField} from './text-field.tsx';

type Props = {
	/** The question: `Delete the image tax-prep:latest?` */
	readonly title: string;
	/** What will happen and what will be lost, a line each. */
	readonly consequences: readonly string[];
	/** What the key does: `Delete`. */
	readonly verb: string;
	/** What leaving does, where `Cancel` could mean the verb. */
	readonly no?: string;
	/** Irreversible: this name has to be typed first. */
	readonly typedName?: string;
	readonly onYes: () => void;
	readonly onNo: () => void;
	readonly size: {readonly width: number; readonly height: number};
};

/**
 * Says what will be lost. Irreversible actions ask for the name.
 *
 *     Delete the image tax-prep:latest?
 *     – 3.2 GB on forge-1 are gone for good
 *     Type tax-prep to confirm: tax█
 *     enter Delete   esc Cancel
 */
export const Confirm = (props: Props) => {
	const {title, consequences, typedName, size} = props;
	const marks = useContext(MarksContext);
	const [state, setState] = useState(textState(''));
	const isDangerous = typedName !== undefined;
	const width = dialogWidth(size.width);
	const asked = isDangerous ? `Type ${neutralise(typedName)} to confirm: ` : '';
	useKeys(confirmBindings(props, state.text.trim()), {isFixed: true});
	return (
		<Dialog title={title} size={size} color={isDangerous ? colours.danger : colours.accent}>
			{consequences.map(each => (
				<Prose key={each}>{`${marks.refused} ${neutralise(each)}`}</Prose>
			))}
			{isDangerous ? (
				<Box flexDirection="column" paddingTop={1} flexShrink={0}>
					<Prose>{asked}</Prose>
					<TextField state={state} onChange={setState} isActive width={width} />
				</Box>
			) : null}
			<KeyHints hints={[`enter ${props.verb}`, `esc ${props.no ?? usualNo}`]} width={width} />
		</Dialog>
	);
};

const usualNo = 'Cancel';

const confirmBindings = (
	{verb, no = usualNo, typedName, onYes, onNo}: Props,
	typed: string,
): readonly Binding[] => [
	{
		key: 'enter',
		title: verb,
		run: onYes,
		refusal: typedName === undefined || typed === typedName ? undefined : `Type ${typedName} first.`,
	},
	{key: 'esc', title: no, run: onNo},
	...(typedName === undefined
		? [
				{key: 'y', title: verb, run: onYes},
				{key: 'n', title: no, run: onNo},
			]
		: []),
];
