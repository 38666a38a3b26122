import {type Fleet, viewsOf, type WorkerView} from '../../model/fleet.ts';
import type {WorkerFacts} from '../../model/worker.ts';
import type {Health, WorkerHealth} from '../../model/worker-health.ts';
import type {WorkerLoad} from '../../model/worker-load.ts';
import type {SortColumn} from '../shared/sort-rows.ts';
import {reachWord} from '../shared/words.ts';
import {diskShare, memoryShare} from './shares.ts';
import {loadOf, type WorkerRow} from './worker-row.ts';

type Rows = {
	readonly views: readonly WorkerView[];
	readonly health: Health;
	readonly rows: readonly WorkerRow[];
};
let last: Rows = {views: [], health: {}, rows: []};
const nothingKnown: WorkerHealth = {};

/**
 * All workers, in the config file's order. The disk's last reading replaces that of the facts, which were read on connecting. The row of
 * a worker of which nothing has changed stays the same object, so that it is not drawn again.
 */
export const workerRows = (fleet: Fleet, health: Health): readonly WorkerRow[] => {
	const views = viewsOf(fleet);
	const rows = views.map((view, at) => {
		const before = view === last.views[at] ? last.rows[at] : undefined;
		if (before !== undefined && health === last.health) return before;
		const own = health[view.worker.name] ?? nothingKnown;
		return before?.health === own ? before : {view: withDisk(view, own.load?.content.disk), health: own};
	});
	last = {views, health, rows};
	return rows;
};

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
