import {type Devbox, ownerOf, stopRefusal} from '../../model/devbox.ts';
import type {PlanLine} from '../shared/plan-lines.ts';
import type {DevboxRow} from './devbox-rows.ts';

/** What can be done to several at once. */
export type BulkChange = 'start' | 'stop' | 'remove';

export type BulkPlan = {
	readonly change: BulkChange;
	/** What it is done to. */
	readonly devboxes: readonly Devbox[];
	/** What happens to each of them. */
	readonly acts: readonly PlanLine[];
	/** The others, each with the reason. */
	readonly skipped: readonly PlanLine[];
};

/** What one change does to each of several DevBoxes. @param user whose DevBoxes may be changed */
export const planBulk = (rows: readonly DevboxRow[], change: BulkChange, user: string): BulkPlan => {
	const judged = rows.map(row => ({
		devbox: row.devbox,
		name: `${row.name} on ${row.worker}`,
		why: whyNot(row, change, user),
	}));
	const fit = judged.filter(({why}) => why === undefined);
	return {
		change,
		devboxes: fit.map(({devbox}) => devbox),
		acts: fit.map(({name, devbox}) => ({name, text: whatHappens(devbox, change)})),
		skipped: judged.flatMap(({name, why}) => (why === undefined ? [] : [{name, text: why}])),
	};
};

const whyNot = ({devbox, isBusy}: DevboxRow, change: BulkChange, user: string): string | undefined => {
	const owner = ownerOf(devbox);
	if (owner !== user) return owner === undefined ? 'not launched by Ingot' : `belongs to ${owner}`;
	if (isBusy) return 'a job is using it';
	if (change === 'stop' && devbox.state !== 'running') return `it is ${devbox.state}`;
	if (change === 'stop' && stopRefusal(devbox) !== undefined) return 'created with --rm: stopping removes it';
	return change === 'start' && devbox.state === 'running' ? 'it is running' : undefined;
};

const whatHappens = ({state}: Devbox, change: BulkChange): string => {
	if (change !== 'remove') return change === 'stop' ? 'stops' : 'starts';
	return state === 'running' ? 'stops and is removed' : 'is removed';
};
