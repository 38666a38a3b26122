import {Box, Text} from 'ink';
import {useContext, useState} from 'react';
import {type Binding, useKeys} from '../keys.ts';
import {neutralise} from '../model/text.ts';
import {MarksContext} from '../theme.ts';
import {fitText, pad} from './fit.ts';
import type {Size} from './frame.tsx';
import {type HelpRow, helpRows} from './help-rows.ts';
import {toneOf} from './tone-of.ts';

type Props = {readonly bindings: readonly Binding[]; readonly size: Size; readonly onClose: () => void};

const keysWidth = 24;

/**
 * All keys of this moment; what cannot be done now says why.
 *
 *     Here
 *       c                       Create image (not now: Images need the Pro plan)
 *     List
 *       down j                  Next
 */
export const HelpView = ({bindings, size, onClose}: Props) => {
	const rows = helpRows(bindings);
	const [top, setTop] = useState(0);
	const last = Math.max(0, rows.length - size.height);
	const scroll = (by: number) => setTop(at => Math.max(0, Math.min(last, at + by)));
	const key = (name: string, run: () => void): Binding => ({key: name, title: 'Help', run});
	useKeys([
		...['?', 'esc', 'q', 'enter', 'f1'].map(name => key(name, onClose)),
		...['down', 'j'].map(name => key(name, () => scroll(1))),
		...['up', 'k'].map(name => key(name, () => scroll(-1))),
		...['pgdn', 'ctrl+f'].map(name => key(name, () => scroll(size.height - 1))),
		...['pgup', 'ctrl+b'].map(name => key(name, () => scroll(1 - size.height))),
	]);
	return (
		<Box flexDirection="column" width={size.width} height={size.height} overflow="hidden">
			{rows.slice(top, top + size.height).map(row => (
				<Row key={'heading' in row ? row.heading : `${row.keys} ${row.title}`} row={row} width={size.width} />
			))}
		</Box>
	);
};

const Row = ({row, width}: {row: HelpRow; width: number}) => {
	const marks = useContext(MarksContext);
	if ('heading' in row) return <Text {...toneOf('selected')}>{row.heading}</Text>;
	const title = row.refusal === undefined ? row.title : `${row.title} (not now: ${neutralise(row.refusal)})`;
	return (
		<Text wrap="truncate-end">
			<Text {...toneOf('title')}>{`  ${pad(row.keys, keysWidth, marks.more)}`}</Text>
			<Text {...(row.refusal !== undefined && toneOf('muted'))}>
				{fitText(title, width - keysWidth - 2, marks.more)}
			</Text>
		</Text>
	);
};
