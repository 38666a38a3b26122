import {mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {saveText} from '../../source/disk/save-text.ts';
import {type JobEvent, type JobRequest, newJob, reduceJob} from '../../source/model/job.ts';
import {TerminalContext} from '../../source/parts/terminal-context.ts';
import {JobScreen} from '../../source/screens/jobs/job-screen.tsx';
import type {ActionsDeps} from '../../source/state/actions.ts';
import type {AppStore} from '../../source/state/app-state.ts';
import {ready, showScreen} from './show-app.tsx';

const titles = {
	check: 'Check the DevBox',
	pause: 'Pause the DevBox',
	capture: 'Copy its own layer',
	resume: 'Resume the DevBox',
	commit: 'Commit the image',
	verify: 'Check the image',
};
const request: JobRequest = {
	...{version: 1, id: '20261128-120000-abcd', kind: 'snapshot', worker: 'forge-1', user: 'alice'},
	title: 'Snapshot of api as localhost/tax-prep:1',
	...{host: 'here', ingot: '0', at: '2026-11-28T12:00:00.000Z', reference: 'localhost/tax-prep:1'},
	devbox: {id: 'x', name: 'api'},
	steps: Object.entries(titles).map(([id, title]) => ({id, title})),
};

type Told = readonly [at: number, step: string, kind: JobEvent['kind'], text?: string];
const start = Date.parse('2026-11-28T12:00:00.000Z');
// The clock stands still: a step that runs would take longer on a slower machine.
beforeAll(() => void vi.setSystemTime(start + 12_000));
afterAll(() => void vi.useRealTimers());
const done = (at: number, step: string, ...lines: readonly string[]): readonly Told[] => [
	[at, step, 'step-started'],
	...lines.map(text => [at + 10, step, 'log', text] as const),
	[at + 60, step, 'step-ended'],
];
/** A job that commits: at 700 MB of 1.05 GB, 100 MB a second. */
const committing: readonly Told[] = [
	[0, '', 'job-started'],
	...done(10, 'check', 'There is room.', 'Warning: old kernel', 'error: no route', 'It goes on.'),
	...done(100, 'pause'),
	...done(200, 'capture'),
	...done(300, 'resume'),
	[500, 'commit', 'step-started'],
	[600, 'commit', 'log', 'Copying blob \u001B[2Jsha256:0fb1'],
	...[1, 2, 3, 4, 5, 6, 7].map(
		each => [600 + 1000 * each, 'commit', 'progress', `${each * 100_000_000} 1050000000`] as const,
	),
];

const shownAfter = async (
	told: readonly Told[],
	size = {columns: 80, rows: 24},
	more: {
		readonly saveText?: ActionsDeps['saveText'];
		readonly copy?: (text: string) => boolean;
		readonly onStore?: (store: AppStore) => void;
	} = {},
) => {
	const events = told.map(
		([at, step, kind, text = ''], index): JobEvent => ({
			...{seq: index + 1, at: new Date(start + at).toISOString(), job: request.id, step, kind, text},
			...(kind === 'job-ended' && {outcome: 'done' as const}),
		}),
	);
	const {copy = () => true, onStore, ...deps} = more;
	return showScreen(
		<TerminalContext value={{redraw: () => {}, copy, logFile: undefined}}>
			<JobScreen request={request} />
		</TerminalContext>,
		size,
		{
			...deps,
			events: [
				ready,
				{type: 'job-followed', request},
				...events.map(event => ({type: 'job-event', id: request.id, event}) as const),
			],
			prepare: (actions, store) => {
				onStore?.(store);
				let job = newJob(request);
				for (const event of events) {
					job = reduceJob(job, event);
					actions.log(request.id).add(job, event);
				}
			},
		},
	);
};

test('the steps are listed with times, what came of them, and the progress of the running one', async () => {
	const frame = (await shownAfter(committing)).frame();
	expect(frame).toMatch(/Snapshot of api as localhost\/tax-prep:1 ─+ 5 of 6 ─╮/u);
	expect(frame).toMatch(/ {3}✓ Check the DevBox +0\.1 s {2}It goes on\./u);
	expect(frame).toMatch(/ {3}✓ Resume the DevBox +0\.1 s {2}DevBox was frozen for at most 0\.3 s/u);
	expect(frame).toMatch(/❯ \S Commit the image +12 s {2}█+░+ {2}66 % {2}700 MB of 1\.05 GB {2}\d s left/u);
	expect(frame).toMatch(/ {3}· Check the image +│/u);
});

test('the log is that of the step under the cursor, and f follows the running step again', async () => {
	const screen = await shownAfter(committing);
	expect(screen.frame()).toMatch(/├─ Log: Commit the image ─+ following ─┤/u);
	expect(screen.frame()).toContain('Copying blob sha256:0fb1');
	expect(screen.frame()).not.toContain('There is room.');
	await screen.press('k', 'k', 'k', 'k');
	expect(screen.frame()).toMatch(/├─ Log: Check the DevBox ─+┤/u);
	expect(screen.frame()).toMatch(/\d\d:\d\d:\d\d There is room\./u);
	expect(screen.frame()).not.toContain('Copying blob');
	await screen.press('@');
	expect(screen.frame()).not.toMatch(/\d\d:\d\d:\d\d/u);
	await screen.press('f');
	expect(screen.frame()).toContain('Copying blob');
});

test('tab gives the log the keys that move by a line, and the steps get them back', async () => {
	const lines = Array.from({length: 60}, (_, index) => `line ${index + 1}.`);
	const screen = await shownAfter([[0, '', 'job-started'], ...done(10, 'check', ...lines)], {
		columns: 100,
		rows: 24,
	});
	const shown = () => [...screen.frame().matchAll(/\d line (\d+)\./gu)].map(each => Number(each[1]));
	const step = () => screen.lines().find(line => line.includes('❯'));
	const first = step();
	const end = shown();
	expect(end.at(-1)).toBe(60);
	expect(screen.frame()).toContain('tab Scroll log');
	await screen.press('tab', 'up', 'k', 'up');
	expect(shown()).toEqual(end.map(each => each - 3));
	expect(step()).toBe(first);
	await screen.press('j', 'down');
	expect(shown()).toEqual(end.map(each => each - 1));
	await screen.press('down');
	expect(screen.frame()).toContain('following');
	expect(screen.frame()).toContain('tab Choose step');
	await screen.press('tab', 'down');
	expect(step()).toContain('Pause the DevBox');
});

test.each([
	['the log was scrolled', ['pgup'], ['end']],
	['it was paused', ['f'], ['f']],
])(
	'the next step does not take the log away once %s, until its end is shown again',
	async (_, away, back) => {
		const lines = Array.from({length: 60}, (_each, index) => `line ${index + 1}.`);
		const told: readonly Told[] = [[0, '', 'job-started'], ...done(10, 'check', ...lines).slice(0, -1)];
		let store: AppStore | undefined;
		const screen = await shownAfter(told, undefined, {onStore: own => (store = own)});
		await screen.press(...away);
		const before = screen.lines().filter(line => line.includes(' line '));
		for (const [seq, step, kind] of [
			[80, 'check', 'step-ended'],
			[81, 'pause', 'step-started'],
		] as const) {
			const at = new Date(start + 100).toISOString();
			store?.send({
				type: 'job-event',
				id: request.id,
				event: {seq, at, job: request.id, step, kind, text: ''},
			});
		}
		await screen.sees('2 of 6');
		expect(screen.frame()).toContain('Log: Check the DevBox');
		for (const line of before.slice(1)) expect(screen.frame()).toContain(line);
		await screen.press(...back);
		expect(screen.frame()).toContain('Log: Pause the DevBox');
	},
);

test('when a run of a schedule has ended, the log is that of its command', async () => {
	const run: JobRequest = {
		...request,
		kind: 'run',
		steps: ['create', 'work', 'remove'].map(id => ({id, title: `Step ${id}`})),
	};
	const event = (seq: number, step: string, kind: JobEvent['kind']) =>
		({
			type: 'job-event',
			id: request.id,
			event: {seq, at: request.at, job: request.id, step, kind, text: '', outcome: 'done'},
		}) as const;
	const begun = run.steps.map(({id}, at) => event(at + 1, id, 'step-started'));
	const logOf = async (...more: readonly ReturnType<typeof event>[]) => {
		const events = [ready, {type: 'job-followed', request: run} as const, ...begun, ...more];
		return (await showScreen(<JobScreen request={run} />, {columns: 80, rows: 24}, {events})).frame();
	};
	expect(await logOf()).toContain('Log: Step remove');
	expect(await logOf(event(4, '', 'job-ended'))).toContain('Log: Step work');
});

test('e shows only errors, and all lines again', async () => {
	const screen = await shownAfter(committing.slice(0, 7));
	expect(screen.frame()).toContain('There is room.');
	await screen.press('e');
	expect(screen.frame()).toContain('errors only');
	expect(screen.frame()).toContain('error: no route');
	expect(screen.frame()).not.toContain('There is room.');
	await screen.press('e');
	expect(screen.frame()).toContain('There is room.');
});

test('e says so where a step has no errors', async () => {
	const screen = await shownAfter([[0, '', 'job-started'], ...done(10, 'check', 'There is room.')]);
	await screen.press('e');
	expect(screen.frame()).toContain('No errors in the log of this step.');
	await screen.press('e');
	expect(screen.frame()).toContain('There is room.');
});

test('a search goes from match to match, around the end, and esc ends it before it goes back', async () => {
	const lines = Array.from({length: 100}, (_, at) => (at % 30 === 7 ? `The NEEDLE ${at}` : `hay ${at}`));
	const screen = await shownAfter([[0, '', 'job-started'], ...done(10, 'check', ...lines)], {
		columns: 100,
		rows: 24,
	});
	const last = () =>
		screen
			.frame()
			.match(/NEEDLE \d+/gu)
			?.join();
	await screen.press('/', 'n', 'e', 'e', 'd', 'l', 'e', 'enter');
	expect(last()).toBe('NEEDLE 97');
	await screen.press('n');
	expect(last()).toBe('NEEDLE 7');
	await screen.press('n');
	expect(last()).toBe('NEEDLE 37');
	await screen.press('N', 'N');
	expect(last()).toBe('NEEDLE 97');
	expect(screen.frame()).toContain('/needle');
	await screen.press('esc');
	expect(screen.frame()).not.toContain('/needle');
});

test('S saves every line with its time, and replaces no file without asking', async () => {
	const saved: (readonly [string, string, boolean])[] = [];
	const screen = await shownAfter(committing, undefined, {
		saveText: async (file, text, {overwrite}) => {
			saved.push([file, text, overwrite]);
			return overwrite ? 'saved' : 'exists';
		},
	});
	await screen.press('S');
	expect(screen.frame()).toContain('20261128-120000-abcd-commit.log');
	await screen.press('enter');
	await screen.sees('20261128-120000-abcd-commit.log exists');
	await screen.press('esc');
	expect(saved).toHaveLength(1);
	await screen.press('S', 'enter');
	await screen.sees('Overwrite');
	await screen.press('enter');
	expect(saved.map(each => each[2])).toEqual([false, false, true]);
	expect(saved[0]?.[1]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z {2}Copying blob sha256:0fb1\n$/u);
});

test('S says when the screen no longer has all lines of a very long log, and how to get them', async () => {
	const many = Array.from({length: 20_050}, (_, index): Told => [700, 'commit', 'log', `Line ${index}`]);
	const texts: string[] = [];
	const screen = await shownAfter(
		[...committing, ...many],
		{columns: 160, rows: 24},
		{
			saveText: async (_, text) => {
				texts.push(text);
				return 'saved';
			},
		},
	);
	await screen.press('S');
	expect(screen.frame()).toContain('Its last 20000 of 20051 lines');
	expect(screen.frame()).toContain('All of them: ingot attach 20261128-120000-abcd --json');
	await screen.press('enter');
	await expect.poll(() => texts.length).toBe(1);
	expect(texts[0]).toContain('Line 20049\n');
	expect(texts[0]).not.toContain('Line 49\n');
});

test('a saved file is private, replaces only what it may, and follows no link', async () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'save-'));
	const file = path.join(folder, 'a.log');
	expect(await saveText(file, 'one\n', {overwrite: false})).toBe('saved');
	expect(statSync(file).mode & 0o777).toBe(0o600);
	expect(await saveText(file, 'two\n', {overwrite: false})).toBe('exists');
	expect(readFileSync(file, 'utf8')).toBe('one\n');
	const other = path.join(folder, 'other');
	writeFileSync(other, 'kept');
	symlinkSync(other, path.join(folder, 'link'));
	expect(await saveText(path.join(folder, 'link'), 'two\n', {overwrite: true})).toBe('saved');
	expect(readFileSync(other, 'utf8')).toBe('kept');
	expect(await saveText(file, 'two\n', {overwrite: true})).toBe('saved');
	expect(readFileSync(file, 'utf8')).toBe('two\n');
	await expect(saveText(path.join(folder, 'none', 'a'), '', {overwrite: true})).rejects.toThrow(
		/could not be written: its folder does not exist\./u,
	);
});

