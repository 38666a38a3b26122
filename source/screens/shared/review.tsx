import {Box, Text} from 'ink';
import {useContext, useState} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import {Spinner} from '../../parts/spinner.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {wrapWords} from '../../parts/wrap-words.ts';
import {colours} from '../../theme.ts';
import type {ReviewLine} from './review-lines.ts';
import {ScreenFrame} from './screen-frame.tsx';
import {useBodyHeight, useBodyWidth} from './use-body-height.ts';

/** The last step: shows exactly what will happen. */
export const Review = <Result,>({
	crumbs,
	lines,
	submitTitle,
	submit,
	onDone,
	onBack,
	wait = 'Starting the job on the worker …',
}: {
	crumbs: readonly string[];
	lines: readonly ReviewLine[];
	submitTitle: string;
	submit: () => Promise<Result>;
	onDone: (result: Result) => void;
	onBack: () => void;
	/** Shown while `submit` runs. */
	wait?: string;
}) => {
	const {notify} = useContext(KeyLayerContext);
	const [isStarting, setStarting] = useState(false);
	const [top, setTop] = useState(0);
	const width = useBodyWidth();
	const height = useBodyHeight() - 1;
	// Lines wrap rather than truncate: people must see all of what they submit.
	const rows = lines.flatMap(line =>
		wrapWords(line.text, width).map((text, index) => ({...line, text, key: `${line.key} ${index}`})),
	);
	const start = async () => {
		setStarting(true);
		try {
			onDone(await submit());
		} catch (thrown) {
			setStarting(false);
			notify(failureText(thrown));
		}
	};
	const key = (name: string, title: string, to: (top: number) => number) => ({
		key: name,
		title,
		run: () => setTop(before => Math.max(0, Math.min(rows.length - height, to(before)))),
		isHidden: true,
	});
	return (
		<ScreenFrame
			crumbs={[...crumbs, 'Review']}
			hasTabs={false}
			bindings={[
				{
					key: 'enter',
					title: submitTitle,
					run: () => void start(),
					refusal: isStarting ? 'It is starting.' : undefined,
				},
				{key: 'esc', title: 'Back', run: onBack},
				key('down', 'Line down', at => at + 1),
				key('up', 'Line up', at => at - 1),
				key('j', 'Line down', at => at + 1),
				key('k', 'Line up', at => at - 1),
				key('pgdn', 'Page down', at => at + height),
				key('pgup', 'Page up', at => at - height),
				key('home', 'First line', () => 0),
				key('end', 'Last line', () => rows.length),
			]}
		>
			{() => (
				<>
					{isStarting ? (
						<Box gap={1}>
							<Spinner />
							<Text>{wait}</Text>
						</Box>
					) : null}
					{rows.slice(top, top + height - (isStarting ? 1 : 0)).map(line => (
						<Text
							key={line.key}
							bold={line.tone === 'head'}
							{...(line.tone === 'muted' && toneOf('muted'))}
							{...(line.tone === 'warning' && {color: colours.warning})}
						>
							{line.text || ' '}
						</Text>
					))}
					{rows.length > top + height ? (
						<Text {...toneOf('muted')}>{`  ${rows.length - top - height} more lines below`}</Text>
					) : null}
				</>
			)}
		</ScreenFrame>
	);
};
