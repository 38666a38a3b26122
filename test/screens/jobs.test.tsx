import {expect, test} from 'vitest';
import type {JobKind, JobSummary, Outcome} from '../../source/model/job.ts';
import type {AppEvent} from '../../source/state/app-state.ts';
import {alice, ready, screenAfter} from './show-app.tsx';

type Change = {
	readonly outcome?: Outcome;
	readonly alive?: boolean;
	readonly isWaiting?: boolean;
	readonly isCancelling?: boolean;
	readonly begun?: number;
	readonly kind?: JobKind;
	readonly title?: string;
};

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

const job = (
	id: string,
	{title = `Snapshot ${id} into localhost/golden:1`, kind = 'snapshot', ...change}: Change = {},
) =>
	({
		request: {
			version: 1,
			id,
			kind,
			title,
			worker: 'forge-1',
			user: 'alice',
			host: 'here',
			ingot: '0',
			at: minutesAgo(10),
			devbox: {id: 'x', name: id},
			reference: 'localhost/golden:1',
			steps: [
				{id: 'a', title: 'Pause the DevBox'},
				{id: 'b', title: 'Commit the image'},
			],
		},
		outcome: undefined,
		endedAt: change.outcome && minutesAgo(8),
		alive: change.outcome === undefined,
		...change,
	}) satisfies JobSummary;

const listedJobs = (...content: readonly JobSummary[]): AppEvent => ({
	type: 'jobs-listed',
	worker: 'forge-1',
	content,
	at: Date.now(),
});

const some = listedJobs(
	job('z-old', {outcome: 'done'}),
	job('y-dead', {alive: false}),
	job('x-next', {isWaiting: true}),
	job('b-last', {isCancelling: true, begun: 1}),
	job('a-first', {begun: 2}),
);

const jobsScreen = async (size = {columns: 119, rows: 30}) => {
	const screen = await screenAfter([ready, some], alice, size);
	await screen.press('4');
	return screen;
};

test('jobs are listed by urgency, with state, time and step', async () => {
	const {lines} = await jobsScreen().then(screen => ({lines: screen.lines()}));
	const rows = lines.filter(line => /Snapshot/u.test(line) && !/^[├╭]/u.test(line));
	expect(rows.map(row => /(?:z-old|y-dead|x-next|b-last|a-first)/u.exec(row)?.[0])).toEqual([
		'b-last',
		'a-first',
		'x-next',
		'y-dead',
		'z-old',
	]);
	expect(rows[0]).toMatch(/cancelling .*1\/2 Pause the DevBox/u);
	expect(rows[1]).toMatch(/running .* golden:1 .*1\d m \d+ s .*2\/2 Commit the image/u);
	expect(rows[2]).toContain('waiting');
	expect(rows[3]).toContain('interrupted');
	expect(rows[4]).toMatch(/done .*2 m 0\d s/u);
});

test('a filter keeps the rows that contain every word, and x asks about the remaining one', async () => {
	const screen = await jobsScreen();
	await screen.press('/');
	await screen.type('alice waiting');
	await screen.sees('1 of 5');
	await screen.press('enter', 'x');
	await screen.sees('Cancel “Snapshot x-next into localhost/golden:1” on forge-1?');
	await screen.press('esc');
	await screen.sees('x-next');
});

test('a job that has ended or is being cancelled cannot be cancelled, and says why', async () => {
	const screen = await jobsScreen();
	await screen.press('x');
	await screen.sees('The job is already being cancelled and rolled back.');
	await screen.press('end', 'x');
	await screen.sees('The job has ended.');
});

test('80 columns show state, job, worker, age and time, and a hostile title stays on one line', async () => {
	const hostile = listedJobs(job('evil', {title: 'a\u001B[2J\u001B]0;x\u0007\nb'}));
	const screen = await screenAfter([ready, hostile], alice, {columns: 80, rows: 24});
	await screen.press('4');
	await screen.sees('a·b');
	const row = screen.lines().find(line => line.includes('a·b')) ?? '';
	expect(row).toMatch(/running +a·b +forge-1 +10m +10 m \d+ s/u);
	expect(screen.frame()).toContain('alice on here, 10m ago');
	expect(screen.lines().every(line => line.length <= 80)).toBe(true);
});

test('space selects several jobs, and x cancels those that run or wait in one question', async () => {
	const screen = await jobsScreen();
	await screen.press('home', ' ', 'down', ' ', 'down', ' ', 'end', ' ');
	expect(screen.frame()).toContain('4 selected · 5');
	await screen.press('x');
	const question = screen.frame();
	expect(question).toContain('Cancel 2 of 4 jobs?');
	expect(question).toContain('enter Cancel jobs   esc Keep running');
	expect(question).toMatch(/Snapshot a-first into golden:1 on forge-1.*: running/u);
	expect(question).toMatch(/Snapshot x-next into golden:1 on forge-1.*: waiting/u);
	expect(question).toMatch(/Snapshot b-last into.*: skipped, already cancelling/u);
	expect(question).toMatch(/Snapshot z-old into golden:1 on forge-1.*: skipped, done/u);
	await screen.press('esc');
	await screen.sees('4 selected');
});

test('jobs that have ended are selected, but not cancelled', async () => {
	const screen = await jobsScreen();
	await screen.press('end', ' ', 'x');
	await screen.sees('None of the selected jobs is running or waiting.');
});

test('a job that needs no rollback is not rolled back, and says why; one that died is', async () => {
	const asked: string[] = [];
	const screen = await screenAfter([ready, some], alice, {
		prepare: actions => {
			actions.recover = async ({id}) => void asked.push(id);
		},
	});
	await screen.press('4', 'u');
	expect(screen.frame()).toContain('The job has not ended. Press x to cancel it, which rolls it back.');
	await screen.press('end', 'u');
	expect(screen.frame()).toContain('The job left nothing to roll back.');
	expect(asked).toEqual([]);
	await screen.press('up', 'u');
	expect(asked).toEqual(['y-dead']);
});
