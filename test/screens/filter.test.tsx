import type {ReactNode} from 'react';
import {expect, test} from 'vitest';
import type {JobRequest} from '../../source/model/job.ts';
import {CreateDevbox} from '../../source/screens/create/create-devbox.tsx';
import {CreateWorker} from '../../source/screens/create/create-worker.tsx';
import {DevboxesScreen} from '../../source/screens/devboxes/devboxes-screen.tsx';
import {ImagesScreen} from '../../source/screens/images/images-screen.tsx';
import {JobsScreen} from '../../source/screens/jobs/jobs-screen.tsx';
import {PickWorker} from '../../source/screens/launch/pick-worker.tsx';
import {WorkersScreen} from '../../source/screens/workers/workers-screen.tsx';
import type {AppEvent} from '../../source/state/app-state.ts';
import {image} from '../launch-context.ts';
import {devbox, listed, listedImages, ready, showScreen} from './show-app.tsx';

const nothing = () => {};
const names = ['a-dless', 'dless', 'l-dless', 'z-dless'];
const job = (name: string, index: number): JobRequest => ({
	...{
		version: 1,
		id: `j${9 - index}`,
		kind: 'stop',
		worker: 'forge-1',
		user: 'alice',
		host: 'here',
		ingot: '0',
	},
	title: `Stop ${name}`,
	at: new Date().toISOString(),
	...{devbox: {id: name, name}, reference: '', steps: []},
});
const fleet: readonly AppEvent[] = [
	ready,
	listed(...names.map(name => devbox(name))),
	listedImages('forge-1', ...names.map(name => image(name))),
	{
		type: 'jobs-listed',
		worker: 'forge-1',
		at: Date.now(),
		content: names.map((name, index) => ({
			request: job(name, index),
			outcome: undefined,
			endedAt: undefined,
			alive: true,
		})),
	},
];

type List = {
	readonly name: string;
	readonly list: () => ReactNode;
	readonly typed: string;
};

const steps = {onNext: nothing, onBack: nothing};
const lists: readonly List[] = [
	{name: 'DevBoxes', list: () => <DevboxesScreen />, typed: '/l-dless'},
	{
		name: 'the DevBox picker of Create Image',
		list: () => <CreateDevbox worker="forge-1" onSwitch={nothing} {...steps} />,
		typed: 'l-dless',
	},
	{name: 'Images', list: () => <ImagesScreen />, typed: '/l-dless'},
	{name: 'Jobs', list: () => <JobsScreen />, typed: '/l-dless'},
	{name: 'Workers', list: () => <WorkersScreen />, typed: '/forge-2'},
	{
		name: 'the worker picker of Create Image',
		list: () => <CreateWorker kind="devbox" onSwitch={nothing} {...steps} />,
		typed: '/forge-2',
	},
	{name: 'the worker picker of Launch', list: () => <PickWorker crumbs={[]} {...steps} />, typed: '/forge-2'},
];

test.each(lists)(
	'a filter of $name leads to the best match, and the cursor stays there when it is cleared',
	async ({list, typed}) => {
		const screen = await showScreen(list(), {columns: 100, rows: 30}, {events: fleet});
		const isCursor = (line: string) => /❯ .*(?:dless|forge-)/u.test(line);
		const underCursor = () => screen.lines().find(isCursor);
		const first = screen.lines().findIndex(isCursor);
		await screen.press('down');
		await screen.type(typed);
		const found = new RegExp(` ${typed.replace('/', '')}\\b`, 'u');
		expect(screen.lines().findIndex(isCursor)).toBe(first);
		expect(underCursor()).toMatch(found);
		await screen.press('esc');
		expect(underCursor()).toMatch(found);
		expect(screen.lines().findIndex(isCursor)).not.toBe(first);
	},
);

test.each([
	['stopped', ['idle', 'old-shop']],
	['shop stop', ['old-shop']],
	['run', ['runner']],
	['shop', ['shop', 'old-shop']],
	['running', ['runner', 'shop']],
	['paused', []],
])('the filter of DevBoxes finds those whose state is typed: %s', async (typed, found) => {
	const stopped = {state: 'stopped'} as const;
	const events = [
		ready,
		listed(devbox('shop'), devbox('old-shop', stopped), devbox('idle', stopped), devbox('runner')),
	];
	const screen = await showScreen(<DevboxesScreen />, {columns: 100, rows: 30}, {events});
	await screen.type(`/${typed}`);
	const shown = screen
		.lines()
		.flatMap(line => /^\W*(shop|old-shop|idle|runner) +forge-1 /u.exec(line)?.[1] ?? []);
	expect(shown.toSorted()).toEqual(found.toSorted());
});
