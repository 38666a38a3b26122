import type {Fleet, WorkerView} from '../../model/fleet.ts';
import type {WorkerFacts} from '../../model/worker.ts';
import type {Health} from '../../model/worker-health.ts';
import type {WorkerLoad} from '../../model/worker-load.ts';
import type {SortColumn} from '../shared/sort-rows.ts';
import {reachWord} from '../shared/words.ts';
import {diskShare, memoryShare} from './shares.ts';
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

export const workerOrders: readonly SortColumn<WorkerRow>[] = [
	{name: 'name', by: ({view}) => view.worker.name},
	{name: 'state', by: ({view}) => reachWord(view)},
	{name: 'load', by: row => loadOf(row)?.load},
	{name: 'memory', by: row => memoryShare(loadOf(row)?.memory)},
	{name: 'disk', by: ({view: {reach}}) => diskShare(reach.state === 'ready' ? reach.facts : undefined)},
	{name: 'label', by: ({view}) => view.worker.labels?.[0]},
];
