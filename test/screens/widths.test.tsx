import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import type {Image} from '../../source/model/image.ts';
import type {JobSummary} from '../../source/model/job.ts';
import type {AppEvent} from '../../source/state/app-state.ts';
import {hostile} from '../parts/hostile.ts';
import {alice, devbox, down, listed, listedImages, ready, screenAfter} from './show-app.tsx';

/** Pairs that differ only at their end, only by their worker, or only by their tag. */
const long = 'a-name-that-has-the-same-first-forty-letters-as-another';
const workers = ['forge-1', 'forge-2'] as const;
const hour = 3_600_000;
/** Long texts in scripts that a column can cut in the wrong place; each with an end of its own. */
const strange = hostile.map((text, index) => `${text}${index}`);

const image = (worker: string, name: string, tag: string): Image => ({
	worker,
	id: 'f'.repeat(64),
	reference: `localhost/${name}:${tag}`,
	name,
	tag,
	os: 'linux',
	owner: strange[1],
	source: strange[3],
	capabilities: ['git', `custom:${strange[2]}`],
	sizeBytes: 2_100_000,
	createdAt: Date.now() - 2 * hour,
	base: strange[0],
});

const job = (worker: string, title: string, hoursAgo: number): JobSummary => ({
	request: {
		version: 1,
		id: `${worker} ${title} ${hoursAgo}`,
		kind: 'snapshot',
		title,
		worker,
		user: strange[7] ?? '',
		host: 'laptop',
		ingot: '1',
		at: new Date(Date.now() - hoursAgo * hour - 5000).toISOString(),
		devbox: {id: 'x', name: 'api'},
		reference: 'localhost/api:1',
		steps: [],
	},
	outcome: 'done',
	endedAt: new Date(Date.now() - hoursAgo * hour).toISOString(),
	alive: false,
});

const schedule = (worker: string, name: string) => ({
	id: name,
	revision: 1,
	worker,
	user: 'alice',
	reference: `localhost/${strange[1]}:1`,
	draft: {
		name,
		cadence: 'daily',
		command: strange[2] ?? '',
		environment: [],
		volumes: [],
		after: 'stop' as const,
		limit: '1h',
	},
	cron: '0 6 * * *',
	isEnabled: true,
	trigger: 'cron' as const,
	problem: undefined,
	lastRun: undefined,
});

/** What both workers have comes first, so that it is seen in a low terminal too. */
const pair = [`${long}-a`, `${long}-b`];
const namesOn = {'forge-1': pair, 'forge-2': [...pair, ...strange]};
const everything: readonly AppEvent[] = [
	ready,
	down,
	...workers.flatMap((worker): readonly AppEvent[] => [
		{
			...listed(
				...namesOn[worker].map(name =>
					devbox(name, {worker, id: `${worker}${name}`, image: strange[4] ?? ''}),
				),
			),
			worker,
		} as AppEvent,
		listedImages(
			worker,
			...namesOn[worker].map(name => image(worker, name, '1')),
			image(worker, long, 'latest'),
			image(worker, long, `${long}-1`),
			image(worker, long, `${long}-2`),
		),
		{
			type: 'jobs-listed',
			worker,
			at: 0,
			content: [
				...namesOn[worker].map(name => job(worker, `Snapshot api → ${name}`, 1)),
				...[2, 3].map(hours => job(worker, 'Run nightly', hours)),
			],
		},
		{
			type: 'schedules-listed',
			worker,
			at: 0,
			content: {
				trigger: 'cron',
				skewMs: 0,
				zone: 'UTC',
				schedules: namesOn[worker].map(name => schedule(worker, name)),
			},
		},
	]),
];

/** What tells the rows of each tab apart. */
const tabs = [
	['1', ['WORKER']],
	['2', ['DEVBOX', 'WORKER']],
	['3', ['IMAGE', 'TAG', 'WORKER']],
	['4', ['JOB', 'WORKER', 'AGE']],
	['5', ['SCHEDULE', 'WORKER']],
] as const;
/** In turn, as the width grows: the columns of a row depend on the width only. */
const heights = [20, 24, 20, 24, 60] as const;

const expectWhole = (lines: readonly string[], width: number, height: number): void => {
	expect(lines).toHaveLength(height);
	for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
	const body = lines.slice(1).filter(line => /^[│├╭╰]/u.test(line));
	expect(body.length).toBeGreaterThan(10);
	for (const line of body) {
		expect(line).toMatch(/[│┤╮╯]$/u);
		expect(stringWidth(line)).toBe(width);
	}
};

/** The rows of the list panel, without the cursor's mark and the scroll bar. */
const rowsOf = (lines: readonly string[], head: RegExp): readonly string[] => {
	const at = lines.findIndex(line => head.test(line));
	expect(at).toBeGreaterThan(0);
	const rest = lines.slice(at + 1);
	const end = rest.findIndex(line => /^[├╰]/u.test(line));
	return rest
		.slice(0, end)
		.map(line => (line.split('│')[1] ?? '').replace(/^ [❯–]?|[┃ ]+$/gu, '').trim())
		.filter(row => row !== '');
};

const widths = Array.from({length: 141}, (_, index) => 60 + index);

test.each(tabs)('tab %s fits every width, and no two of its rows look alike', async (key, heads) => {
	const screen = await screenAfter(everything, alice, {columns: 60, rows: 20});
	await screen.press(key);
	const head = new RegExp(heads.join(' +'), 'u');
	for (const width of widths) {
		const height = heights[width % heights.length] ?? 24;
		await screen.resize(width, height);
		const lines = screen.lines();
		expectWhole(lines, width, height);
		const rows = rowsOf(lines, head);
		expect(rows.length).toBeGreaterThan(1);
		const alike = rows.filter((row, index) => rows.indexOf(row) !== index);
		expect({width, height, alike}).toEqual({width, height, alike: []});
	}
});

test.each([
	['2', 'a-name-of-20-letters node:22'],
	['3', 'a-name-of-20-letters 2026-11-29-a forge-1'],
] as const)(
	'at 200 columns tab %s shows %s whole: no column keeps what its rows do not need',
	async (key, names) => {
		const events = [
			ready,
			listed(devbox('a-name-of-20-letters', {image: 'localhost/node:22', capabilities: ['git']})),
			listedImages('forge-1', {
				...image('forge-1', 'a-name-of-20-letters', '2026-11-29-a'),
				capabilities: ['git'],
			}),
		];
		const screen = await screenAfter(events, alice, {columns: 200, rows: 60});
		await screen.press(key);
		const row = screen.lines().find(line => line.startsWith('│ ❯')) ?? '';
		for (const name of names.split(' ')) expect(row).toContain(` ${name} `);
	},
);
