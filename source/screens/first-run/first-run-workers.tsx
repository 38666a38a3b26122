import {Box, Text} from 'ink';
import {useEffect, useState} from 'react';
import {keyName} from '../../key-names.ts';
import type {Binding} from '../../keys.ts';
import type {Candidate} from '../../model/candidate.ts';
import type {Setup} from '../../model/setup.ts';
import {neutralise} from '../../model/text.ts';
import {targetProblem} from '../../model/typed-target.ts';
import {ColumnHeads} from '../../parts/columns.tsx';
import {type TextState, textState} from '../../parts/edit-text.ts';
import {List} from '../../parts/list.tsx';
import {Prose} from '../../parts/prose.tsx';
import {Spinner} from '../../parts/spinner.tsx';
import {TextField} from '../../parts/text-field.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {type ListState, useList} from '../../parts/use-list.ts';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useBodyHeight} from '../shared/use-body-height.ts';
import {aboutHeight, CandidateAbout} from './candidate-about.tsx';
import {CandidateLine, candidateColumns, tickWidth} from './candidate-line.tsx';

const idOf = (candidate: Candidate) => candidate.worker.name;
const heads = ['WORKER', 'ANSWERS', 'FOUND IN'] as const;
const none: readonly Candidate[] = [];
const noProblems: readonly string[] = [];
/** Two lines above the list, its heads, and the detail below it. */
const aroundList = 3 + aboutHeight;
const nothingTicked = () => `Select a worker with ${keyName('space')} first.`;
const nothingFound = () =>
	`No hosts in ~/.ssh/config, Podman connections or Docker contexts. Press ${keyName('a')} and type user@host.`;

/**
 * Step 1: hosts found on this machine; selecting one connects to it.
 *
 *     ❯ [x] forge-1   ✓ Podman 4.3.1, root, 85 GB free   ~/.ssh/config:3
 *       [ ] local                                        this machine
 *     –     far       tcp: is not supported …         podman connection far
 */
export const FirstRunWorkers = ({onNext, onLeave}: {onNext: () => void; onLeave: () => void}) => {
	const {actions} = useApp();
	const setup = useAppState(state => state.setup);
	const problems = setup.found?.problems ?? noProblems;
	const ticked = Object.keys(setup.ticked).length;
	const [typed, setTyped] = useState<TextState | undefined>(undefined);
	useEffect(() => actions.findWorkers(), [actions]);
	const list = useList(setup.found?.candidates ?? none, idOf, {
		height: Math.max(3, useBodyHeight() - aroundList - problems.length),
	});
	const add = () => {
		actions.addTarget(typed?.text ?? '');
		setTyped(undefined);
		list.reset();
	};
	const rows = rowBindings(list, setup, {
		tick: actions.tick,
		tryAgain: actions.tryAgain,
		searchAgain: () => actions.findWorkers(true),
		type: () => setTyped(textState('')),
		next: onNext,
		leave: onLeave,
	});
	return (
		<ScreenFrame
			crumbs={['First run', 'Workers']}
			hasTabs={false}
			hasQuick={false}
			bindings={
				typed === undefined
					? rows
					: [
							{
								key: 'enter',
								title: 'Add',
								run: add,
								refusal: targetProblem(typed.text),
							},
							{key: 'esc', title: 'Cancel', run: () => setTyped(undefined)},
						]
			}
		>
			{({width}) => (
				<>
					<Text wrap="truncate-end">{`Space selects a worker and connects to it. ${ticked} selected.`}</Text>
					{problems.map(each => (
						<Text key={each} {...toneOf('warning')} wrap="truncate-end">{`! ${neutralise(each)}`}</Text>
					))}
					<Text> </Text>
					<List
						list={list}
						idOf={idOf}
						width={width}
						refusalOf={each => each.refusal}
						head={
							<ColumnHeads columns={candidateColumns} heads={heads} width={width - 4} indent={tickWidth} />
						}
						render={(candidate, at) => (
							<CandidateLine candidate={candidate} trial={setup.ticked[idOf(candidate)]} {...at} />
						)}
						empty={setup.found === undefined ? <Looking /> : <Prose>{nothingFound()}</Prose>}
					/>
					{typed === undefined ? (
						<CandidateAbout candidate={list.current} setup={setup} width={width} />
					) : (
						<Typing typed={typed} onChange={setTyped} width={width} />
					)}
				</>
			)}
		</ScreenFrame>
	);
};

type RowActions = {
	readonly tick: (candidate: string) => void;
	readonly tryAgain: (candidate: string) => void;
	readonly searchAgain: () => void;
	readonly type: () => void;
	readonly next: () => void;
	readonly leave: () => void;
};

const rowBindings = (
	list: ListState<Candidate>,
	{ticked}: Setup,
	actions: RowActions,
): readonly Binding[] => {
	const {current} = list;
	const name = current?.worker.name ?? '';
	const isTicked = ticked[name] !== undefined;
	const refusal = current === undefined ? 'There is nothing to select.' : current.refusal;
	return [
		{key: 'space', title: isTicked ? 'Clear' : 'Select', run: () => actions.tick(name), refusal},
		{key: 'a', title: 'Add another', run: actions.type},
		{
			key: 'enter',
			title: 'Next',
			run: actions.next,
			refusal: Object.keys(ticked).length === 0 ? nothingTicked() : undefined,
		},
		...(isTicked ? [{key: 'r', title: 'Try again', run: () => actions.tryAgain(name)}] : []),
		{key: 'R', title: 'Search again', run: actions.searchAgain, isHidden: true},
		...list.bindings,
		{key: 'esc', title: 'Skip', run: actions.leave},
	];
};

const Looking = () => (
	<Text>
		<Spinner /> Searching SSH, Podman and Docker configuration …
	</Text>
);

const Typing = ({
	typed,
	onChange,
	width,
}: {
	typed: TextState;
	onChange: (next: TextState) => void;
	width: number;
}) => (
	<Box flexDirection="column" width={width} height={aboutHeight} paddingTop={1} paddingLeft={2}>
		<Text {...toneOf('title')}>
			An SSH alias, user@host or user@host:port. Prefix it with NAME= to name it.
		</Text>
		<TextField
			state={typed}
			onChange={onChange}
			isActive
			width={width - 4}
			placeholder="forge-1=alice@10.0.0.5"
			problem={typed.text === '' ? undefined : targetProblem(typed.text)}
		/>
	</Box>
);
