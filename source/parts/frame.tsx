import {Box, Text, useWindowSize} from 'ink';
import {type ReactNode, useContext, useState} from 'react';
import {type Binding, type KeyLayer, KeyLayerContext, useKeys} from '../keys.ts';
import {colours, MarksContext} from '../theme.ts';
import {HelpView} from './help-view.tsx';
import {KeyBar} from './key-bar.tsx';

export type Size = {readonly width: number; readonly height: number};

type Props = {
	/** Where we are: `Create image › forge-1 › api`. */
	readonly crumbs: readonly string[];
	/** At the right of the title: who I am. */
	readonly right: string;
	readonly bindings: readonly Binding[];
	/** One line over the key bar: what just happened, or what is odd. */
	readonly notice?: ReactNode;
	/** Draws the body into exactly this size. */
	readonly children: (size: Size) => ReactNode;
};

export const smallest = {columns: 60, rows: 16} as const;

/**
 * The whole terminal: title, body, notice, key bar. It holds the screen's bindings, so bar, help and handlers are one list.
 *
 *     INGOT › Workers                                    alice · pro · member
 *     …
 *     enter Open   c Create image   / Filter   ? Help
 */
export const Frame = ({crumbs, right, bindings, notice, children}: Props) => {
	const {columns, rows} = useWindowSize();
	const marks = useContext(MarksContext);
	const layer = useContext(KeyLayerContext);
	const [isHelp, setHelp] = useState(false);
	const all: readonly Binding[] = [
		...bindings,
		{key: '?', title: 'Help', run: () => setHelp(true)},
		{key: 'f1', title: 'Help', run: () => setHelp(true), isHidden: true},
	];
	useKeys(all, {isActive: !isHelp});
	if (columns < smallest.columns || rows < smallest.rows) {
		return (
			<Text>{`The terminal is too small: ${columns}×${rows}, at least ${smallest.columns}×${smallest.rows} is needed.`}</Text>
		);
	}
	const body: KeyLayer = {...layer, isActive: layer.isActive && !isHelp};
	const size = {width: columns, height: rows - 4};
	return (
		<Box flexDirection="column" width={columns} height={rows} overflow="hidden">
			<Box height={1} width={columns} justifyContent="space-between">
				<Text wrap="truncate-end">
					<Text color={colours.accent} bold>
						INGOT
					</Text>
					{crumbs.map((crumb, index) => (
						<Text key={crumbs.slice(0, index + 1).join('/')} bold={index === crumbs.length - 1}>
							{` ${marks.crumb} ${crumb}`}
						</Text>
					))}
				</Text>
				<Box flexShrink={0} paddingLeft={2}>
					<Text dimColor>{right}</Text>
				</Box>
			</Box>
			<Box height={size.height + 1} width={columns} paddingTop={1} flexDirection="column" overflow="hidden">
				{isHelp ? (
					<HelpView bindings={all} size={size} onClose={() => setHelp(false)} />
				) : (
					<KeyLayerContext value={body}>{children(size)}</KeyLayerContext>
				)}
			</Box>
			<Box height={1} width={columns} overflow="hidden">
				{typeof notice === 'string' ? <Text wrap="truncate-end">{notice}</Text> : notice}
			</Box>
			<KeyBar bindings={isHelp ? [{key: 'esc', title: 'Close help', run: () => {}}] : all} width={columns} />
		</Box>
	);
};
