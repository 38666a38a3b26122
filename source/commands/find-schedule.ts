import {listSchedules} from '../jobs/list-schedules.ts';
import {Failure} from '../model/failure.ts';
import type {Schedule} from '../model/schedule.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {didYouMean} from './did-you-mean.ts';
import {refuseEmpty} from './refuse-idle.ts';

type Found = {readonly remote: Remote; readonly schedule: Schedule};

/** Finds a schedule by name or id; the connection to its worker stays open. @throws Failure as findDevbox */
export const findSchedule = async (
	deps: CommandDeps,
	wanted: string,
	name: string | undefined,
): Promise<Found> => {
	refuseEmpty(wanted, 'schedule', '`ingot schedules list` lists all schedules.');
	const settings = await deps.settings();
	const workers = name === undefined ? settings.workers : [findWorker(settings, name)];
	const looked = await Promise.allSettled(
		workers.map(async worker => {
			const remote = await deps.connect(worker);
			try {
				return {remote, ...(await listSchedules(remote, {signal: deps.signal}))};
			} catch (thrown) {
				remote.close();
				throw thrown;
			}
		}),
	);
	const up = looked.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []));
	const found = up.flatMap(({remote, schedules}) =>
		schedules
			.filter(each => each.id === wanted || each.draft.name === wanted)
			.map(schedule => ({remote, schedule})),
	);
	const [only] = found;
	for (const {remote} of up) if (found.length !== 1 || remote !== only?.remote) remote.close();
	if (only !== undefined && found.length === 1) return only;
	if (only !== undefined) throw several(wanted, found);
	const failed = looked.find(each => each.status === 'rejected');
	if (failed !== undefined) throw failed.reason;
	throw new Failure(`There is no schedule ${neutralise(wanted)}.`, {
		kind: 'usage',
		hint: didYouMean(
			wanted,
			up.flatMap(each => each.schedules.map(schedule => schedule.draft.name)),
			'`ingot schedules list` lists all schedules.',
		),
	});
};

/** Two clients of an older Ingot could give one name to two schedules of a worker. */
const several = (wanted: string, found: readonly Found[]): Failure => {
	const workers = [...new Set(found.map(({remote}) => remote.worker.name))];
	if (workers.length === found.length)
		return new Failure(`Several workers have a schedule ${neutralise(wanted)}: ${workers.join(', ')}.`, {
			kind: 'usage',
			hint: 'Choose one with --worker.',
		});
	const ids = found.map(({remote, schedule}) => `${schedule.id} on ${remote.worker.name}`);
	return new Failure(`Several schedules are called ${neutralise(wanted)}: ${ids.join(', ')}.`, {
		kind: 'usage',
		hint: 'Use the id instead of the name; `ingot schedules list --json` says which is which.',
	});
};
