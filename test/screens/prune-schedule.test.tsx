import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import type {Retained, Retention} from '../../source/model/retention.ts';
import {noScheduleDraft, type Schedule} from '../../source/model/schedule.ts';
import type {PruneTask, TaskDraft} from '../../source/model/scheduled-task.ts';
import type {PlannedSchedule} from '../../source/state/actions.ts';
import type {AppEvent} from '../../source/state/app-state.ts';
import {configured} from './fleet-events.ts';
import {alice, listedImages, ready, screenAfter} from './show-app.tsx';
import {golden} from './show-images.tsx';

beforeAll(() => void vi.setSystemTime('2026-11-28T12:00:00Z'));
afterAll(() => void vi.useRealTimers());

const known = {schedules: [], trigger: 'cron', skewMs: 0, zone: 'Europe/Berlin'} as const;
const image = (tag: string) => golden('web', {tag, reference: `localhost/web:${tag}`});
const judged = (keepLast: number): readonly Retained[] =>
	['v4', 'v3', 'v2', 'v1'].map((tag, index) => ({
		image: image(tag),
		isOld: index >= keepLast,
		why: index >= keepLast ? `number ${index + 1} of its name by age` : 'one of the newest',
	}));
const task: PruneTask = {kind: 'prune', names: ['web'], keepLast: '2', keepWithin: '30d'};
const schedule: Schedule = {
	...{id: 's1', revision: 1, worker: 'forge-1', user: 'alice', reference: '', task},
	...{draft: {...noScheduleDraft, name: 'tidy', cadence: '0 6 * * *'}, cron: '0 6 * * *', isEnabled: true},
	...{trigger: 'cron', problem: undefined, lastRun: undefined},
};
const scheduled: AppEvent = {
	type: 'schedules-listed',
	worker: 'forge-1',
	at: Date.now(),
	content: {...known, schedules: [schedule]},
};
const other: AppEvent = {
	type: 'worker-reached',
	worker: 'forge-2',
	reach: {state: 'ready', facts: undefined},
};
const sizes = [
	{columns: 60, rows: 20},
	{columns: 80, rows: 24},
	{columns: 200, rows: 60},
];

const neverAnswered = 7;

/** The app in a terminal, the rules that the worker was asked about, and what was saved. */
const show = async (
	size: (typeof sizes)[number],
	events: readonly AppEvent[] = [],
	taken: readonly Schedule[] = [],
) => {
	const rules: Retention[] = [];
	const saved: (TaskDraft & {readonly edited: string | undefined})[] = [];
	const screen = await screenAfter(
		[configured([{name: 'forge-1'}, {name: 'forge-2'}]), ready, ...events],
		alice,
		{
			...size,
			prepare(actions) {
				actions.listRetention = async (_, retention) => {
					rules.push(retention);
					if (retention.keepLast === neverAnswered) await new Promise(() => {});
					return judged(retention.keepLast);
				};
				actions.probePruneSchedule = async name => ({
					worker: {name, kind: 'self-hosted', ssh: name},
					known: {...known, schedules: taken},
				});
				const plan = actions.planPruneSchedule;
				actions.planPruneSchedule = (probe, draft, edited): PlannedSchedule => {
					saved.push({...draft, edited: edited?.id});
					return plan(probe, draft, edited);
				};
				actions.saveSchedule = async () => {};
			},
		},
	);
	return {screen, rules, saved};
};

