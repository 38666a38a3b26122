import {Box, type DOMElement, Text} from 'ink';
import {type ReactNode, useContext, useRef, useState} from 'react';
import {type Binding, type KeyLayer, KeyLayerContext, useKeys} from '../keys.ts';
import {neutralise} from '../model/text.ts';
import {runBinding} from '../run-binding.ts';
import {colours} from '../theme.ts';
import {HelpView} from './help-view.tsx';
import {KeyBar} from './key-bar.tsx';
import {PressContext, useWheel} from './pointer.ts';
import {Prose} from './prose.tsx';
import type {Stage} from './stages.ts';
import {type Activity, type Tab, TabStrip} from './tab-strip.tsx';
import {TerminalContext} from './terminal-context.ts';
import {toneOf} from './tone-of.ts';
import {type Size, useWindowSize} from './use-window-size.ts';
import {wrapLines} from './wrap-lines.ts';

type Props = {
	/** Where we are: the title of a tab, or a path like `Create image › forge-1 › api`. */
	readonly crumbs: readonly string[];
	readonly tabs?: readonly Tab[];
	/** The steps of a flow, in place of its path. */
	readonly stages?: readonly Stage[] | undefined;
	/** What goes on, at the right of the first line. */
	readonly activity?: Activity | undefined;
	/** Who is logged in. */
	readonly account: string;
	readonly bindings: readonly Binding[];
	/** A notice over the key bar, one line if it fits. */
	readonly notice?: string | undefined;
	/** Draws the body into exactly this size. */
	readonly children: (size: Size) => ReactNode;
};

/** Redraws and quits: keys that whoever is lost must not miss. */
const alwaysKeys: ReadonlySet<string> = new Set(['ctrl+l', 'ctrl+c']);

const smallest = {columns: 60, rows: 16} as const;

const maxNoticeLines = 5;
/** A high terminal has space for two lines of keys. */
const keyLines = (rows: number): number => (rows < 30 ? 1 : 2);

/** Lines of the body in a terminal of so many rows: what the tab strip, the notice and the key bar leave. */
export const bodyHeight = (rows: number, noticeLines = 1): number =>
	Math.max(1, rows - 1 - noticeLines - keyLines(rows));

/**
 * The whole terminal: tab strip, body, notice, key bar. It holds the screen's bindings, so bar, help and handlers are one list.
 *
 *      ingot  [1 Workers 2] 2 DevBoxes 10  3 Images 31  4 Jobs 12  5 Schedules      ⠙ 1 job   alice · pro
 *     …
 *     Image tax-prep:latest is ready
 *      enter Open   c Create image   / Filter   ? 7 more
 */
export const Frame = ({crumbs, tabs = [], stages, activity, account, bindings, notice, children}: Props) => {
	const {columns, rows} = useWindowSize();
	const layer = useContext(KeyLayerContext);
	const {redraw, logFile} = useContext(TerminalContext);
	const [isHelp, setHelp] = useState(false);
	const isTooSmall = columns < smallest.columns || rows < smallest.rows;
	const all = [...bindings, ...helpBindings(() => setHelp(true)), redrawBinding(redraw)];
	const always = all.filter(({key}) => alwaysKeys.has(key));
	const own = all.filter(({key}) => !alwaysKeys.has(key));
	// Also over the help, and where the terminal is too small.
	useKeys(always);
	const now = useKeys(own, {isActive: !isHelp && !isTooSmall});
	const {part, press} = useFramePointer(own, isHelp || isTooSmall);
	const body: KeyLayer = {...layer, isActive: layer.isActive && !isHelp && !isTooSmall};
	const noticeLines = wrapNotice(notice ?? '', columns);
	const noticeHeight = noticeLines.length;
	const size = {width: columns, height: bodyHeight(rows, noticeHeight)};
	// The body stays mounted while it is covered, so that its input is kept.
	return (
		<Box flexDirection="column" width={columns} height={rows} overflow="hidden">
			{isTooSmall ? (
				<TooSmall columns={columns} rows={rows} />
			) : (
				<TabStrip
					tabs={tabs}
					crumbs={crumbs}
					stages={stages}
					activity={activity}
					account={account}
					width={columns}
					onTab={press}
				/>
			)}
			<Box ref={part} flexDirection="column" height={size.height} overflow="hidden" flexShrink={0}>
				{isHelp ? (
					<HelpView bindings={all} size={size} logFile={logFile} onClose={() => setHelp(false)} />
				) : null}
				<Box display={isHelp || isTooSmall ? 'none' : 'flex'} flexDirection="column" flexShrink={0}>
					<KeyLayerContext value={body}>
						<PressContext value={press}>{children(size)}</PressContext>
					</KeyLayerContext>
				</Box>
			</Box>
			<Box height={noticeHeight} width={columns} overflow="hidden" flexShrink={0}>
				<Text color={colours.warning} wrap="truncate-end">
					{noticeLines.join('\n')}
				</Text>
			</Box>
			<KeyBar
				bindings={isHelp ? closeHelp(() => setHelp(false)) : withHelp(now)}
				width={columns}
				lines={keyLines(rows)}
			/>
		</Box>
	);
};

/**
 * What a click presses, and the wheel over the body: it scrolls the list or log that the arrows move. In a form they change the
 * field, so there it does nothing.
 */
const useFramePointer = (bindings: readonly Binding[], isCovered: boolean) => {
	const {isActive, notify} = useContext(KeyLayerContext);
	const part = useRef<DOMElement>(null);
	const bound = (key: string) =>
		isCovered || !isActive ? undefined : bindings.find(each => each.key === key);
	const press = (key: string) => {
		const binding = bound(key);
		if (binding !== undefined) runBinding(binding, notify);
	};
	useWheel(part, by => {
		const key = by === 1 ? 'down' : 'up';
		if (bound(key)?.group !== 'Form') press(key);
	});
	return {part, press};
};

/** Notices wrap rather than truncate; the body is shortened for them. */
const wrapNotice = (notice: string, width: number): readonly string[] =>
	wrapLines(neutralise(notice), width, maxNoticeLines);

const helpBindings = (open: () => void): readonly Binding[] => [
	{key: '?', title: 'Help', group: 'Everywhere', run: open},
	{key: 'f1', title: 'Help', group: 'Everywhere', run: open, isHidden: true},
];

const redrawBinding = (run: () => void): Binding => ({
	key: 'ctrl+l',
	title: 'Redraw screen',
	group: 'Everywhere',
	isHidden: true,
	run,
});

/** While a text field has focus, `?` is text, so the bar shows F1. */
const withHelp = (bindings: readonly Binding[]): readonly Binding[] =>
	bindings.some(each => each.key === '?')
		? bindings
		: bindings.map(each => (each.key === 'f1' ? {...each, isHidden: false} : each));

/** For the bar and clicks on it: the help view handles the keys. */
const closeHelp = (close: () => void): readonly Binding[] => [
	{key: 'esc', title: 'Close help', run: close},
	{key: 'down', title: 'Scroll', run: () => {}},
];

const TooSmall = ({columns, rows}: {columns: number; rows: number}) => {
	return (
		<Box width={columns} height={rows} overflow="hidden" flexDirection="column" flexShrink={0}>
			<Prose {...toneOf('warning')}>{`The terminal is too small: ${columns} by ${rows}.`}</Prose>
			<Prose>{`Ingot needs ${smallest.columns} by ${smallest.rows}.`}</Prose>
		</Box>
	);
};
