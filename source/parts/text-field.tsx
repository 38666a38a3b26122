import {Box, Text} from 'ink';
import TextInput from 'ink-text-input';
import {createContext, type RefObject, useContext, useRef} from 'react';
import {KeyLayerContext, useTextKeys} from '../keys.ts';
import {neutralise} from '../model/text.ts';
import {editText, insertText, type TextState, textState} from './edit-text.ts';
import {aroundCursor} from './field-window.ts';
import {fitText} from './fit.ts';
import {Prose} from './prose.tsx';
import {toneOf} from './tone-of.ts';

type Props = {
	readonly state: TextState;
	readonly onChange: (next: TextState) => void;
	readonly isActive: boolean;
	/** In columns. */
	readonly width: number;
	readonly placeholder?: string;
	/** Draws each letter as a star. */
	readonly isHidden?: boolean;
	/** Handles a paste; by default its lines are joined. */
	readonly onPaste?: (text: string) => void;
	/** Why the text is refused, shown under the field. */
	readonly problem?: string | undefined;
	/** Keys that the owner handles while this field is active; no binding gets them. */
	readonly keys?: Readonly<Record<string, () => void>>;
};

/** Keys that belong to the screen even where a text field would edit with them. */
export const ScreenKeysContext = createContext<readonly string[]>([]);

/**
 * One line of text with the usual keys of a shell. `ink-text-input` types; keys.ts gives it one key at a time. What it
 * cannot do is added here: docs/decisions/text-input.md. An empty field claims no key but letters, so Home or Page Down may
 * belong to a list beside it.
 *
 *     tax-prep█2025
 *     An image name begins with a letter or a digit.
 */
export const TextField = (props: Props) => {
	const {width, placeholder = '', problem} = props;
	const isTyping = useContext(KeyLayerContext).isActive && props.isActive;
	const state = props.isHidden ? starred(props.state) : props.state;
	/** Inserts the text of the current key; undefined when that key does not type. */
	const insert = useRef<((text: string) => void) | undefined>(undefined);
	const type = (text: string) => insert.current?.(text.replace(/\p{Cc}+/gu, ''));
	return (
		<Box flexDirection="column" width={width} flexShrink={0}>
			<EditingKeys {...props} insert={insert} />
			<Box height={1} width={width} overflow="hidden">
				{isTyping ? (
					<Typed state={state} width={width} placeholder={placeholder} onType={type} />
				) : (
					<Text {...(state.text === '' && toneOf('muted'))}>
						{fitText(neutralise(state.text || placeholder), width)}
					</Text>
				)}
			</Box>
			{problem === undefined ? null : <Prose {...toneOf('danger')}>{neutralise(problem)}</Prose>}
		</Box>
	);
};

/**
 * Handles all keys but those that type. It is rendered before the TextInput, so that its handler runs first: the TextInput
 * would type the letter of a Ctrl or Alt key, and delete backwards on Delete.
 */
const EditingKeys = ({
	state,
	onChange,
	isActive,
	onPaste = text => onChange(insertText(state, oneLine(text))),
	keys = {},
	insert,
}: Props & {readonly insert: RefObject<((text: string) => void) | undefined>}) => {
	const others = useContext(ScreenKeysContext);
	useTextKeys({
		isActive,
		claims: key =>
			keys[key] !== undefined ||
			(state.text !== '' && !others.includes(key) && editText(state, key) !== undefined),
		onKey: key => (keys[key] === undefined ? onChange(editText(state, key) ?? state) : keys[key]?.()),
		onText: () => {
			insert.current = text => onChange(insertText(state, text));
			// The TextInput gets the same key in this turn, or not at all.
			queueMicrotask(() => {
				insert.current = undefined;
			});
		},
		onPaste,
	});
	return null;
};

const starred = ({text, cursor}: TextState): TextState => ({
	text: '*'.repeat(textState(text).cursor),
	cursor,
});

const oneLine = (text: string): string => text.trim().replace(/\p{Cc}+/gu, ' ');

type TypedProps = Pick<Props, 'state' | 'width'> & {
	readonly placeholder: string;
	readonly onType: (text: string) => void;
};

/** The TextInput holds what is before the cursor, as far as it is seen; the cursor and what follows are drawn after it. */
const Typed = ({state, width, placeholder, onType}: TypedProps) => {
	const {before, at, after} = shownParts(state, placeholder, width);
	return (
		<Text wrap="truncate-end">
			<TextInput
				// It keeps a cursor of its own, which begins at the end of the value.
				key={before}
				value={before}
				onChange={next => onType(next.slice(before.length))}
				showCursor={false}
			/>
			<Text {...toneOf('caret')}>{at}</Text>
			<Text {...(state.text === '' && toneOf('muted'))}>{after}</Text>
		</Text>
	);
};

const shownParts = (state: TextState, placeholder: string, width: number) => {
	if (state.text === '') return hintAround(placeholder, width);
	// What the next letter replaces.
	if (state.isSelected) return {before: '', at: fitText(neutralise(state.text), width), after: ''};
	return aroundCursor(state, width);
};

const hintAround = (placeholder: string, width: number) => {
	const hint = fitText(neutralise(placeholder), width - 1);
	return {before: '', at: hint.charAt(0) || ' ', after: hint.slice(1)};
};
