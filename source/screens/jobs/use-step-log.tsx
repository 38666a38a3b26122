import {Box, Text} from 'ink';
import {type ReactNode, useEffect, useEffectEvent, useState} from 'react';
import type {Binding} from '../../keys.ts';
import type {JobId} from '../../model/job.ts';
import {type LogPosition, LogView, useLogPosition} from '../../parts/log-view.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import type {Size} from '../../parts/use-window-size.ts';
import type {StepLog} from '../../state/job-log.ts';
import {useApp} from '../shared/use-app.ts';
import type {Copyable} from '../shared/use-copy.tsx';
import {useLogSearch} from '../shared/use-log-search.tsx';
import type {StepCursor} from './use-step-cursor.ts';

type Shown = Exclude<keyof StepLog, 'push'>;

/** In a narrow terminal the text needs the columns. */
const timesFrom = 72;

export type StepLogPanel = {
	/** At the right of the panel's title. */
	readonly note: string;
	readonly body: ReactNode;
	readonly isTyping: boolean;
	readonly copyable: Copyable;
	/** While a search is on, before all others of the screen. */
	readonly searchKeys: readonly Binding[];
	readonly keys: readonly Binding[];
	/** By a line, with the keys that move through the steps while those have them. */
	readonly lineKeys: readonly Binding[];
	readonly followKey: Binding;
};

/** The log of the step under the cursor, with all that can be done with it. */
export const useStepLog = (id: JobId, cursor: StepCursor, size: Size): StepLogPanel => {
	const [shown, setShown] = useState<Shown>('folded');
	const log = useApp().actions.log(id).of(cursor.step)[shown];
	const position = useLogPosition(log, size.height, {width: size.width, hasTimes: size.width >= timesFrom});
	const search = useLogSearch(log, position);
	const isFollowing = cursor.isFollowing && position.isFollowing;
	// Who reads does not lose the place when the next step begins.
	const hold = useEffectEvent(cursor.hold);
	useEffect(() => hold(!position.isFollowing), [position.isFollowing]);
	const follow = () => {
		cursor.follow();
		position.follow();
	};
	const height = search.isTyping ? Math.max(1, size.height - 1) : size.height;
	const toggle = (to: Shown) => setShown(shown === to ? 'folded' : to);
	return {
		note: [
			shown === 'errors' ? 'errors only' : '',
			search.query === '' ? '' : `/${search.query}`,
			isFollowing ? 'following' : '',
		]
			.filter(Boolean)
			.join(' · '),
		isTyping: search.isTyping,
		copyable: {label: 'Log on screen', text: textOf(log.slice(position.from, position.to)), isLines: true},
		body: (
			<>
				{shown === 'errors' && log.length === 0 ? (
					<Box height={height}>
						<Text {...toneOf('muted')}>No errors in the log of this step.</Text>
					</Box>
				) : (
					<LogView ring={log} position={position} {...size} height={height} query={search.query} />
				)}
				{search.isTyping ? search.field(size.width) : null}
			</>
		),
		searchKeys: search.first,
		followKey: {
			key: 'f',
			title: isFollowing ? 'Pause' : 'Follow',
			group: 'Log',
			run: isFollowing ? position.hold : follow,
		},
		lineKeys: position.bindings.filter(({key}) => keysOfLines.includes(key)),
		keys: [
			...search.bindings,
			{
				key: 'e',
				title: shown === 'errors' ? 'All lines' : 'Errors only',
				group: 'Log',
				run: () => toggle('errors'),
			},
			{
				key: 'v',
				title: shown === 'whole' ? 'Fold repeated lines' : 'Show all lines',
				group: 'Log',
				isHidden: true,
				run: () => toggle('whole'),
			},
			...logKeys(position),
		],
	};
};

const keysOfLines: readonly string[] = ['up', 'down', 'k', 'j'];

/** The keys of a log but those that move through the steps, too, and the one that follows both. */
const logKeys = ({bindings}: LogPosition): readonly Binding[] =>
	bindings.filter(({key}) => !['f', ...keysOfLines].includes(key));

const textOf = (lines: readonly {readonly text: string}[]): string => lines.map(({text}) => text).join('\n');
