import {expect, test} from 'vitest';
import {CreateWorker} from '../../source/screens/create/create-worker.tsx';
import {DevboxesScreen} from '../../source/screens/devboxes/devboxes-screen.tsx';
import {ImagesScreen} from '../../source/screens/images/images-screen.tsx';
import {JobsScreen} from '../../source/screens/jobs/jobs-screen.tsx';
import {TargetPicker} from '../../source/screens/launch/target-picker.tsx';
import {WorkersScreen} from '../../source/screens/workers/workers-screen.tsx';
import type {AppEvent, AppStore} from '../../source/state/app-state.ts';
import {image} from '../launch-context.ts';
import {configured, launchJob} from './fleet-events.ts';
import {devbox, showScreen, workerFacts} from './show-app.tsx';

const labels = {'forge-1': ['gpu', 'eu'], 'forge-2': ['gpu', 'us'], attic: undefined};
const names = Object.keys(labels) as (keyof typeof labels)[];

const reached = (worker: string): AppEvent => ({
	type: 'worker-reached',
	worker,
	reach: {state: 'ready', facts: workerFacts},
});
const job = (worker: string, id: string) => launchJob(worker, id, `Launch on ${worker}`);

/** Three workers, two of them labelled; each has a DevBox, an image and a job. */
const prepare = (_: unknown, store: AppStore) => {
	store.send(configured(names.map(name => ({name, labels: labels[name]}))));
	names.forEach((worker, index) => {
		store.send(reached(worker));
		store.send({type: 'devboxes-listed', worker, content: [devbox(`box-${index}`, {worker})], at: 1});
		const content = {managed: [image(`tax-${index}`, {worker})], references: []};
		store.send({type: 'images-listed', worker, content, at: 1});
		store.send({type: 'jobs-listed', worker, content: [job(worker, `20261101-00000${index}-aaaa`)], at: 1});
	});
};

const workersAt = (columns: number) => showScreen(<WorkersScreen />, {columns, rows: 24}, {prepare});

test('at 80 columns the labels of a worker are in its details', async () => {
	const screen = await workersAt(80);
	expect(screen.frame()).not.toContain('LABELS');
	expect(screen.frame()).toMatch(/Labels +gpu eu/u);
	await screen.press('down', 'down');
	expect(screen.frame()).not.toMatch(/Labels/u);
});

test('at 200 columns the labels of all workers are in the list', async () => {
	const screen = await workersAt(200);
	expect(screen.frame()).toMatch(/WORKER +STATE +LABELS +DEVBOXES +IMAGES +LOAD/u);
	expect(screen.frame()).toMatch(/forge-2 +ready +gpu us +1\/1/u);
	expect(screen.frame()).toMatch(/attic +ready +1\/1/u);
});

test('a filter finds workers by label, by several of them, and by state', async () => {
	const screen = await workersAt(80);
	await screen.press('/');
	await screen.type('label:gpu');
	expect(screen.frame()).toContain('2 of 3');
	expect(screen.frame()).not.toContain('attic');
	await screen.type(' label:us');
	expect(screen.frame()).toContain('1 of 3');
	expect(screen.frame()).toMatch(/❯ ● forge-2/u);
	await screen.press('esc', '/');
	await screen.type('attic');
	expect(screen.frame()).toContain('1 of 3');
	await screen.press('esc', '/');
	await screen.type('label:mars');
	expect(screen.frame()).toContain('No matches; esc clears the filter.');
	await screen.press('esc');
	expect(screen.frame()).toContain('attic');
});

test.each([
	['forge-2', '1 of 3', /❯ ● forge-2/u],
	['ready us', '1 of 3', /❯ ● forge-2/u],
	['gpu', '2 of 3', /❯ ● forge-1/u],
	['forgee-1', '2 of 3', /❯ ● forge-1/u],
])(
	'%j finds the workers that hold every word, and similar ones only where none does',
	async (typed, count, first) => {
		const screen = await workersAt(80);
		await screen.press('down', 'down', '/');
		await screen.type(typed);
		expect(screen.frame()).toContain(count);
		expect(screen.frame()).toMatch(first);
	},
);

test.each([
	['DevBoxes', <DevboxesScreen key="d" />, ['box-1', 'box-0']],
	['Images', <ImagesScreen key="i" />, ['tax-1', 'tax-0']],
	['Jobs', <JobsScreen key="j" />, ['Launch on forge-2', 'Launch on forge-1']],
])('%s are found by a label of their worker', async (_, list, [found = '', other]) => {
	const screen = await showScreen(list, {columns: 100, rows: 24}, {prepare});
	expect(screen.frame()).toContain(other);
	await screen.press('/');
	await screen.type('label:us');
	expect(screen.frame()).toContain('1 of 3');
	expect(screen.frame()).toContain(found);
	expect(screen.frame()).not.toContain(other);
});

test('the target picker finds images by a label of their worker', async () => {
	const picker = (
		<TargetPicker crumbs={['Launch']} from={{at: 'image'}} onPick={() => {}} onBack={() => {}} />
	);
	const screen = await showScreen(picker, {columns: 100, rows: 24}, {prepare});
	await screen.type('label:gpu tax');
	expect(screen.frame()).toContain('2 of 3');
});

test('the worker of a new image is found by its name or a label', async () => {
	const chosen: string[] = [];
	const screen = await showScreen(
		<CreateWorker
			kind="devbox"
			onSwitch={() => {}}
			onNext={worker => void chosen.push(worker)}
			onBack={() => {}}
		/>,
		{columns: 80, rows: 24},
		{prepare},
	);
	expect(screen.frame()).toMatch(/forge-2 +1 DevBox running · gpu us/u);
	await screen.press('/');
	await screen.type('label:us');
	expect(screen.frame()).toContain('1 of 3');
	expect(screen.frame()).not.toContain('forge-1');
	await screen.press('esc', '/');
	await screen.type('mars');
	expect(screen.frame()).toContain('No matches; esc clears the filter.');
	await screen.press('esc', '/');
	await screen.type('attic');
	await screen.press('enter', 'enter');
	expect(chosen).toEqual(['attic']);
});
