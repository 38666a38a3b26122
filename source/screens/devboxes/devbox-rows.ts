import type {Account} from '../../model/account.ts';
import {type Devbox, ineligibleBecause, type Reason} from '../../model/devbox.ts';
import {type Fleet, jobHolding} from '../../model/fleet.ts';

export type DevboxRow = {
	readonly devbox: Devbox;
	/** Why it cannot be snapshot; empty when it can. */
	readonly why: readonly Reason[];
	readonly isBusy: boolean;
	/** For the filter. */
	readonly name: string;
	readonly image: string;
	readonly capabilities: readonly string[];
	readonly worker: string;
};

/** What the filter searches; the name weighs most. */
export const devboxKeys = [
	{name: 'name', weight: 3},
	{name: 'image', weight: 1},
	{name: 'capabilities', weight: 1},
	{name: 'worker', weight: 1},
];

/** The DevBoxes of one worker or of all, the eligible ones first. */
export const devboxRows = (
	fleet: Fleet,
	account: Account,
	{worker, allowStopped = false}: {worker?: string | undefined; allowStopped?: boolean} = {},
): readonly DevboxRow[] =>
	Object.values(fleet)
		.filter(view => worker === undefined || view.worker.name === worker)
		.flatMap(view =>
			(view.devboxes?.content ?? []).map((devbox): DevboxRow => {
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
				};
			}),
		)
		.toSorted((a, b) => Number(a.why.length > 0) - Number(b.why.length > 0));
