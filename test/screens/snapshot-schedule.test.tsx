import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {noScheduleDraft, type Schedule} from '../../source/model/schedule.ts';
import {noChoices, type SnapshotTask, type TaskDraft} from '../../source/model/scheduled-task.ts';
import {excluded, type SecretSearch} from '../../source/model/secret-finding.ts';
import {SnapshotScheduleForm} from '../../source/screens/schedules/snapshot-schedule-form.tsx';
import type {AppEvent} from '../../source/state/app-state.ts';
import {source} from '../plan/sources.ts';
import {fullFleet} from './every-screen.tsx';
import {alice, devbox, screenAfter, showScreen} from './show-app.tsx';

beforeAll(() => void vi.setSystemTime('2026-11-28T12:00:00Z'));
afterAll(() => void vi.useRealTimers());

const known = {schedules: [], trigger: 'cron', skewMs: 0, zone: 'Europe/Berlin'} as const;
const task: SnapshotTask = {
	...{kind: 'snapshot', devbox: {id: 'd'.repeat(64), name: 'api'}, tag: '%Y-%m-%d', overwrite: false},
	...{keepLast: '7', keepWithin: '', choices: noChoices},
};
const search: SecretSearch = {
	secrets: [excluded({path: '/root/.netrc' as never, line: 1, kind: 'login', redacted: '****', edits: []})],
	notes: [],
	isDone: true,
};
const sizes = [
	{columns: 80, rows: 24},
	{columns: 200, rows: 60},
];
const form = async (
	size: (typeof sizes)[number],
	onNext: (draft: TaskDraft) => void = () => {},
	before = task,
) =>
	showScreen(
		<SnapshotScheduleForm
			crumbs={['New schedule']}
			probe={{source, known, search}}
			draft={{name: 'api-shots', cadence: 'daily', task: before}}
			edited={undefined}
			onNext={onNext}
			onBack={() => {}}
		/>,
		size,
	);

test.each(sizes)(
	'in a terminal of $columns by $rows the form shows the next tag and runs, and what each run would do',
	async size => {
		let kept: TaskDraft | undefined;
		const screen = await form(size, draft => (kept = draft));
		expect(screen.lines()).toHaveLength(size.rows);
		expect(screen.frame().match(/06:00\sCET/gu)).toHaveLength(3);
		expect(screen.frame()).toContain('Now it would be 2026-11-28.');
		expect(screen.frame()).toContain('1 found: 1 decide!');
		await screen.press('tab', 'ctrl+u');
		await screen.type('hourly');
		expect(screen.frame()).toContain('Two runs would have the tag 2026-11-28');
		await screen.press('ctrl+s');
		expect(kept).toBeUndefined();
		await screen.press('ctrl+u');
		await screen.type('%Y-%m-%d-%H%M');
		expect(screen.frame()).toContain('Now it would be 2026-11-28-1300.');
		await screen.press('tab', 'right', 'tab', 'ctrl+u');
		await screen.type('0');
		expect(screen.frame()).toContain('Use 1 or more: the newest image always stays.');
		await screen.press('ctrl+u', 'tab');
		await screen.type('30d');
		await screen.press('tab');
		await screen.type('nightly');
		await screen.press('enter', 'tab', 'right', 'ctrl+s');
		expect(kept).toEqual({
			name: 'api-shots',
			cadence: 'hourly',
			task: {
				...task,
				tag: '%Y-%m-%d-%H%M',
				overwrite: true,
				keepLast: '',
				keepWithin: '30d',
				choices: {...noChoices, capabilities: ['custom:nightly'], secrets: 'keep'},
			},
		});
	},
);

test.each([16, 17, 20])(
	'a field that is reached is on the screen, however long the notes are (60 by %i)',
	async rows => {
		const screen = await form({columns: 60, rows});
		await screen.press('tab', 'ctrl+p');
		for (const label of ['When', 'Tag', 'Tag taken', 'Keep last', 'Keep within', 'Capabilities', 'Secrets']) {
			expect(screen.frame()).toMatch(new RegExp(`❯ ${label} `, 'u'));
			await screen.press('tab');
		}
	},
);

