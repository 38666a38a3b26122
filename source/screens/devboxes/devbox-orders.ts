import {shortReference} from '../../model/reference.ts';
import type {Usage} from '../../model/usage.ts';
import type {AppState} from '../../state/app-state.ts';
import type {SortColumn} from '../shared/sort-rows.ts';
import type {DevboxRow} from './devbox-rows.ts';

const orders: readonly SortColumn<DevboxRow>[] = [
	{name: 'name', by: row => row.name},
	{name: 'worker', by: row => row.worker},
	{name: 'state', by: ({devbox}) => devbox.state},
	{name: 'image', by: row => shortReference(row.image)},
	{name: 'age', by: ({devbox}) => -devbox.createdAt},
];

/** What a DevBox uses; undefined when it does not run, or before the first answer. */
export const usageOf = ({worker, devbox}: DevboxRow, usage: AppState['usage']): Usage | undefined =>
	devbox.state === 'running' ? usage[worker]?.[devbox.id] : undefined;

/** The orders of the list; of CPU and memory the most comes first. */
export const devboxOrders = (usage: AppState['usage']): readonly SortColumn<DevboxRow>[] => [
	...orders,
	{name: 'CPU', by: row => negative(usageOf(row, usage)?.cpuPercent)},
	{name: 'memory', by: row => negative(usageOf(row, usage)?.sample.memoryBytes)},
];

const negative = (value: number | undefined) => (value === undefined ? undefined : -value);
