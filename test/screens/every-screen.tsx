import type {ReactNode} from 'react';
import {type JobRequest, newJob} from '../../source/model/job.ts';
import {noOptions} from '../../source/model/launch.ts';
import {noScheduleDraft} from '../../source/model/schedule.ts';
import {noChoices, type SnapshotTask} from '../../source/model/scheduled-task.ts';
import {CreateDetails} from '../../source/screens/create/create-details.tsx';
import {JobScreen} from '../../source/screens/jobs/job-screen.tsx';
import {LaunchForm} from '../../source/screens/launch/launch-form.tsx';
import {PruneScheduleForm} from '../../source/screens/schedules/prune-schedule-form.tsx';
import {ScheduleForm} from '../../source/screens/schedules/schedule-form.tsx';
import {SnapshotScheduleForm} from '../../source/screens/schedules/snapshot-schedule-form.tsx';
import {Review} from '../../source/screens/shared/review.tsx';
import type {AppEvent} from '../../source/state/app-state.ts';
import {MarksContext, makeMarks} from '../../source/theme.ts';
import {launchContext} from '../launch-context.ts';
import {source} from '../plan/sources.ts';
import {alice, devbox, down, listed, listedImages, ready, screenAfter, showScreen} from './show-app.tsx';

const at = new Date(Date.now() - 600_000).toISOString();
const request: JobRequest = {
	version: 1,
	id: 'j1',
	kind: 'snapshot',
	title: 'Snapshot api into localhost/golden:1',
	worker: 'forge-1',
	user: 'alice',
	host: 'here',
	ingot: '0',
	at,
	devbox: {id: 'x', name: 'api'},
	reference: 'localhost/golden:1',
	steps: [
		{id: 'one', title: 'Check the DevBox'},
		{id: 'two', title: 'Commit the image'},
	],
};
const schedule = {...noScheduleDraft, name: 'nightly', cadence: 'daily', command: 'make'};
const nothing = () => {};

/** A fleet with something in every list. Its names are ASCII: whatever else is drawn is Ingot's own. */
export const fullFleet: readonly AppEvent[] = [
	ready,
	down,
	listed(devbox('api'), devbox('bobs', {launchedBy: 'bob'}), devbox('idle', {state: 'stopped'})),
	listedImages('forge-1', {
		worker: 'forge-1',
		id: 'f'.repeat(64),
		reference: 'localhost/golden:1',
		name: 'golden',
		tag: '1',
		os: 'linux',
		owner: 'alice',
		source: 'DevBox-commit',
		capabilities: ['git', 'custom:erp'],
		sizeBytes: 1e9,
		createdAt: Date.now() - 7_200_000,
		base: 'node-base:22',
	}),
	{
		type: 'jobs-listed',
		worker: 'forge-1',
		at: Date.now(),
		content: [
			{request, outcome: undefined, endedAt: undefined, alive: true},
			{request: {...request, id: 'j0'}, outcome: 'failed', endedAt: at, alive: false},
		],
	},
	{
		type: 'schedules-listed',
		worker: 'forge-1',
		at: Date.now(),
		content: {
			trigger: 'cron',
			skewMs: 0,
			zone: 'UTC',
			schedules: [
				{
					id: 's1',
					revision: 1,
					worker: 'forge-1',
					user: 'alice',
					reference: 'localhost/golden:1',
					draft: schedule,
					cron: '0 6 * * *',
					isEnabled: true,
					trigger: 'cron',
					problem: undefined,
					lastRun: undefined,
				},
			],
		},
	},
	{type: 'list-failed', worker: 'forge-1', list: 'devboxes', why: 'something holds its lock'},
];

const context = launchContext({
	names: ['web'],
	portsTaken: new Map([['tcp/8080', 'web']]),
	exposedPorts: ['80/tcp'],
	previous: {...noOptions, ports: ['9000:80'], memory: '512m'},
});
const known = {schedules: [], trigger: 'cron', skewMs: 31_000, zone: 'Europe/Berlin'} as const;

const snapshotTask: SnapshotTask = {
	...{kind: 'snapshot', devbox: {id: 'd'.repeat(64), name: 'api'}, tag: '%Y-%m-%d', overwrite: false},
	...{keepLast: '7', keepWithin: '', choices: noChoices},
};

type Look = {
	readonly unicode: boolean;
	readonly isSpoken?: boolean;
	readonly columns: number;
	readonly rows: number;
};
export type Shown = Awaited<ReturnType<typeof screenAfter>>;

const walk =
	(keys: readonly string[], ...more: readonly AppEvent[]) =>
	async (look: Look): Promise<Shown> => {
		const screen = await screenAfter([...fullFleet, ...more], alice, look);
		await screen.press(...keys);
		return screen;
	};

