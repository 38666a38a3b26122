import {Text} from 'ink';
import {useMemo} from 'react';
import {counted} from '../../model/counted.ts';
import {viewsOf, type WorkerView} from '../../model/fleet.ts';
import {Columns} from '../../parts/columns.tsx';
import {FilterList, NoMatches} from '../../parts/filter-list.tsx';
import type {Ranges} from '../../parts/highlight.tsx';
import {useFilter} from '../../parts/use-filter.ts';
import {useFilteredList} from '../../parts/use-list.ts';
import {markWidth, ReachMark} from '../shared/reach-mark.tsx';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useBodyHeight} from '../shared/use-body-height.ts';
import type {Match} from '../shared/use-fuzzy.ts';
import {useWorkerSearch} from '../shared/use-worker-search.ts';
import {createStages} from './create-stages.ts';
import {SourceField, type SourceKind, sourceBinding} from './source-field.tsx';

const viewOf = (view: WorkerView) => view;
const idOf = ({row}: Match<WorkerView>) => row.worker.name;

/** Why no image can be made on this worker, or undefined when one can. */
const workerRefusal = (view: WorkerView): string | undefined => {
	if (view.worker.kind === 'cloud') return 'Cloud worker: the Cloud snapshots its DevBoxes';
	if (view.reach.state === 'down') return view.reach.reason;
	return view.reach.state === 'ready' ? undefined : 'connecting';
};

/** Step 1: the worker. The image is created and stored there. */
export const CreateWorker = ({
	kind,
	onSwitch,
	onNext,
	onBack,
}: {
	kind: SourceKind;
	/** To the other segment. */
	onSwitch: () => void;
	onNext: (worker: string) => void;
	onBack: () => void;
}) => {
	const {actions} = useApp();
	const fleet = useAppState(state => state.fleet);
	const filter = useFilter();
	const rows = useMemo(() => viewsOf(fleet), [fleet]);
	const found = useWorkerSearch(rows, filter.query, viewOf);
	const list = useFilteredList(found, idOf, {filter, height: useBodyHeight() - 3});
	const current = list.current?.row;
	return (
		<ScreenFrame
			crumbs={['Create image', 'Worker']}
			stages={createStages('Worker', {}, kind)}
			hasTabs={false}
			bindings={[
				...(filter.isTyping ? filter.bindings : []),
				{
					key: 'enter',
					title: 'Choose',
					run: () => current && onNext(current.worker.name),
					refusal: list.noRow ?? (current && workerRefusal(current)),
				},
				sourceBinding(kind, onSwitch),
				...(filter.isTyping ? [] : filter.bindings),
				{key: 'r', title: 'Reconnect', run: () => actions.refresh(current?.worker.name)},
				{key: 'esc', title: 'Back', run: onBack},
				...list.bindings,
			]}
		>
			{size => (
				<>
					<Text bold>Select a worker. The image is created and stored there.</Text>
					<SourceField value={kind} onSwitch={onSwitch} />
					<FilterList
						total={rows.length}
						list={list}
						idOf={idOf}
						width={size.width}
						render={({row, ranges}, at) => <WorkerChoice view={row} ranges={ranges.name} {...at} />}
						empty={
							rows.length === 0 ? <Text>No workers yet. Add one to the config file.</Text> : <NoMatches />
						}
					/>
				</>
			)}
		</ScreenFrame>
	);
};

const WorkerChoice = ({
	view,
	ranges,
	isCursor,
	width,
}: {
	view: WorkerView;
	ranges: Ranges | undefined;
	isCursor: boolean;
	width: number;
}) => {
	const refusal = workerRefusal(view);
	const labels = view.worker.labels?.length ? [view.worker.labels.join(' ')] : [];
	const running = view.devboxes?.content.filter(each => each.state === 'running').length ?? 0;
	return (
		<Text>
			<ReachMark view={view} isSelected={isCursor} />
			<Columns
				columns={[{width: 20}, {grow: 1}]}
				cells={[
					{text: view.worker.name, ranges, meaning: refusal === undefined ? 'plain' : 'muted'},
					{
						text: refusal ?? [`${counted(running, 'DevBox', 'DevBoxes')} running`, ...labels].join(' · '),
						meaning: refusal === undefined ? 'muted' : 'warning',
					},
				]}
				width={width - markWidth}
				isSelected={isCursor}
			/>
		</Text>
	);
};
