import prettyBytes from 'pretty-bytes';
import {keyName} from '../../key-names.ts';
import type {WorkerView} from '../../model/fleet.ts';
import {jobState} from '../../model/job-state.ts';
import {windowsProblem} from '../../model/windows-host.ts';
import {isFull, type WorkerFacts} from '../../model/worker.ts';
import type {DetailRow} from '../../parts/detail-rows.tsx';
import type {Detail} from '../shared/list-panels.tsx';
import {reachWord, staleWord} from '../shared/words.ts';
import {meter} from './meter.ts';
import {retryText, seenText} from './offline.ts';

/** `2 ready · 1 offline`, for the title of the list. */
export const reachCounts = (views: readonly WorkerView[]): string => {
	const ready = views.filter(view => view.reach.state === 'ready').length;
	const down = views.filter(view => view.reach.state === 'down').length;
	return [...(views.length === 0 ? [] : [`${ready} ready`]), ...(down === 0 ? [] : [`${down} offline`])].join(
		' · ',
	);
};

/** What is known of the worker under the cursor: its problem and what to do first, then its facts. */
export const workerDetail = (view: WorkerView, config: {file: string; exists: boolean}): Detail => ({
	title: view.worker.name,
	note: view.reach.state === 'ready' ? factsNote(view) : reachWord(view),
	rows: [
		...problemRows(view),
		...factRows(view),
		...(config.exists
			? []
			: [
					{
						label: 'Config',
						text: `No config file yet. Press ${keyName('f')} to find workers and write ${config.file}`,
					},
				]),
	],
});

const problemRows = (view: WorkerView): readonly DetailRow[] => {
	const {reach} = view;
	if (reach.state === 'down')
		return [
			{label: 'Problem', text: reach.reason, meaning: 'danger'},
			{label: 'Try', text: reach.hint},
			{label: 'Last seen', text: seenText(view)},
			{label: 'Next try', text: retryText(view).replace(/^retry /u, '')},
		];
	if (isFull(reach))
		return [
			{label: 'Problem', text: 'The disk that stores images is full.', meaning: 'warning'},
			{label: 'Try', text: 'Remove images or containers there.'},
		];
	const old = staleWord(view, 'devboxes') ?? staleWord(view, 'images');
	return old === undefined
		? []
		: [{label: 'Out of date', text: `This may be out of date: ${old}.`, meaning: 'warning'}];
};

const factsNote = ({reach}: WorkerView): string => {
	const facts = reach.state === 'ready' ? reach.facts : undefined;
	if (facts === undefined) return '';
	return `Podman ${facts.podmanVersion} · ${facts.rootless ? 'rootless' : 'root'} · ${facts.storageDriver}`;
};

const meterWidth = 6;

/** `██░░░░ 84.8 GB free`; without the bar where the size of the disk is unknown. */
export const diskText = ({freeBytes, diskBytes}: WorkerFacts): string => {
	const free = `${prettyBytes(freeBytes)} free`;
	return diskBytes === undefined ? free : `${meter(1 - freeBytes / diskBytes, meterWidth)} ${free}`;
};

const factRows = (view: WorkerView): readonly DetailRow[] => {
	const {reach, sessions, worker} = view;
	const facts = reach.state === 'ready' ? reach.facts : undefined;
	const running = (view.jobs?.content ?? []).filter(job => jobState(job) === 'running').length;
	const waiting = (view.jobs?.content ?? []).filter(job => jobState(job) === 'waiting').length;
	const rows: readonly DetailRow[] = [
		{label: 'Jobs', text: view.jobs === undefined ? '' : `${running} running, ${waiting} waiting`},
		{
			label: 'Sessions',
			text:
				sessions === undefined
					? ''
					: `sshd allows ${sessions} ${sessions === 1 ? 'session' : 'sessions'} per connection (MaxSessions).`,
		},
	];
	if (facts === undefined) return rows;
	const windows = windowsProblem(worker, facts.windows);
	return [
		{
			label: 'Host',
			text: `${facts.hostname}: ${facts.cpus} CPUs, ${prettyBytes(facts.memoryBytes)} of memory`,
		},
		{label: 'Disk', text: `${diskText(facts)} in ${facts.graphRoot}`},
		{label: 'Transport', text: facts.transport ?? ''},
		{label: 'Windows', text: windows === undefined ? 'available' : `unavailable: ${windows}`},
		...rows,
	];
};
