import {expect, test} from 'vitest';
import {type JobEvent, type JobRequest, newJob} from '../../source/model/job.ts';
import {TerminalContext} from '../../source/parts/terminal-context.ts';
import {JobScreen} from '../../source/screens/jobs/job-screen.tsx';
import type {AppEvent} from '../../source/state/app-state.ts';
import {devbox, listed, ready, showScreen} from './show-app.tsx';

const win = devbox('win11', {os: 'windows'});
const request: JobRequest = {
	version: 1,
	id: '20261124-120000-abcd',
	kind: 'snapshot',
	title: 'Snapshot win11 into localhost/golden:1',
	worker: 'forge-1',
	user: 'alice',
	host: 'here',
	ingot: '0',
	at: '2026-11-24T12:00:00.000Z',
	devbox: {id: win.id, name: 'win11'},
	reference: 'localhost/golden:1',
	steps: [{id: 'stop', title: 'Shut down Windows'}],
};
const said = (seq: number, change: Partial<JobEvent>): AppEvent & {type: 'job-event'} => ({
	type: 'job-event',
	id: request.id,
	event: {seq, at: request.at, job: request.id, step: '', kind: 'log', text: '', ...change} as JobEvent,
});
const ended = (outcome: 'done' | 'failed', state: 'running' | 'stopped'): readonly AppEvent[] => [
	ready,
	listed({...win, state}),
	{type: 'job-followed', request},
	said(1, {kind: 'job-started', text: request.title}),
	said(2, {kind: 'job-ended', text: 'It went wrong.', outcome}),
];
const size = {columns: 100, rows: 24};
const shown = async (events: readonly AppEvent[]) =>
	(await showScreen(<JobScreen request={request} />, size, {events})).frame();

test('a snapshot that has failed says when its DevBox is off, and which key starts it', async () => {
	const frame = await shown(ended('failed', 'stopped'));
	expect(frame).toContain('win11 is stopped. Press t to start it.');
	expect(frame).toContain('t Start');
});

test('a DevBox that is running again is not mentioned, nor one that was stopped after its snapshot', async () => {
	expect(await shown(ended('failed', 'running'))).not.toContain('Press t to start it');
	expect(await shown(ended('done', 'stopped'))).not.toContain('Press t to start it');
});

test.each([80, 120])(
	'a job whose worker is lost says first what is known of it, then why (%i columns)',
	async columns => {
		const reason = 'forge-1 closed the connection before SSH began, and said nothing more about it at all.';
		const lost: AppEvent = {
			type: 'worker-reached',
			worker: 'forge-1',
			reach: {state: 'down', reason, hint: '', failure: 'unreachable'},
		};
		const screen = await showScreen(
			<JobScreen request={request} />,
			{...size, columns},
			{
				events: [ready, {type: 'job-followed', request}, said(1, {kind: 'job-started'}), lost],
			},
		);
		expect(screen.frame()).toContain('No news of the job until Ingot reconnects');
		expect(screen.frame()).toContain('forge-1 closed the connection before SSH began');
		expect(screen.frame()).not.toContain('keeps running');
	},
);

test('the screen of a launch says when its DevBox exits later', async () => {
	const launch: JobRequest = {...request, kind: 'launch', title: 'Launch win11 from localhost/golden:1'};
	const launched = (state: 'running' | 'stopped') =>
		ended('done', state).map(each => (each.type === 'job-followed' ? {...each, request: launch} : each));
	const frameOf = async (state: 'running' | 'stopped') =>
		(await showScreen(<JobScreen request={launch} />, size, {events: launched(state)})).frame();
	expect(await frameOf('stopped')).toContain('win11 has exited. Press o for its output.');
	expect(await frameOf('running')).not.toContain('has exited');
});

test('v shows every line of the log, repeated warnings and ids too, and folds them again', async () => {
	const line = (seq: number, text: string) => ({...said(seq, {text}).event, step: 'stop'});
	const id = 'a'.repeat(64);
	const screen = await showScreen(<JobScreen request={request} />, size, {
		events: [ready, {type: 'job-followed', request}],
		prepare: actions => {
			const log = actions.log(request.id);
			for (const [index, text] of ['Warning: old', id, 'Warning: old', 'the end'].entries())
				log.add(newJob(request), line(index + 1, text));
		},
	});
	const count = (text: string) => screen.frame().split(text).length - 1;
	expect([count('Warning: old'), count(id), count('the end')]).toEqual([1, 0, 1]);
	await screen.press('v');
	await screen.sees(id);
	expect([count('Warning: old'), count(id), count('the end')]).toEqual([2, 1, 1]);
	await screen.press('v');
	expect([count('Warning: old'), count(id), count('the end')]).toEqual([1, 0, 1]);
});

test('y copies the id of a job, or the command that follows it', async () => {
	const copied: string[] = [];
	const copy = (text: string) => copied.push(text) > 0;
	const screen = await showScreen(
		<TerminalContext value={{redraw: () => {}, copy, logFile: undefined}}>
			<JobScreen request={request} />
		</TerminalContext>,
		size,
		{events: [ready, {type: 'job-followed', request}]},
	);
	await screen.press('y');
	expect(screen.frame()).toContain('ingot attach 20261124-120000-abcd');
	await screen.press('1');
	expect(copied).toEqual([request.id]);
	await screen.press('x', 'y');
	expect(screen.frame()).not.toContain('Copy to the clipboard');
});

test.each([
	['build', 'the context has'],
	['copy', 'the layers have'],
	['import', 'the layers have'],
] as const)('%s: says that it still needs this computer, until %s arrived', async (kind, what) => {
	const needing: JobRequest = {
		...request,
		kind,
		steps: [{id: 'receive', title: 'Receive it'}],
	};
	const events = (state: JobEvent['kind']): readonly AppEvent[] => [
		ready,
		{type: 'job-followed', request: needing},
		said(1, {kind: 'job-started', text: needing.title}),
		said(2, {kind: 'step-started', step: 'receive'}),
		said(3, {kind: state, step: 'receive'}),
	];
	const after = async (state: JobEvent['kind']) =>
		(await showScreen(<JobScreen request={needing} />, size, {events: events(state)})).frame();
	expect(await after('log')).toContain(`Do not quit until ${what} arrived`);
	expect(await after('step-ended')).toContain('You can leave or quit');
});

test.each([
	{columns: 60, rows: 16},
	{columns: 80, rows: 24},
	{columns: 120, rows: 30},
])('why a job has failed is read in full at $columns by $rows', async terminal => {
	const reason =
		'Another job uses the DevBox: 20261130-183729-bfc0. Follow that one, or try again when it has ended.';
	const screen = await showScreen(<JobScreen request={request} />, terminal, {
		events: [
			ready,
			{type: 'job-followed', request},
			said(1, {kind: 'job-started'}),
			said(2, {kind: 'job-ended', text: reason, outcome: 'conflict'}),
		],
	});
	expect(screen.lines()).toHaveLength(terminal.rows);
	const words = screen
		.lines()
		.map(line => line.replaceAll(/^│ +| +│.*$/gu, ''))
		.join(' ');
	expect(words).toContain(reason);
	expect(screen.frame()).toContain('Shut down Windows');
});
