import type {ReactNode} from 'react';
import {expect, test} from 'vitest';
import {CreateDevbox} from '../../source/screens/create/create-devbox.tsx';
import {DevboxesScreen} from '../../source/screens/devboxes/devboxes-screen.tsx';
import {ImagesScreen} from '../../source/screens/images/images-screen.tsx';
import {JobsScreen} from '../../source/screens/jobs/jobs-screen.tsx';
import {PickImage} from '../../source/screens/launch/pick-image.tsx';
import {SchedulesScreen} from '../../source/screens/schedules/schedules-screen.tsx';
import {WorkersScreen} from '../../source/screens/workers/workers-screen.tsx';
import type {AppEvent} from '../../source/state/app-state.ts';
import {devbox, listed, listedImages, ready, showScreen} from './show-app.tsx';

const nothing = () => {};
const rejected = (worker: string): AppEvent => ({
	type: 'worker-reached',
	worker,
	reach: {
		state: 'down',
		reason: `${worker} rejected the log-in.`,
		hint: 'Check the key.',
		failure: 'unreachable',
	},
});
const size = {columns: 120, rows: 30};
const frameOf = async (list: ReactNode, events: readonly AppEvent[]) =>
	(await showScreen(list, size, {events})).frame().replaceAll(/[\s│]+/gu, ' ');

const lists: readonly {readonly name: string; readonly list: () => ReactNode; readonly none: string}[] = [
	{name: 'DevBoxes', list: () => <DevboxesScreen />, none: 'No DevBoxes'},
	{name: 'DevBoxes', list: () => <DevboxesScreen worker="forge-1" />, none: 'No DevBoxes'},
	{
		name: 'DevBoxes',
		list: () => <CreateDevbox worker="forge-1" onSwitch={nothing} onNext={nothing} onBack={nothing} />,
		none: 'No DevBoxes',
	},
	{name: 'images', list: () => <ImagesScreen />, none: 'No golden images'},
	{name: 'images', list: () => <ImagesScreen worker="forge-1" />, none: 'No golden images'},
	{
		name: 'images',
		list: () => (
			<PickImage crumbs={[]} worker="forge-1" onPick={nothing} onWorker={nothing} onBack={nothing} />
		),
		none: 'no golden images',
	},
	{name: 'jobs', list: () => <JobsScreen />, none: 'No jobs'},
	{name: 'schedules', list: () => <SchedulesScreen />, none: 'No schedules'},
];

test.each(lists)(
	'a list of $name that nobody could read says so and why, not that there are none (%#)',
	async ({name, list, none}) => {
		const frame = await frameOf(list(), [rejected('forge-1'), rejected('forge-2')]);
		expect(frame).toContain(
			`The ${name} of forge-1 are not known: forge-1 rejected the log-in. Check the key.`,
		);
		expect(frame).not.toContain(none);
		expect(frame).not.toContain('Waiting for');
	},
);

test('a list says that it is empty where it is known, and of which workers it is not', async () => {
	const frame = await frameOf(<ImagesScreen />, [ready, listedImages('forge-1'), rejected('forge-2')]);
	expect(frame).toContain('No golden images yet');
	expect(frame).toContain('The images of forge-2 are not known: forge-2 rejected the log-in.');
});

test.each([
	['DevBoxes', () => <DevboxesScreen />, ['c', 'space']],
	['workers', () => <WorkersScreen />, ['enter', 'i', 'd']],
	['jobs', () => <JobsScreen />, ['enter', 'x', 'space']],
] as const)(
	'keys that act on a row of %s are not offered while no row matches the filter',
	async (_, list, keys) => {
		const screen = await showScreen(
			list(),
			{columns: 200, rows: 30},
			{events: [ready, listed(devbox('api'))]},
		);
		await screen.type('/zzz');
		await screen.press('enter');
		for (const key of keys) expect(screen.frame()).toContain(`(${key} `);
	},
);

test('a DevBox cannot be chosen while none is known', async () => {
	const picker = <CreateDevbox worker="forge-1" onSwitch={nothing} onNext={nothing} onBack={nothing} />;
	const screen = await showScreen(picker, size, {events: [rejected('forge-1')]});
	expect(screen.frame()).toContain('(enter Choose)');
	expect(screen.frame()).toContain('ctrl+r Reconnect');
});