test.each(sizes)(
	'in a terminal of $columns by $rows, the form shows what a run would delete now, as the rules are typed',
	async size => {
		const {screen, rules, saved} = await show(size);
		await screen.press('5', 'O');
		await vi.waitFor(() => expect(screen.frame()).toContain('A run now would delete 1 of 4:'));
		expect(screen.lines()).toHaveLength(size.rows);
		expect(screen.frame()).toContain('web:v1: number 4 of its name by age');
		expect(screen.frame()).toMatch(/06:00|00:00/u);
		await screen.press('tab', 'tab', 'ctrl+u');
		await screen.type('0');
		expect(screen.frame()).toContain('Use 1 or more: the newest image always');
		await screen.press('ctrl+s');
		expect(saved).toEqual([]);
		await screen.press('ctrl+u');
		await screen.type('1');
		await vi.waitFor(() => expect(screen.frame()).toContain('A run now would delete 3 of 4:'));
		expect(screen.frame()).toContain('web:v3');
		expect(rules.at(-1)).toEqual({keepLast: 1, keepWithinMs: undefined, names: undefined});
		await screen.press('shift+tab');
		await screen.type('web:v1');
		await screen.press('enter');
		expect(screen.frame()).toContain('Use names of images without tags');
		await screen.press('ctrl+u');
		await screen.type('web');
		await vi.waitFor(() => expect(screen.frame()).not.toContain('Looking again'));
		expect(rules.at(-1)?.names).toEqual(['web']);
		await screen.press('ctrl+s');
		for (const text of ['deletes old images of alice', 'the last 1;', 'web:v3  web:v2  web:v1'])
			expect(screen.frame()).toContain(text);
		await screen.press('enter');
		const {name, cadence, ...rest} = saved.at(-1) ?? {};
		expect({name, cadence, ...rest}).toEqual({
			...{name: 'prune', cadence: 'daily', edited: undefined},
			task: {kind: 'prune', names: ['web'], keepLast: '1', keepWithin: ''},
		});
	},
);

test('a user who is faster than the worker reads in the review that it is not known yet', async () => {
	const {screen} = await show({columns: 80, rows: 24});
	await screen.press('5', 'O');
	await vi.waitFor(() => expect(screen.frame()).toContain('A run now would delete 1 of 4:'));
	await screen.press('tab', 'tab', 'ctrl+u');
	await screen.type(String(neverAnswered));
	expect(screen.frame()).toContain('A run now would delete 1 of 4: Looking again …');
	await screen.press('ctrl+s');
	expect(screen.frame()).toContain('not known yet: Back shows what a run would delete');
});

test('one of several workers is chosen first, and the name is one that it has no schedule of', async () => {
	const named = {...schedule, draft: {...schedule.draft, name: 'prune'}};
	const {screen} = await show({columns: 80, rows: 24}, [other], [named]);
	await screen.press('5', 'O');
	expect(screen.frame()).toContain('Select the worker whose old images a schedule deletes.');
	await screen.press('enter');
	await vi.waitFor(() => expect(screen.frame()).toMatch(/Name +prune-2/u));
});

test('e opens the same form for a schedule that there is', async () => {
	const {screen, saved} = await show({columns: 80, rows: 24}, [scheduled], [schedule]);
	await screen.press('5', 'e');
	await vi.waitFor(() => expect(screen.frame()).toContain('A run now would delete 2 of 4:'));
	expect(screen.frame()).toMatch(/Name +tidy/u);
	expect(screen.frame()).toMatch(/Images +web/u);
	expect(screen.frame()).toMatch(/Keep within +30d/u);
	await screen.press('ctrl+s');
	expect(screen.frame()).toContain('Save schedule');
	expect(saved).toEqual([{name: 'tidy', cadence: '0 6 * * *', task, edited: 's1'}]);
});

test('from the list of images, the rules that were typed come along', async () => {
	const {screen} = await show({columns: 100, rows: 30}, [listedImages('forge-1', image('v4'))]);
	await screen.press('3', 'O', 'tab');
	expect(screen.frame()).toContain('ctrl+s Schedule');
	await screen.press('ctrl+u');
	await screen.type('2');
	await screen.press('ctrl+s');
	await vi.waitFor(() => expect(screen.frame()).toContain('A run now would delete 2 of 4:'));
	expect(screen.frame()).toMatch(/Keep within +7d/u);
});