test('y copies what the log shows, with its line breaks', async () => {
	const copied: string[] = [];
	const screen = await shownAfter(committing, undefined, {copy: text => copied.push(text) > 0});
	await screen.press('k', 'k', 'k', 'k', 'y', '4');
	expect(copied).toEqual(['There is room.\nWarning: old kernel\nerror: no route\nIt goes on.']);
});

test('x asks before it cancels', async () => {
	const screen = await shownAfter(committing);
	await screen.press('x');
	expect(screen.frame()).toContain('What it did so far is rolled back.');
	await screen.press('esc');
	expect(screen.frame()).toContain('Log: Commit the image');
});

test.each([
	[60, 20, 'below'],
	[80, 24, 'below'],
	[120, 30, 'beside'],
	[200, 60, 'beside'],
] as const)('at %d×%d the log is %s the steps, and everything fits', async (columns, rows, place) => {
	const screen = await shownAfter(committing, {columns, rows});
	const lines = screen.lines();
	const at = (text: string) => lines.findIndex(line => line.includes(text));
	expect(lines.length).toBeLessThanOrEqual(rows);
	expect(at('Log: Commit the image') === at('5 of 6')).toBe(place === 'beside');
	expect(screen.frame()).toContain('66 %');
	expect(screen.frame()).toContain('Copying blob sha256:0fb1');
	expect(screen.frame()).not.toContain('\u001B[2J');
});
