import {Box, Text} from 'ink';
import {type ReactNode, useContext, useState} from 'react';
import {type Binding, KeyLayerContext, useKeys} from '../../keys.ts';
import {neutralise, neutraliseLines} from '../../model/text.ts';
import {Dialog, dialogWidth} from '../../parts/dialog.tsx';
import {Menu} from '../../parts/menu.tsx';
import {TerminalContext} from '../../parts/terminal-context.ts';
import {toneOf} from '../../parts/tone-of.ts';
import type {Size} from '../../parts/use-window-size.ts';

/** Something of the selection that can be copied: `Reference`, `localhost/tax-prep:2025`. */
export type Copyable = {
	readonly label: string;
	readonly text: string;
	/** Line breaks are kept. */
	readonly isLines?: boolean;
};

/** The key `y`: copies the only text at once, or asks which one. Empty texts are left out. */
export const useCopy = (
	all: readonly Copyable[],
): {
	readonly bindings: readonly Binding[];
	/** Replaces the screen's body while it is open. */
	readonly question: ((size: Size) => ReactNode) | undefined;
} => {
	const {copy} = useContext(TerminalContext);
	const {notify} = useContext(KeyLayerContext);
	const [isOpen, setOpen] = useState(false);
	const texts = all.filter(each => each.text !== '');
	const take = ({text, label, isLines}: Copyable) => {
		setOpen(false);
		const plain = isLines ? neutraliseLines(text) : neutralise(text);
		notify(
			copy(plain)
				? `Copied: ${isLines ? label : plain}`
				: `${plain.length} characters are too long for the terminal's clipboard.`,
		);
	};
	const [first] = texts;
	const press = () => {
		if (texts.length === 1 && first) take(first);
		else setOpen(true);
	};
	if (!isOpen || first === undefined)
		return {
			bindings: first === undefined ? [] : [{key: 'y', title: 'Copy', run: press}],
			question: undefined,
		};
	return {
		bindings: [],
		question: size => <AskCopy texts={texts} size={size} onTake={take} onBack={() => setOpen(false)} />,
	};
};

const AskCopy = ({
	texts,
	size,
	onTake,
	onBack,
}: {
	texts: readonly Copyable[];
	size: Size;
	onTake: (taken: Copyable) => void;
	onBack: () => void;
}) => {
	useKeys([{key: 'esc', title: 'Cancel', run: onBack}]);
	const longest = Math.max(...texts.map(each => each.label.length));
	return (
		<Dialog title="Copy to the clipboard" size={size}>
			<Menu
				width={dialogWidth(size.width)}
				choices={texts.map(({label, text}, index) => ({
					label: `${label.padEnd(longest)}  ${neutralise(text.split('\n')[0] ?? '')}`,
					value: String(index),
				}))}
				onChoose={value => {
					const taken = texts[Number(value)];
					if (taken) onTake(taken);
				}}
			/>
			<Box paddingTop={1} flexShrink={0}>
				<Text {...toneOf('muted')} wrap="truncate-end">
					The terminal must allow it (OSC 52). Esc cancels.
				</Text>
			</Box>
		</Dialog>
	);
};
