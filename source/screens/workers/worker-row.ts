import type {WorkerView} from '../../model/fleet.ts';
import type {WorkerHealth} from '../../model/worker-health.ts';
import type {WorkerLoad} from '../../model/worker-load.ts';

/** A worker with all that is known of it. */
export type WorkerRow = {
	readonly view: WorkerView;
	readonly health: WorkerHealth;
};

/** An older reading is shown as old: three were missed. */
const oldMs = 15_000;

/** How busy it is; undefined when that is unknown or it is not connected. */
export const loadOf = ({view, health}: WorkerRow): WorkerLoad | undefined =>
	view.reach.state === 'ready' ? health.load?.content : undefined;

/** Whether the figures are so old that they are marked as old. */
export const isOldLoad = ({health}: WorkerRow, now = Date.now()): boolean =>
	health.load !== undefined && now - health.load.at > oldMs;
