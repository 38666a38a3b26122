import {Box, Text} from 'ink';
import prettyBytes from 'pretty-bytes';
import type {WorkerView} from '../../model/fleet.ts';
import {neutraliseLines} from '../../model/text.ts';
import {isFull} from '../../model/worker.ts';
import {type Cell, ColumnHeads, Columns} from '../../parts/columns.tsx';
import {fitText} from '../../parts/fit.ts';
import {List} from '../../parts/list.tsx';
import {useList} from '../../parts/use-list.ts';
import type {Size} from '../../parts/use-window-size.ts';
import {markWidth, ReachMark} from '../shared/reach-mark.tsx';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useBodyHeight} from '../shared/use-body-height.ts';
import {reachWord, staleWord} from '../shared/words.ts';

const columns = [
	{grow: 2, width: 10},
	{width: 10},
	{grow: 1, width: 9},
	{width: 9},
	{width: 7},
	{width: 9},
] as const;
const heads = ['WORKER', 'STATE', 'PODMAN', 'DEVBOXES', 'IMAGES', 'FREE'] as const;
const idOf = (view: WorkerView) => view.worker.name;

/**
 * All workers; problems of the one under the cursor appear below.
 *
 *       WORKER     STATE   PODMAN  DEVBOXES  IMAGES  FREE
 *     ❯ ● forge-1  ready   4.3.1   6/7       3       85 GB
 *       ○ forge-2  down
 */
export const WorkersScreen = () => {
	const {navigation, actions} = useApp();
	const fleet = useAppState(state => state.fleet);
	const config = useAppState(state => state.config);
	const detailHeight = 4;
	const list = useList(Object.values(fleet), idOf, {height: useBodyHeight() - detailHeight - 1});
	const worker = list.current?.worker.name;
	return (
		<ScreenFrame
			crumbs={['Workers']}
			bindings={[
				{key: 'enter', title: 'DevBoxes', run: () => worker && navigation.open({name: 'devboxes', worker})},
				{
					key: 'c',
					title: 'Create image',
					run: () => navigation.open({name: 'create', ...(worker && {worker})}),
				},
				{key: 'i', title: 'Images', run: () => worker && navigation.open({name: 'images', worker})},
				{
					key: 'd',
					title: 'Doctor',
					run: () => worker && navigation.open({name: 'doctor', worker}),
				},
				{key: 'r', title: 'Refresh', run: () => actions.refresh(worker)},
				...(config.exists
					? []
					: [{key: 'f', title: 'Find workers', run: () => navigation.open({name: 'first-run'})}]),
				{key: 'R', title: 'Refresh all', run: () => actions.refresh(), isHidden: true},
				...list.bindings,
			]}
		>
			{size => (
				<>
					<List
						list={list}
						idOf={idOf}
						width={size.width}
						head={<ColumnHeads columns={columns} heads={heads} width={size.width - 4} indent={markWidth} />}
						render={(view, at) => <WorkerLine view={view} width={at.width} isCursor={at.isCursor} />}
						empty={<Text>{`No workers yet: add one under workers: in ${config.file}`}</Text>}
					/>
					<Detail view={list.current} size={{width: size.width, height: detailHeight}} config={config} />
				</>
			)}
		</ScreenFrame>
	);
};

const WorkerLine = ({view, width, isCursor}: {view: WorkerView; width: number; isCursor: boolean}) => {
	const {reach} = view;
	const devboxes = view.devboxes?.content;
	const running = devboxes?.filter(each => each.state === 'running').length;
	const facts = reach.state === 'ready' ? reach.facts : undefined;
	const meaning = reach.state === 'ready' ? 'plain' : 'muted';
	const cells: readonly Cell[] = [
		{text: view.worker.name},
		{text: reachWord(view), meaning: reach.state === 'down' ? 'danger' : 'plain'},
		{text: facts?.podmanVersion ?? '', meaning: 'muted'},
		{text: devboxes === undefined ? '' : `${running}/${devboxes.length}`, meaning},
		{text: String(view.images?.content.managed.length ?? ''), meaning},
		{text: facts === undefined ? '' : prettyBytes(facts.freeBytes), meaning},
	];
	return (
		<Text>
			<ReachMark view={view} />
			<Columns columns={columns} cells={cells} width={width - markWidth} isSelected={isCursor} />
		</Text>
	);
};

const sessionWords = ({sessions}: WorkerView): readonly string[] =>
	sessions === undefined
		? []
		: [`sshd allows ${sessions} ${sessions === 1 ? 'session' : 'sessions'} per connection (MaxSessions).`];

/** Details of the worker under the cursor: its problem and what to do, or its facts. */
const detailLines = (view: WorkerView): readonly string[] => {
	const {reach} = view;
	if (reach.state === 'down') return [reach.reason, reach.hint];
	if (isFull(reach)) return ['The disk that stores images is full.', 'Remove images or containers there.'];
	const old = staleWord(view, 'devboxes') ?? staleWord(view, 'images');
	if (old !== undefined) return [`This may be out of date: ${old}.`];
	const lines = sessionWords(view);
	if (reach.state !== 'ready' || reach.facts === undefined) return lines;
	const {hostname, cpus, memoryBytes, rootless, storageDriver, transport} = reach.facts;
	return [
		`${hostname}: ${cpus} CPUs, ${prettyBytes(memoryBytes)} of memory, ${rootless ? 'rootless' : 'root'}, ${storageDriver}`,
		...(transport === undefined ? [] : [`Transport: ${transport}`]),
		...lines,
	];
};

const Detail = ({
	view,
	size,
	config,
}: {
	view: WorkerView | undefined;
	size: Size;
	config: {file: string; exists: boolean};
}) => (
	<Box
		flexDirection="column"
		width={size.width}
		height={size.height}
		paddingTop={1}
		paddingLeft={2}
		overflow="hidden"
	>
		{view === undefined
			? null
			: detailLines(view).map((line, index) => (
					<Text key={line} bold={index === 0 && view.reach.state === 'down'} wrap="wrap">
						{neutraliseLines(line)}
					</Text>
				))}
		{config.exists ? null : (
			<Text dimColor>
				{fitText(`No config file yet. Press f to find workers and write ${config.file}`, size.width - 4)}
			</Text>
		)}
	</Box>
);