const boxes = (change: Parameters<typeof devbox>[1]): AppEvent => ({
	type: 'devboxes-listed',
	worker: 'forge-1',
	at: Date.now(),
	content: [devbox('api', change)],
});

test('n on a DevBox schedules images of it; one that is stopped, runs Windows or is not yours says why not', async () => {
	const opened = async (change: Parameters<typeof devbox>[1]) => {
		const screen = await screenAfter([...fullFleet, boxes(change)], alice, {columns: 120, rows: 34});
		await screen.press('2', 'n');
		return screen.frame();
	};
	expect(await opened({})).toContain('Schedules › New schedule › forge-1 › api');
	expect(await opened({os: 'windows'})).toContain('A schedule cannot snapshot Windows');
	expect(await opened({state: 'stopped'})).not.toContain('Schedules › New');
	expect(await opened({launchedBy: 'bob'})).not.toContain('Schedules › New');
});

const schedule = (of: Schedule['task'], change: Partial<Schedule> = {}): AppEvent => ({
	type: 'schedules-listed',
	worker: 'forge-1',
	at: Date.now(),
	content: {
		...known,
		schedules: [
			{
				...{id: 's1', revision: 1, worker: 'forge-1', user: 'alice', reference: ''},
				...{draft: {...noScheduleDraft, name: 'api-shots'}, task: of, cron: '0 6 * * *', isEnabled: true},
				...{trigger: 'cron', problem: undefined, lastRun: undefined},
				...change,
			},
		],
	},
});
const shown = async (...events: readonly AppEvent[]) => {
	const screen = await screenAfter([...fullFleet, ...events], alice, {columns: 200, rows: 34});
	await screen.press('5');
	return screen;
};

test('the list says what a schedule does, and its details the last image, what is kept and what a run refuses', async () => {
	const screen = await shown(schedule(task, {lastImage: 'localhost/api-shots:2026-11-27'}));
	expect(screen.frame()).toMatch(/api-shots .*snapshot api/u);
	expect(screen.frame()).not.toContain('runs will fail');
	await screen.press('enter');
	for (const text of [
		/Snapshot of +api/u,
		/Images +api-shots:%Y-%m-%d/u,
		/Keeps +the last 7/u,
		/Last image +api-shots:2026-11-27/u,
		/Secrets +a run refuses if/u,
	])
		expect(screen.frame()).toMatch(text);
	expect(screen.frame()).not.toContain('Windows runs');
});

test('e opens the form of a schedule of images; what the form does not show is edited on the command line', async () => {
	const plain = await shown(schedule(task));
	await plain.press('e');
	expect(plain.frame()).toContain('Schedules › api-shots › forge-1 › api');
	const more = await shown(schedule({...task, choices: {...noChoices, leaveOut: ['/srv']}}));
	await more.press('e');
	expect(more.frame().replaceAll(/\s+/gu, ' ')).toContain(
		'Use ingot schedules edit api-shots, which removes them with --clear leave-out.',
	);
	const prune = await shown(schedule({kind: 'prune', names: ['web'], keepLast: '3', keepWithin: ''}));
	expect(prune.frame()).toContain('prune web');
});

test('the form shows the capabilities that each image gets, and takes them away; a wrong one is not dropped silently', async () => {
	let kept: TaskDraft | undefined;
	const before = {...task, choices: {...noChoices, capabilities: ['custom:nightly', 'custom:erp-2']}};
	const screen = await form({columns: 80, rows: 24}, draft => (kept = draft), before);
	expect(screen.frame()).toMatch(/Capabilities +#nightly #erp-2/u);
	await screen.press('tab', 'tab', 'tab', 'tab', 'tab', 'tab', 'backspace');
	expect(screen.frame()).toMatch(/❯ Capabilities +#nightly /u);
	await screen.type('x'.repeat(41));
	await screen.press('ctrl+s');
	expect(kept).toBeUndefined();
	expect(screen.frame().replaceAll(/\s+/gu, ' ')).toContain('A capability can have at most 40 characters.');
	await screen.press('ctrl+u', 'ctrl+s');
	expect(kept).toMatchObject({task: {choices: {capabilities: ['custom:nightly']}}});
});