const only =
	(node: ReactNode, events: readonly AppEvent[] = []) =>
	({unicode, isSpoken = false, ...size}: Look): Promise<Shown> =>
		showScreen(<MarksContext value={makeMarks({unicode, isSpoken})}>{node}</MarksContext>, size, {
			events: [...fullFleet, ...events],
			prepare: actions => {
				const log = actions.log('j1');
				for (const [index, kind] of (['step-started', 'log', 'step-ended', 'step-failed'] as const).entries())
					log.add(newJob(request), {seq: index + 1, at, job: 'j1', step: 'one', kind, text: 'Copying blob'});
			},
		});

const asked = {
	worker: 'forge-1',
	host: 'forge-1',
	keyType: 'ssh-ed25519',
	fingerprint: 'SHA256:abc',
	file: '/k',
};
const secret = {worker: 'forge-1', kind: 'answer', of: 'alice@forge', isEchoed: true, attempt: 1} as const;

/** Every screen and dialog, by title, and how to draw it. */
export const everyScreen: readonly (readonly [string, (look: Look) => Promise<Shown>])[] = [
	['Workers', walk([])],
	['Workers, one that is down', walk(['end'])],
	['DevBoxes', walk(['2'])],
	['DevBoxes, one that is not eligible', walk(['2', 'end'])],
	['details of a DevBox', walk(['2', 'enter'])],
	['removing a DevBox', walk(['2', 'd'])],
	['Images', walk(['3'])],
	['Images, filtered', walk(['3', '/', 'g', 'o'])],
	['Images without a match', walk(['3', '/', 'q', 'q', 'q'])],
	['details of an image', walk(['3', 'enter'])],
	['Jobs', walk(['4'])],
	['cancelling a job', walk(['4', 'x'])],
	['a job', walk(['4', 'enter'])],
	['Schedules', walk(['5'])],
	['details of a schedule', walk(['5', 'enter'])],
	['deleting a schedule', walk(['5', 'd'])],
	['Create Image, worker', walk(['c'])],
	['Create Image, DevBox', walk(['c', 'enter', 'tab'])],
	['Launch', walk(['l'])],
	['Launch, worker', walk(['l', 'enter'])],
	['Quick Launch', walk(['ctrl+g'])],
	['the doctor', walk(['d'])],
	['help', walk(['2', '?'])],
	['a question about a host key', walk([], {type: 'host-key-asked', question: asked})],
	['a question of the server', walk([], {type: 'secret-asked', question: {...secret, prompt: 'Code:'}})],
	[
		'Create Image, details',
		only(
			<CreateDetails
				source={source}
				onNext={nothing}
				onContents={nothing}
				onSwitch={nothing}
				onBack={nothing}
			/>,
		),
	],
	[
		'Launch, options',
		only(<LaunchForm crumbs={['Launch', 'golden']} context={context} onNext={nothing} onBack={nothing} />),
	],
	[
		'a schedule',
		only(
			<ScheduleForm
				crumbs={['New schedule']}
				probe={{context, known}}
				draft={schedule}
				edited={undefined}
				onNext={nothing}
				onTarget={nothing}
				onBack={nothing}
			/>,
		),
	],
	[
		'a schedule of images',
		only(
			<SnapshotScheduleForm
				crumbs={['New schedule']}
				probe={{source, known, search: {secrets: [], notes: [], isDone: true}}}
				draft={{name: 'api-shots', cadence: 'daily', task: snapshotTask}}
				edited={undefined}
				onNext={nothing}
				onBack={nothing}
			/>,
		),
	],
	[
		'a schedule that prunes',
		only(
			<PruneScheduleForm
				crumbs={['New schedule']}
				probe={{worker: {name: 'forge-1', kind: 'self-hosted'}, known}}
				draft={{
					...{name: 'prune', cadence: 'daily'},
					task: {kind: 'prune', names: ['golden'], keepLast: '3', keepWithin: ''},
				}}
				edited={undefined}
				user="alice"
				onNext={nothing}
				onBack={nothing}
			/>,
		),
	],
	[
		'a review',
		only(
			<Review
				crumbs={['Create image', 'forge-1']}
				lines={[{key: '1', label: 'From', text: 'api, frozen for 0.2 s', tone: 'plain'}]}
				commands={[{key: '1', text: 'podman commit', tone: 'muted'}]}
				command="ingot create"
				changes={[{key: 'p', title: 'Contents', run: nothing}]}
				submitTitle="Create image"
				submit={() => new Promise(nothing)}
				onDone={nothing}
				onBack={nothing}
			/>,
		),
	],
	[
		'a job with its log',
		only(<JobScreen request={request} />, [
			{type: 'job-followed', request},
			{
				type: 'job-event',
				id: 'j1',
				event: {seq: 1, at, job: 'j1', step: 'one', kind: 'step-started', text: ''},
			},
		]),
	],
];
