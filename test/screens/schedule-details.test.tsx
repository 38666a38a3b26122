import {expect, test} from 'vitest';
import type {JobSummary} from '../../source/model/job.ts';
import {noScheduleDraft, type Schedule} from '../../source/model/schedule.ts';
import type {AppEvent} from '../../source/state/app-state.ts';
import {fullFleet} from './every-screen.tsx';
import {alice, screenAfter} from './show-app.tsx';

const hour = 3_600_000;
const run = (id: string, hoursAgo: number, outcome: JobSummary['outcome']): JobSummary => ({
	request: {
		version: 1,
		id,
		kind: 'run',
		title: `Run nightly (${hoursAgo})`,
		worker: 'forge-1',
		user: 'alice',
		host: 'forge-1',
		ingot: '0',
		at: new Date(Date.now() - hoursAgo * hour).toISOString(),
		devbox: {id: '', name: 'nightly'},
		reference: 'localhost/golden:1',
		steps: [{id: 'work', title: 'Run the command'}],
	},
	outcome,
	endedAt: outcome === undefined ? undefined : new Date().toISOString(),
	alive: outcome === undefined,
});
const schedule: Schedule = {
	id: 's1',
	revision: 1,
	worker: 'forge-1',
	user: 'alice',
	reference: 'localhost/golden:1',
	draft: {
		...noScheduleDraft,
		name: 'nightly',
		command: 'make all',
		environment: ['TOKEN=hunter-2', 'MODE=x'],
		volumes: ['data:/data'],
	},
	cron: '0 6 * * *',
	isEnabled: true,
	trigger: 'cron',
	problem: undefined,
	lastRun: undefined,
};
const schedules = (...all: readonly Schedule[]): AppEvent => ({
	type: 'schedules-listed',
	worker: 'forge-1',
	at: Date.now(),
	content: {schedules: all, trigger: 'cron', skewMs: 0, zone: 'UTC'},
});
const jobs = (...content: readonly JobSummary[]): AppEvent => ({
	type: 'jobs-listed',
	worker: 'forge-1',
	at: Date.now(),
	content,
});
const opened = async (...events: readonly AppEvent[]) => {
	const screen = await screenAfter([...fullFleet, schedules(schedule), ...events], alice, {rows: 34});
	await screen.press('5', 'enter');
	return screen;
};

test('enter opens everything about a schedule: image, cadence, next runs, and no value of a variable', async () => {
	const screen = await opened();
	expect(screen.frame()).toContain('Schedules › nightly');
	expect(screen.frame()).toMatch(/Image +localhost\/golden:1/u);
	expect(screen.frame()).toMatch(/Command +make all/u);
	expect(screen.frame()).toMatch(/Variables +TOKEN, MODE/u);
	expect(screen.frame()).not.toContain('hunter-2');
	expect(screen.frame()).toMatch(/When +At 06:00 \(0 6 \* \* \*\)/u);
	expect(screen.frame().match(/06:00 UTC/gu)).toHaveLength(5);
	expect(screen.frame()).toMatch(/Last runs +never/u);
	await screen.press('esc');
	expect(screen.frame()).toContain('[5 Schedules');
});

test('the last runs are listed with their outcome, the latest first, and enter opens the one under the cursor', async () => {
	const screen = await opened(
		jobs(run('a-s1', 30, 'failed'), run('b-s1', 6, 'done'), run('c-other', 1, 'done')),
	);
	const runs = screen.frame().match(/\d+[hd] ago: \w+/gu);
	expect(runs).toEqual(['6h ago: done', '1d ago: failed']);
	await screen.press('home', ...Array.from({length: 13}, () => 'down'));
	expect(screen.frame()).toMatch(/❯ +1d ago: failed/u);
	await screen.press('enter');
	expect(screen.frame()).toContain('Run nightly (30)');
	await screen.press('esc');
	expect(screen.frame()).toContain('Schedules › nightly');
});

test('enter on the image of a schedule opens the image; on a line that names nothing it says so', async () => {
	const screen = await opened();
	await screen.press('enter');
	expect(screen.frame()).toContain('This line names nothing that can be opened.');
	await screen.press('down', 'down', 'enter');
	expect(screen.frame()).toContain('Images › golden:1');
});

test('a schedule whose image is gone says so first; one that is deleted meanwhile is reported', async () => {
	const gone = {...schedule, reference: 'localhost/gone:1'};
	const screen = await opened(schedules(gone));
	expect(screen.frame()).toMatch(/❯ Problem +The image localhost\/gone:1 is no longer on forge-1/u);
	const deleted = await screenAfter([...fullFleet, schedules()], alice);
	await deleted.press('5', 'enter');
	expect(deleted.frame()).toContain('No schedules yet');
});

test('the keys of a schedule work on its details, too', async () => {
	const screen = await opened();
	await screen.press('d');
	expect(screen.frame()).toContain('Delete the schedule nightly?');
	await screen.press('esc');
	expect(screen.frame()).toContain('Schedules › nightly');
	expect(screen.frame()).toContain('X Run now');
	expect(screen.frame()).toContain('e Edit');
});

test('the list shows the year and the time of a run that is not in this year', async () => {
	const rare = {...schedule, cron: '0 6 29 2 *'};
	const screen = await screenAfter([...fullFleet, schedules(rare)], alice, {columns: 160, rows: 34});
	await screen.type('5');
	expect(screen.frame()).toMatch(/29 Feb 20\d\d 06:00 /u);
});
