import {describe, expect, test} from 'vitest';
import {changeSchedule} from '../../source/jobs/change-schedule.ts';
import {listSchedules} from '../../source/jobs/list-schedules.ts';
import {type PlannedSchedule, planSchedule, saveSchedule} from '../../source/jobs/save-schedule.ts';
import {planScheduledPrune} from '../../source/jobs/scheduled-prune.ts';
import {noScheduleDraft, type Schedule} from '../../source/model/schedule.ts';
import {type LocalWorker, type Shell, shells} from '../jobs/local-worker.ts';
import {launchContext} from '../launch-context.ts';
import {withCron} from './with-cron.ts';

const requester = {
	account: {user: 'alice', plan: 'pro', role: 'member'},
	host: 'laptop',
	ingot: '0',
} as const;
/** What each of two clients knows that have looked before either has saved. */
const known = {schedules: [], trigger: 'cron', skewMs: 0, zone: 'UTC'} as const;

const launches = (name: string, edited?: Schedule): PlannedSchedule =>
	planSchedule(
		{context: launchContext(), known},
		// A text in which another name seems to stand.
		{...noScheduleDraft, name, command: `echo '"draft":{"name":"other"' "\\"name\\":\\"twin\\""`},
		{...requester, edited},
	);
const prunes = (name: string, edited?: Schedule): PlannedSchedule =>
	planScheduledPrune(
		{worker: {name: 'here', kind: 'self-hosted'}, known},
		{name, cadence: 'daily', task: {kind: 'prune', names: [], keepLast: '3', keepWithin: ''}},
		{...requester, edited},
	);
const saved = async ({remote}: LocalWorker): Promise<readonly Schedule[]> =>
	(await listSchedules(remote)).schedules;
const taken = {
	kind: 'conflict',
	message: expect.stringContaining('The worker already has a schedule named twin.'),
};

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	test.each([
		['launch an image', launches, launches],
		['do different things', prunes, launches],
		['delete images', prunes, prunes],
	] as const)(
		'of two schedules that are saved at the same time under one name and %s, one is refused',
		async (_, one, other) => {
			using worker = withCron(shell);
			const ended = await Promise.allSettled([
				saveSchedule(worker.connect(), one('twin')),
				saveSchedule(worker.connect(), other('twin')),
			]);
			const refused = ended.flatMap(each => (each.status === 'rejected' ? [each.reason] : []));
			expect(refused).toEqual([expect.objectContaining(taken)]);
			expect((await saved(worker)).map(each => each.draft.name)).toEqual(['twin']);
		},
	);

	test('a schedule cannot be renamed to what another has been called meanwhile, and keeps its own name', async () => {
		using worker = withCron(shell);
		await saveSchedule(worker.remote, launches('own'));
		await saveSchedule(worker.remote, prunes('twin'));
		const own = (await saved(worker)).find(({draft}) => draft.name === 'own');
		await expect(saveSchedule(worker.remote, launches('twin', own))).rejects.toMatchObject(taken);
		await saveSchedule(worker.remote, launches('own', own));
		expect((await saved(worker)).map(each => [each.draft.name, each.revision])).toEqual([
			['own', 2],
			['twin', 1],
		]);
	});

	test('a name is free again when its schedule is deleted, and one that begins with it is another', async () => {
		using worker = withCron(shell);
		await saveSchedule(worker.remote, prunes('twin'));
		await saveSchedule(worker.remote, prunes('twin-2'));
		const [twin] = await saved(worker);
		if (twin === undefined) throw new Error('no schedule');
		await changeSchedule(worker.remote, twin, {change: 'remove', account: requester.account});
		await saveSchedule(worker.remote, launches('twin'));
		expect((await saved(worker)).map(each => each.draft.name)).toEqual(['twin', 'twin-2']);
	});
});
