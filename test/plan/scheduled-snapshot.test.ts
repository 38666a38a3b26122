import {expect, test} from 'vitest';
import {planScheduledPrune} from '../../source/jobs/scheduled-prune.ts';
import {planScheduledSnapshot} from '../../source/jobs/scheduled-snapshot.ts';
import {noChoices, type SnapshotTask} from '../../source/model/scheduled-task.ts';
import {source} from './sources.ts';

const known = {schedules: [], trigger: 'cron', skewMs: 0, zone: 'UTC'} as const;
const alice = {user: 'alice', plan: 'pro', role: 'member'} as const;
const requester = {account: alice, host: 'laptop', ingot: '0'} as const;
const task: SnapshotTask = {
	kind: 'snapshot',
	devbox: {id: source.devbox.id, name: 'api'},
	tag: '%Y-%m-%d',
	overwrite: false,
	keepLast: '',
	keepWithin: '',
	choices: noChoices,
};
const image = {capabilities: [], overwrite: false, method: 'auto'} as const;
const planned = (change: Partial<SnapshotTask> = {}, by: Partial<typeof requester> = {}) =>
	planScheduledSnapshot(
		{source, known},
		{name: 'shots', cadence: 'daily', task: {...task, ...change}, image},
		{...requester, ...by},
	);
const ids = (change: Partial<SnapshotTask>) => planned(change).plan.steps.map(({id}) => id);

test('a run first checks what the schedule was saved for, then has the steps of a snapshot', () => {
	const {plan, snapshot, schedule} = planned();
	expect(plan.steps.map(({id}) => id)).toEqual(['source', ...snapshot.plan.steps.map(({id}) => id)]);
	expect(plan.locks[0]).toBe(`schedule-${schedule.id}`);
	expect(plan.locks).toContain(`devbox-${source.devbox.id}`);
});

test('what varies by run is a word in the plan that nobody can guess, another one for each plan', () => {
	const files = (plan: ReturnType<typeof planned>) =>
		Object.fromEntries(plan.files.map(({name, text}) => [name, text]));
	const [one, other] = [files(planned()), files(planned())];
	const [job = '', time = '', tag = ''] = (one.words ?? '').split('\n').map(line => line.split(' ')[0] ?? '');
	expect(one.words).toBe(`${job} job\n${time} time\n${tag} tag %Y-%m-%d\n`);
	expect(one.words).not.toBe(other.words);
	for (const word of [job, time, tag]) expect(one['plan.sh']).toContain(word);
	expect(one['request.json']).toContain(`localhost/shots:${tag}`);
	expect(JSON.parse(`{${one['request.json']}`)).not.toHaveProperty('id');
});

test('what people see of the plan has the pattern of the tag instead', () => {
	const {plan} = planned();
	expect(plan.done).toBe('localhost/shots:%Y-%m-%d is ready.');
	expect(plan.steps.at(-1)?.argv).toEqual(
		expect.arrayContaining(['org.opencontainers.image.created=TIME', 'io.clustercode.job=JOB']),
	);
	expect(JSON.stringify(plan)).not.toContain('ingot-tag-');
});

test('old images go last, when the new one can no longer be undone', () => {
	expect(ids({}).at(-1)).toBe('label-check');
	expect(ids({keepLast: '7'}).slice(-3)).toEqual(['label-check', 'judge', 'delete']);
	const [judge, remove] = planned({keepLast: '', keepWithin: '2d'}).plan.steps.slice(-2);
	expect(judge).toMatchObject({
		argv: ['sh', './retention-step.sh', 'judge', 'note', 'alice', 'made', '1', '172800', 'shots'],
		settles: 'label-check',
	});
	expect(remove?.argv).toEqual(['sh', './retention-step.sh', 'delete', 'note']);
});

test('a schedule that deletes images judges those of its owner when it runs', () => {
	const draft = {name: 'tidy', cadence: 'weekly'};
	const prune = {kind: 'prune', names: ['web', 'db'], keepLast: '3', keepWithin: ''} as const;
	const {plan, schedule} = planScheduledPrune(
		{worker: source.worker, known},
		{...draft, task: prune},
		requester,
	);
	expect(plan.steps[0]?.argv).toEqual([
		...['sh', './retention-step.sh', 'judge', 'fail', 'alice', 'all', '3', '', 'web', 'db'],
	]);
	expect(schedule).toMatchObject({user: 'alice', reference: '', task: prune, cron: '0 6 * * 1'});
	const wrong = {...prune, names: ['web:1']};
	expect(() =>
		planScheduledPrune({worker: source.worker, known}, {...draft, task: wrong}, requester),
	).toThrow('Use names of images without tags');
});

test('a plan or role that may create no images may schedule none', () => {
	expect(() => planned({}, {account: {...alice, plan: 'free'} as never})).toThrow(
		'require the Pro or Enterprise plan',
	);
	expect(() => planned({}, {account: {...alice, role: 'viewer'} as never})).toThrow(
		'can view images but not create',
	);
});
