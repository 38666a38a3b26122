import {Box, Text} from 'ink';
import {useTextKeys} from '../keys.ts';
import {neutralise} from '../model/text.ts';
import {editText, insertText, type TextState, textState} from './edit-text.ts';
import {aroundCursor} from './field-window.ts';
import {fitText} from './fit.ts';
import {toneOf} from './tone-of.ts';

type Props = {
	readonly state: TextState;
	readonly onChange: (next: TextState) => void;
	readonly isActive: boolean;
	/** In columns. */
	readonly width: number;
	readonly placeholder?: string;
	/** Nobody shall read it over a shoulder: each letter is drawn as a star. */
	readonly isHidden?: boolean;
	/** What becomes of a paste; by default its lines are joined. */
	readonly onPaste?: (text: string) => void;
	/** Why the text is refused: stands under the field. */
	readonly problem?: string | undefined;
	/** Other keys that are the owner's while this field is typed in; no binding gets them. */
	readonly keys?: Readonly<Record<string, () => void>>;
};

/**
 * One line of text with the usual keys of a shell; see docs/decisions/text-input.md. An empty field claims no key but
 * letters, so Home or Page Down may belong to a list beside it.
 *
 *     tax-prep█2025
 *     An image name begins with a letter or a digit.
 */
export const TextField = (props: Props) => {
	const {state, onChange, width, placeholder = '', problem, keys = {}} = props;
	const isTyping = useTextKeys({
		isActive: props.isActive,
		claims: key => keys[key] !== undefined || (state.text !== '' && editText(state, key) !== undefined),
		onKey: key => (keys[key] === undefined ? onChange(editText(state, key) ?? state) : keys[key]?.()),
		onText: text => onChange(insertText(state, text)),
		onPaste: props.onPaste ?? (text => onChange(insertText(state, oneLine(text)))),
	});
	return (
		<Box flexDirection="column" width={width} flexShrink={0}>
			<Box height={1} width={width} overflow="hidden">
				{isTyping ? (
					<Typed state={props.isHidden ? starred(state) : state} width={width} placeholder={placeholder} />
				) : (
					<Text {...(state.text === '' && toneOf('muted'))}>
						{fitText(neutralise((props.isHidden ? starred(state) : state).text || placeholder), width)}
					</Text>
				)}
			</Box>
			{problem === undefined ? null : (
				<Text {...toneOf('danger')} wrap="wrap">
					{neutralise(problem)}
				</Text>
			)}
		</Box>
	);
};

const starred = ({text, cursor}: TextState): TextState => ({
	text: '*'.repeat(textState(text).cursor),
	cursor,
});

const oneLine = (text: string): string => text.trim().replace(/\p{Cc}+/gu, ' ');

const Typed = ({state, width, placeholder}: {state: TextState; width: number; placeholder: string}) => {
	if (state.text === '') {
		const hint = fitText(neutralise(placeholder), width - 1);
		return (
			<Text>
				<Text {...toneOf('caret')}>{hint.charAt(0) || ' '}</Text>
				<Text {...toneOf('muted')}>{hint.slice(1)}</Text>
			</Text>
		);
	}
	const {before, at, after} = aroundCursor(state, width);
	return (
		<Text wrap="truncate-end">
			{before}
			<Text {...toneOf('caret')}>{at}</Text>
			{after}
		</Text>
	);
};
