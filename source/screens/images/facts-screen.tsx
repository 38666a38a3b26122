import {Box, Text} from 'ink';
import {useEffect, useEffectEvent, useState} from 'react';
import {neutralise} from '../../model/text.ts';
import {FailureView} from '../../parts/failure-view.tsx';
import {fitText, pad} from '../../parts/fit.ts';
import {List} from '../../parts/list.tsx';
import {panelEdge} from '../../parts/panel.tsx';
import {Spinner} from '../../parts/spinner.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {useList} from '../../parts/use-list.ts';
import {useWindowSize} from '../../parts/use-window-size.ts';
import {wrapWords} from '../../parts/wrap-words.ts';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useApp} from '../shared/use-app.ts';
import {useBodyHeight} from '../shared/use-body-height.ts';
import type {Copyable} from '../shared/use-copy.tsx';

export type Fact = {readonly label: string; readonly text: string};
type Line = Fact & {readonly at: number};

const labelWidth = 14;
/** Columns of a list beside its rows. */
const listEdge = 2;

const toLines = (facts: readonly Fact[], width: number): readonly Line[] =>
	facts
		.flatMap(({label, text}) =>
			wrapWords(neutralise(text), Math.max(10, width - labelWidth - listEdge - 2)).map((line, index) => ({
				label: index === 0 ? neutralise(label) : '',
				text: line,
			})),
		)
		.map((line, at) => ({...line, at}));

const idOf = ({at}: Line) => String(at);

/** Facts that are read from a worker once, in lines that can be scrolled. */
export const FactsScreen = ({
	crumbs,
	read,
	copyable,
	empty,
}: {
	crumbs: readonly string[];
	/** Called once. */
	read: (signal: AbortSignal) => Promise<readonly Fact[]>;
	copyable?: readonly Copyable[];
	/** Shown when there are none. */
	empty: string;
}) => {
	const {navigation} = useApp();
	const [answer, setAnswer] = useState<{facts?: readonly Fact[]; thrown?: unknown}>({});
	const ask = useEffectEvent(read);
	useEffect(() => {
		const stop = new AbortController();
		ask(stop.signal).then(
			facts => stop.signal.aborted || setAnswer({facts}),
			(thrown: unknown) => stop.signal.aborted || setAnswer({thrown}),
		);
		return () => stop.abort();
	}, []);
	const {columns} = useWindowSize();
	const {facts, thrown} = answer;
	const list = useList(toLines(facts ?? [], columns - panelEdge), idOf, {height: useBodyHeight()});
	return (
		<ScreenFrame
			crumbs={crumbs.map(neutralise)}
			copyable={copyable}
			bindings={[{key: 'esc', title: 'Back', run: () => navigation.back()}, ...list.bindings]}
		>
			{size => {
				if (thrown !== undefined) return <FailureView thrown={thrown} width={size.width} />;
				if (facts === undefined)
					return (
						<Box gap={1}>
							<Spinner />
							<Text>Reading from the worker</Text>
						</Box>
					);
				return (
					<List
						list={list}
						idOf={idOf}
						width={size.width}
						render={({label, text}, {width, isCursor}) => (
							<Text {...(isCursor && toneOf('selected'))}>
								{pad(fitText(`${pad(label, labelWidth)} ${text}`, width), width)}
							</Text>
						)}
						empty={<Text>{empty}</Text>}
					/>
				);
			}}
		</ScreenFrame>
	);
};
