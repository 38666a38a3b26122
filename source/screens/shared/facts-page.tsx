import {Text, useIsScreenReaderEnabled} from 'ink';
import type {ReactNode} from 'react';
import type {Binding} from '../../keys.ts';
import {neutralise} from '../../model/text.ts';
import {Busy} from '../../parts/busy.tsx';
import {FailureView} from '../../parts/failure-view.tsx';
import {fitText, pad} from '../../parts/fit.ts';
import {cursorTone, List} from '../../parts/list.tsx';
import {panelEdge} from '../../parts/panel.tsx';
import {spoken} from '../../parts/spoken.ts';
import {type Meaning, toneOf} from '../../parts/tone-of.ts';
import {useList} from '../../parts/use-list.ts';
import {type Size, useWindowSize} from '../../parts/use-window-size.ts';
import {wrapWords} from '../../parts/wrap-words.ts';
import {ScreenFrame} from './screen-frame.tsx';
import {useApp} from './use-app.ts';
import {useBodyHeight} from './use-body-height.ts';
import type {Copyable} from './use-copy.tsx';

export type Fact = {
	readonly label: string;
	readonly text: string;
	readonly meaning?: Meaning;
	/** Goes to what it names: Enter does it. */
	readonly open?: (() => void) | undefined;
};
type Line = Fact & {readonly at: number};

const labelWidth = 14;
/** Columns of a list beside its rows. */
const listEdge = 2;

const toLines = (facts: readonly Fact[], width: number): readonly Line[] =>
	facts
		.filter(({text}) => text !== '')
		.flatMap(({label, text, ...fact}) =>
			wrapWords(neutralise(text), Math.max(10, width - labelWidth - listEdge - 2)).map((line, index) => ({
				...fact,
				label: index === 0 ? neutralise(label) : '',
				text: index === 0 ? line : line.trimStart(),
			})),
		)
		.map((line, at) => ({...line, at}));

const idOf = ({at}: Line) => String(at);

type Props = {
	readonly crumbs: readonly string[];
	/** Undefined while they are read. Those without a text are left out. */
	readonly facts: readonly Fact[] | undefined;
	/** Why they could not be read. */
	readonly thrown?: unknown;
	readonly copyable?: readonly Copyable[] | undefined;
	/** The keys of this page, the first ones of the key bar. */
	readonly bindings?: readonly Binding[];
	/** A question of these keys, over the facts. */
	readonly menu?: ((size: Size) => ReactNode) | undefined;
	/** Shown when there are none. */
	readonly empty: string;
};

/** Everything about one thing, in lines that can be scrolled; Enter opens what a line names. */
export const FactsPage = ({crumbs, facts, thrown, copyable, bindings = [], menu, empty}: Props) => {
	const {navigation} = useApp();
	const {columns} = useWindowSize();
	const list = useList(toLines(facts ?? [], columns - panelEdge), idOf, {height: useBodyHeight()});
	const isSpoken = useIsScreenReaderEnabled();
	const open = list.current?.open;
	const opener = {
		key: 'enter',
		title: 'Open',
		run: () => open?.(),
		refusal: open === undefined ? 'This line names nothing that can be opened.' : undefined,
	};
	return (
		<ScreenFrame
			crumbs={crumbs.map(neutralise)}
			copyable={copyable}
			menu={menu}
			bindings={[
				...(facts?.some(fact => fact.open !== undefined) ? [opener] : []),
				...bindings,
				{key: 'esc', title: 'Back', run: () => navigation.back()},
				...list.bindings,
			]}
		>
			{size => {
				if (thrown !== undefined) return <FailureView thrown={thrown} width={size.width} />;
				if (facts === undefined) return <Busy words="Reading from the worker …" />;
				return (
					<List
						list={list}
						idOf={idOf}
						width={size.width}
						render={({label, text, meaning = 'plain'}, {width, isCursor}) => (
							<Text {...(isCursor ? cursorTone : toneOf(meaning))}>
								{isSpoken
									? `${label === '' ? '' : `${label}: `}${spoken(text)}`
									: pad(fitText(`${pad(label, labelWidth)} ${text}`, width), width)}
							</Text>
						)}
						empty={<Text>{empty}</Text>}
					/>
				);
			}}
		</ScreenFrame>
	);
};
