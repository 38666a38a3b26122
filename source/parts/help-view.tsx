import {Box, type DOMElement, Text} from 'ink';
import {useContext, useRef, useState} from 'react';
import {keyName} from '../key-names.ts';
import {type Binding, useKeys} from '../keys.ts';
import {neutralise} from '../model/text.ts';
import {MarksContext} from '../theme.ts';
import {fitText, pad} from './fit.ts';
import {useWheel} from './pointer.ts';
import {toneOf} from './tone-of.ts';
import type {Size} from './use-window-size.ts';
import {wrapLines} from './wrap-lines.ts';
import {wrapText} from './wrap-text.ts';

type Props = {
	readonly bindings: readonly Binding[];
	readonly size: Size;
	/** The path of the log of warnings, shown below the keys. */
	readonly logFile?: string | undefined;
	readonly onClose: () => void;
};

const keysWidth = 24;
const maxLogRows = 8;
const maxTitleRows = 8;

/**
 * All keys of the current screen; unavailable ones say why.
 *
 *     This screen
 *       c                       Create image (unavailable: Images need the Pro plan)
 *     List
 *       down j                  Next
 *     Log of warnings
 *       ~/.local/state/ingot/warnings.log
 */
export const HelpView = ({bindings, size, logFile, onClose}: Props) => {
	const rows = [
		...helpRows(bindings).flatMap(row => wrapped(row, size.width)),
		...logRows(logFile, size.width),
	];
	const [top, setTop] = useState(0);
	const last = Math.max(0, rows.length - size.height);
	const half = Math.max(1, Math.floor(size.height / 2));
	const part = useRef<DOMElement>(null);
	const scroll = (by: number) => setTop(at => Math.max(0, Math.min(last, at + by)));
	const key = (name: string, run: () => void): Binding => ({key: name, title: 'Help', run});
	useKeys([
		...['?', 'esc', 'q', 'enter', 'f1'].map(name => key(name, onClose)),
		...['down', 'j'].map(name => key(name, () => scroll(1))),
		...['up', 'k'].map(name => key(name, () => scroll(-1))),
		...['pgdn', 'ctrl+f'].map(name => key(name, () => scroll(size.height - 1))),
		...['pgup', 'ctrl+b'].map(name => key(name, () => scroll(1 - size.height))),
		key('ctrl+d', () => scroll(half)),
		key('ctrl+u', () => scroll(-half)),
		...['home', 'g'].map(name => key(name, () => setTop(0))),
		...['end', 'G'].map(name => key(name, () => setTop(last))),
	]);
	useWheel(part, scroll);
	return (
		<Box ref={part} flexDirection="column" width={size.width} height={size.height} overflow="hidden">
			{rows.slice(top, top + size.height).map((row, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: lines of a page
				<Row key={top + index} row={row} width={size.width} />
			))}
		</Box>
	);
};

/** A path may be longer than a line, and is shown in full. */
const logRows = (file: string | undefined, width: number): readonly HelpRow[] =>
	file === undefined
		? []
		: [
				{heading: 'Log of warnings'},
				...wrapText(neutralise(file), width - 2, maxLogRows).map(text => ({text: `  ${text}`})),
			];

/** Why a key is unavailable is read in full. */
const wrapped = (row: HelpRow, width: number): readonly HelpRow[] => {
	if (!('keys' in row)) return [row];
	const title =
		row.refusal === undefined ? row.title : `${row.title} (unavailable: ${neutralise(row.refusal)})`;
	return wrapLines(title, width - keysWidth - 2, maxTitleRows).map((line, index) => ({
		...row,
		keys: index === 0 ? row.keys : '',
		title: line,
	}));
};

const Row = ({row, width}: {row: HelpRow; width: number}) => {
	const marks = useContext(MarksContext);
	if ('heading' in row) return <Text {...toneOf('selected')}>{row.heading}</Text>;
	if ('text' in row) return <Text>{row.text}</Text>;
	return (
		<Text wrap="truncate-end">
			<Text {...toneOf('title')}>{`  ${pad(row.keys, keysWidth, marks.more)}`}</Text>
			<Text {...(row.refusal !== undefined && toneOf('muted'))}>
				{fitText(row.title, width - keysWidth - 2, marks.more)}
			</Text>
		</Text>
	);
};

export type HelpRow =
	| {readonly heading: string}
	| {readonly text: string}
	| {readonly keys: string; readonly title: string; readonly refusal: string | undefined};

const noGroup = 'This screen';

/** A heading for each group, then one line for each action with all its keys. */
export const helpRows = (bindings: readonly Binding[]): readonly HelpRow[] => {
	const first = bindings.filter(
		(each, index) => bindings.findIndex(other => other.key === each.key) === index,
	);
	return [...Map.groupBy(first, each => each.group ?? noGroup)].flatMap(([heading, group]) => [
		{heading},
		...[...Map.groupBy(group, each => each.title)].map(([title, same]) => ({
			keys: same.map(each => keyName(each.key)).join(' '),
			title,
			refusal: same[0]?.refusal,
		})),
	]);
};
