import prettyBytes from 'pretty-bytes';
import {keyName} from '../../key-names.ts';
import {counted} from '../../model/counted.ts';
import {readingOf, type WorkerView} from '../../model/fleet.ts';
import {jobState} from '../../model/job-state.ts';
import {windowsProblem} from '../../model/windows-host.ts';
import {isFull, type WorkerFacts} from '../../model/worker.ts';
import type {WorkerHealth} from '../../model/worker-health.ts';
import type {WorkerLoad} from '../../model/worker-load.ts';
import type {DetailRow} from '../../parts/detail-rows.tsx';
import {listedTitle} from '../shared/activity.ts';
import {ago} from '../shared/age.ts';
import type {Detail} from '../shared/list-panels.tsx';
import {reachWord, staleWord} from '../shared/words.ts';
import {loadText} from './figures.ts';
import {retryText, seenText} from './offline.ts';
import {diskShare, memoryShare, withMeter} from './shares.ts';
import {isOldLoad, loadOf, type WorkerRow} from './worker-row.ts';

/** `2 ready · 1 offline`, for the title of the list. */
export const reachCounts = readingOf(
	view => view.reach.state,
	states => {
		const ready = states.filter(state => state === 'ready').length;
		const down = states.filter(state => state === 'down').length;
		return [
			...(states.length === 0 ? [] : [`${ready} ready`]),
			...(down === 0 ? [] : [`${down} offline`]),
		].join(' · ');
	},
);

/** What is known of the worker under the cursor: its problem and what to do first, then its facts. */
export const workerDetail = (row: WorkerRow, config: {file: string; exists: boolean}): Detail => ({
	title: row.view.worker.name,
	note: row.view.reach.state === 'ready' ? factsNote(row.view) : reachWord(row.view),
	rows: [
		...problemRows(row.view),
		...factRows(row),
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

const diskText = (facts: WorkerFacts): string =>
	withMeter(diskShare(facts), meterWidth, `${prettyBytes(facts.freeBytes)} free`);

const factRows = (row: WorkerRow): readonly DetailRow[] => {
	const {view, health} = row;
	const {reach, images} = view;
	const facts = reach.state === 'ready' ? reach.facts : undefined;
	const {labels = []} = view.worker;
	return [
		...(labels.length === 0 ? [] : [{label: 'Labels', text: labels.join(' ')}]),
		...connectionRows(row, facts),
		{label: 'Jobs', text: jobsText(view)},
		{label: 'Doctor', text: doctorText(health.doctor)},
		...(facts === undefined ? [] : [{label: 'Disk', text: `${diskText(facts)} in ${facts.graphRoot}`}]),
		...loadRows(row, facts),
		{label: 'Images', text: images === undefined ? '' : String(images.content.managed.length)},
		{label: 'Sessions', text: sessionsText(view)},
	];
};

const connectionRows = (row: WorkerRow, facts: WorkerFacts | undefined): readonly DetailRow[] => {
	if (facts === undefined) return [];
	const {latencyMs} = loadOf(row) ?? {};
	const windows = windowsProblem(row.view.worker, facts.windows);
	const latency = latencyMs === undefined ? [] : [`${Math.max(1, Math.round(latencyMs))} ms`];
	return [
		{label: 'Transport', text: [facts.transport ?? '', ...latency].filter(Boolean).join(', ')},
		{label: 'Windows', text: windows === undefined ? 'available' : `unavailable: ${windows}`},
	];
};

const loadRows = (row: WorkerRow, facts: WorkerFacts | undefined): readonly DetailRow[] => {
	const {load, memory} = loadOf(row) ?? {};
	const meaning = isOldLoad(row) ? 'muted' : 'plain';
	return [
		{
			label: 'Memory',
			text: memory === undefined ? '' : memoryText(memory),
			meaning,
		},
		{
			label: 'Load',
			text: load === undefined ? '' : `${loadText(load)} in the last minute`,
			meaning,
		},
		{
			label: 'Host',
			text:
				facts === undefined
					? ''
					: `${facts.hostname}: ${counted(facts.cpus, 'CPU')}, ${prettyBytes(facts.memoryBytes)} of memory`,
		},
	];
};

const memoryText = (memory: NonNullable<WorkerLoad['memory']>): string =>
	withMeter(
		memoryShare(memory),
		meterWidth,
		`${prettyBytes(memory.availableBytes)} of ${prettyBytes(memory.totalBytes)} available`,
	);

/** More titles would fill the panel. */
const maxTitles = 2;

/** `1 running (Snapshot api), 2 waiting (Launch web, Launch etl)`. */
const jobsText = ({jobs}: WorkerView): string => {
	if (jobs === undefined) return '';
	const countOf = (state: 'running' | 'waiting'): string => {
		const own = jobs.content.filter(job => jobState(job) === state);
		const titles = own.slice(0, maxTitles).map(listedTitle);
		const more = own.length > maxTitles ? [`${own.length - maxTitles} more`] : [];
		return `${own.length} ${state}${own.length === 0 ? '' : ` (${[...titles, ...more].join(', ')})`}`;
	};
	return `${countOf('running')}, ${countOf('waiting')}`;
};

const doctorText = (doctor: WorkerHealth['doctor']): string => {
	if (doctor === undefined) return `not run yet · ${keyName('d')} runs it`;
	const {passed, total, at} = doctor;
	return `${passed} of ${total} checks passed, ${ago(at)} · ${keyName('d')} runs them again`;
};

const sessionsText = ({sessions}: WorkerView): string =>
	sessions === undefined ? '' : `sshd allows ${counted(sessions, 'session')} per connection (MaxSessions).`;
