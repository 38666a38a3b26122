import {Box, Text} from 'ink';
import prettyBytes from 'pretty-bytes';
import type {WorkerView} from '../../model/fleet.ts';
import {windowsWord} from '../../model/windows-host.ts';
import {hostProblem} from '../../model/worker.ts';
import {type Cell, ColumnHeads, Columns} from '../../parts/columns.tsx';
import {shareWidth} from '../../parts/fit.ts';
import {List} from '../../parts/list.tsx';
import {useList} from '../../parts/use-list.ts';
import {markWidth, ReachMark} from '../shared/reach-mark.tsx';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useBodyHeight} from '../shared/use-body-height.ts';
import {reachWord} from '../shared/words.ts';

const columns = [
	{grow: 1, width: 12},
	{width: 10},
	{width: 9, isRight: true},
	{width: 8, isRight: true},
	{width: 7, isRight: true},
	{width: 8},
] as const;
const heads = ['WORKER', 'STATE', 'FREE', 'RUNNING', 'IMAGES', 'WINDOWS'] as const;
const idOf = (view: WorkerView) => view.worker.name;

/**
 * The worker to launch on. An offline one stays visible with its reason.
 *
 *       WORKER     STATE       FREE  RUNNING  IMAGES  WINDOWS
 *     ❯ ● forge-1  ready      85 GB        6       3  no
 *       ○ forge-2  offline: it did not answer
 */
export const PickWorker = ({
	crumbs,
	onNext,
	onAll,
	onBack,
}: {
	crumbs: readonly string[];
	onNext: (worker: string) => void;
	onAll: () => void;
	onBack: () => void;
}) => {
	const {actions} = useApp();
	const fleet = useAppState(state => state.fleet);
	const list = useList(Object.values(fleet), idOf, {height: useBodyHeight() - 3});
	const {current} = list;
	return (
		<ScreenFrame
			crumbs={[...crumbs, 'Worker']}
			hasTabs={false}
			bindings={[
				{
					key: 'enter',
					title: 'Choose',
					run: () => current && onNext(current.worker.name),
					refusal: current && hostProblem(current, 'linux'),
				},
				{key: 'tab', title: 'All images', run: onAll},
				{key: 'r', title: 'Reconnect', run: () => actions.refresh(current?.worker.name)},
				{key: 'esc', title: 'Back', run: onBack},
				...list.bindings,
			]}
		>
			{size => (
				<>
					<Text bold>Select a worker. The DevBox runs there, from one of its images.</Text>
					<Box height={1} />
					<List
						list={list}
						idOf={idOf}
						width={size.width}
						head={<ColumnHeads columns={columns} heads={heads} width={size.width - 4} indent={markWidth} />}
						refusalOf={view => hostProblem(view, 'linux')}
						render={(view, at) => <WorkerChoice view={view} {...at} />}
						empty={<Text>No workers yet. Add one to the config file.</Text>}
					/>
				</>
			)}
		</ScreenFrame>
	);
};

const WorkerChoice = ({view, isCursor, width}: {view: WorkerView; isCursor: boolean; width: number}) => {
	const refusal = hostProblem(view, 'linux');
	const facts = view.reach.state === 'ready' ? view.reach.facts : undefined;
	const running = view.devboxes?.content.filter(each => each.state === 'running').length;
	// The reason replaces the figures.
	const [nameWidth = 0] = shareWidth(width - markWidth, columns);
	const off = [{width: nameWidth}, {grow: 1}];
	const cells: readonly Cell[] =
		refusal === undefined
			? [
					{text: view.worker.name},
					{text: reachWord(view)},
					{text: facts === undefined ? '' : prettyBytes(facts.freeBytes)},
					{text: String(running ?? '')},
					{text: String(view.images?.content.managed.length ?? '')},
					{text: windowsWord(view.worker, facts?.windows)},
				]
			: [
					{text: view.worker.name, meaning: 'muted'},
					{text: refusal, meaning: view.reach.state === 'down' ? 'warning' : 'muted'},
				];
	return (
		<Text>
			<ReachMark view={view} isSelected={isCursor} />
			<Columns
				columns={refusal === undefined ? columns : off}
				cells={cells}
				width={width - markWidth}
				isSelected={isCursor}
			/>
		</Text>
	);
};
