import type {Account} from '../../model/account.ts';
import {type Devbox, ineligibleBecause, type Reason} from '../../model/devbox.ts';
import {type Fleet, jobHolding, viewsOf, type WorkerView} from '../../model/fleet.ts';

export type DevboxRow = {
	readonly devbox: Devbox;
	/** Why it is not eligible for a snapshot; empty when it is. */
	readonly why: readonly Reason[];
	readonly isBusy: boolean;
	/** For the filter. */
	readonly name: string;
	readonly image: string;
	readonly capabilities: readonly string[];
	readonly worker: string;
	/** As the list shows it. */
	readonly state: string;
};

/** What the filter searches; the name weighs most. */
export const devboxKeys = [
	{name: 'name', weight: 3},
	{name: 'image', weight: 1},
	{name: 'capabilities', weight: 1},
	{name: 'worker', weight: 1},
];

type Reading = {
	readonly account: Account;
	readonly allowStopped: boolean;
	readonly eligible: readonly DevboxRow[];
	readonly others: readonly DevboxRow[];
};

/** By view, which stays the same object until something of its worker changes: a frame reads the other workers' rows from here. */
const readings = new WeakMap<WorkerView, Reading>();

const rowsOf = (view: WorkerView, account: Account, allowStopped: boolean): Reading => {
	const known = readings.get(view);
	if (known?.account === account && known.allowStopped === allowStopped) return known;
	const rows = (view.devboxes?.content ?? []).map((devbox): DevboxRow => {
		const isBusy = jobHolding(view, devbox.id) !== undefined;
		// A snapshot pauses the DevBox; the reason is the job.
		const why = ineligibleBecause(devbox, account, {allowStopped}).filter(
			each => !(isBusy && each === 'paused'),
		);
		return {
			devbox,
			why: isBusy ? [...why, 'busy'] : why,
			isBusy,
			name: devbox.name,
			image: devbox.image,
			capabilities: devbox.capabilities,
			worker: devbox.worker,
			state: isBusy ? 'busy' : devbox.state,
		};
	});
	const reading = {
		account,
		allowStopped,
		eligible: rows.filter(({why}) => why.length === 0),
		others: rows.filter(({why}) => why.length > 0),
	};
	readings.set(view, reading);
	return reading;
};

/** The DevBoxes of one worker or of all, the eligible ones first. */
export const devboxRows = (
	fleet: Fleet,
	account: Account,
	{worker, allowStopped = false}: {worker?: string | undefined; allowStopped?: boolean} = {},
): readonly DevboxRow[] => {
	const views = viewsOf(fleet).filter(view => worker === undefined || view.worker.name === worker);
	const read = views.map(view => rowsOf(view, account, allowStopped));
	return [...read.flatMap(each => each.eligible), ...read.flatMap(each => each.others)];
};
