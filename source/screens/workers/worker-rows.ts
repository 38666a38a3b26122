import type {Fleet, WorkerView} from '../../model/fleet.ts';
import type {WorkerFacts} from '../../model/worker.ts';
import type {Health} from '../../model/worker-health.ts';
import type {WorkerLoad} from '../../model/worker-load.ts';
import type {SortColumn} from '../shared/sort-rows.ts';
import {reachWord} from '../shared/words.ts';
import {loadOf, type WorkerRow} from './worker-row.ts';

/** All workers, in the config file's order. The disk's last reading replaces that of the facts, which were read on connecting. */
export const workerRows = (fleet: Fleet, health: Health): readonly WorkerRow[] =>
	Object.values(fleet).map(view => {
		const own = health[view.worker.name] ?? {};
		return {view: withDisk(view, own.load?.content.disk), health: own};
	});

const withDisk = (view: WorkerView, disk: WorkerLoad['disk']): WorkerView => {
	const {reach} = view;
	if (reach.state !== 'ready' || reach.facts === undefined || disk === undefined) return view;
	const facts: WorkerFacts = {...reach.facts, freeBytes: disk.freeBytes, diskBytes: disk.totalBytes};
	return {...view, reach: {...reach, facts}};
};

/** What is used of the memory, from 0 to 1. */
const memoryShare = (row: WorkerRow): number | undefined => {
	const memory = loadOf(row)?.memory;
	return memory && 1 - memory.availableBytes / memory.totalBytes;
};

const diskShare = ({view: {reach}}: WorkerRow): number | undefined => {
	const facts = reach.state === 'ready' ? reach.facts : undefined;
	return facts?.diskBytes === undefined ? undefined : 1 - facts.freeBytes / facts.diskBytes;
};

export const workerOrders: readonly SortColumn<WorkerRow>[] = [
	{name: 'name', by: ({view}) => view.worker.name},
	{name: 'state', by: ({view}) => reachWord(view)},
	{name: 'load', by: row => loadOf(row)?.load},
	{name: 'memory', by: memoryShare},
	{name: 'disk', by: diskShare},
	{name: 'label', by: ({view}) => view.worker.labels?.[0]},
];
