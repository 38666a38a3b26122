import {Text} from 'ink';
import type {WorkerView} from '../../model/fleet.ts';
import {Columns} from '../../parts/columns.tsx';
import {List} from '../../parts/list.tsx';
import {useList} from '../../parts/use-list.ts';
import {markWidth, ReachMark} from '../shared/reach-mark.tsx';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useBodyHeight} from '../shared/use-body-height.ts';
import {createStages} from './create-stages.ts';
import {SourceField, type SourceKind, sourceBinding} from './source-field.tsx';

const idOf = (view: WorkerView) => view.worker.name;

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
	const list = useList(Object.values(fleet), idOf, {height: useBodyHeight() - 2});
	const {current} = list;
	return (
		<ScreenFrame
			crumbs={['Create image', 'Worker']}
			stages={createStages('Worker', {}, kind)}
			hasTabs={false}
			bindings={[
				{
					key: 'enter',
					title: 'Choose',
					run: () => current && onNext(current.worker.name),
					refusal: current && workerRefusal(current),
				},
				sourceBinding(kind, onSwitch),
				{key: 'r', title: 'Reconnect', run: () => actions.refresh(current?.worker.name)},
				{key: 'esc', title: 'Back', run: onBack},
				...list.bindings,
			]}
		>
			{size => (
				<>
					<Text bold>Select a worker. The image is created and stored there.</Text>
					<SourceField value={kind} onSwitch={onSwitch} />
					<List
						list={list}
						idOf={idOf}
						width={size.width}
						render={(view, at) => <WorkerChoice view={view} {...at} />}
						empty={<Text>No workers yet. Add one to the config file.</Text>}
					/>
				</>
			)}
		</ScreenFrame>
	);
};

const WorkerChoice = ({view, isCursor, width}: {view: WorkerView; isCursor: boolean; width: number}) => {
	const refusal = workerRefusal(view);
	const running = view.devboxes?.content.filter(each => each.state === 'running').length ?? 0;
	return (
		<Text>
			<ReachMark view={view} isSelected={isCursor} />
			<Columns
				columns={[{width: 20}, {grow: 1}]}
				cells={[
					{text: view.worker.name, meaning: refusal === undefined ? 'plain' : 'muted'},
					{
						text: refusal ?? `${running} DevBoxes running`,
						meaning: refusal === undefined ? 'muted' : 'warning',
					},
				]}
				width={width - markWidth}
				isSelected={isCursor}
			/>
		</Text>
	);
};
