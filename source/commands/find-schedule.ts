import {listSchedules} from '../jobs/list-schedules.ts';
import {Failure} from '../model/failure.ts';
import type {Schedule} from '../model/schedule.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {didYouMean} from './did-you-mean.ts';

/** Finds a schedule by name or id; the connection to its worker stays open. @throws Failure as findDevbox */
export const findSchedule = async (
	deps: CommandDeps,
	wanted: string,
	name: string | undefined,
): Promise<{readonly remote: Remote; readonly schedule: Schedule}> => {
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
	if (only !== undefined)
		throw new Failure(
			`Several workers have a schedule ${neutralise(wanted)}: ${found.map(each => each.remote.worker.name).join(', ')}.`,
			{kind: 'usage', hint: 'Choose one with --worker.'},
		);
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
