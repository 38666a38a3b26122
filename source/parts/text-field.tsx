import {Text, useInput, usePaste} from 'ink';
import {useContext} from 'react';
import stringWidth from 'string-width';
import {KeyLayerContext, keyName, useTyping} from '../keys.ts';
import {editText, graphemes, insertText, type TextState} from './edit-text.ts';

type Props = {
	readonly state: TextState;
	readonly onChange: (next: TextState) => void;
	readonly isActive: boolean;
	/** In columns. */
	readonly width: number;
	readonly placeholder?: string;
	/** What becomes of a paste; by default its lines are joined. */
	readonly onPaste?: (text: string) => void;
};

/**
 * One line of text with the usual keys of a shell; see docs/decisions/text-input.md.
 *
 *     tax-prep█2025
 */
export const TextField = ({state, onChange, isActive, width, placeholder = '', onPaste}: Props) => {
	const layer = useContext(KeyLayerContext);
	const isTyping = isActive && layer.isActive;
	useTyping(isTyping);
	useInput(
		(input, key) => {
			const name = keyName(input, key);
			const edited = editText(state, name);
			if (edited !== undefined) onChange(edited);
			else if (isPrintable(input) && !key.ctrl && !key.meta && !key.tab && !key.return && !key.escape) {
				onChange(insertText(state, input));
			}
		},
		{isActive: isTyping},
	);
	usePaste(
		text => {
			if (onPaste === undefined) onChange(insertText(state, oneLine(text)));
			else onPaste(text);
		},
		{isActive: isTyping},
	);
	return <FieldText state={state} isActive={isTyping} width={width} placeholder={placeholder} />;
};

const isPrintable = (input: string): boolean => input !== '' && !/\p{Cc}/u.test(input);
const oneLine = (text: string): string => text.trim().replace(/\p{Cc}+/gu, ' ');

type FieldTextProps = Pick<Props, 'state' | 'isActive' | 'width'> & {readonly placeholder: string};

const FieldText = ({state, isActive, width, placeholder}: FieldTextProps) => {
	if (!isActive)
		return <Text dimColor={state.text === ''}>{visible(state.text || placeholder, 0, width).text}</Text>;
	if (state.text === '') {
		return (
			<Text>
				<Text inverse>{placeholder.charAt(0) || ' '}</Text>
				<Text dimColor>{visible(placeholder.slice(1), 0, width - 1).text}</Text>
			</Text>
		);
	}
	const {before, at, after} = aroundCursor(state, width);
	return (
		<Text>
			{before}
			<Text inverse>{at}</Text>
			{after}
		</Text>
	);
};

/** The part of the text around the cursor that fits: it scrolls so that the cursor is always seen. */
const aroundCursor = (state: TextState, width: number): {before: string; at: string; after: string} => {
	const all = graphemes(state.text);
	let from = state.cursor;
	let room = width - stringWidth(all[state.cursor] ?? ' ');
	while (from > 0 && room - stringWidth(all[from - 1] ?? '') >= 0) {
		from -= 1;
		room -= stringWidth(all[from] ?? '');
	}
	const after = visible(all.slice(state.cursor + 1).join(''), 0, room).text;
	return {before: all.slice(from, state.cursor).join(''), at: all[state.cursor] ?? ' ', after};
};

const visible = (text: string, from: number, width: number): {text: string} => {
	let kept = '';
	let room = width;
	for (const each of graphemes(text).slice(from)) {
		room -= stringWidth(each);
		if (room < 0) break;
		kept += each;
	}
	return {text: kept};
};
