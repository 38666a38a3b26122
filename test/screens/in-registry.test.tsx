import {expect, test, vi} from 'vitest';
import {TargetPicker} from '../../source/screens/launch/target-picker.tsx';
import type {AppEvent} from '../../source/state/app-state.ts';
import {listedImages, ready, showScreen} from './show-app.tsx';
import {golden, showImages} from './show-images.tsx';

const web = golden('web');
const second: AppEvent = {
	type: 'worker-reached',
	worker: 'forge-2',
	reach: {state: 'ready', facts: undefined},
};
const events = [
	ready,
	second,
	listedImages('forge-1', web),
	listedImages('forge-2', golden('api', {worker: 'forge-2', id: 'b'.repeat(64)})),
];
const recorded = async (worker: string) =>
	worker === 'forge-1' ? [{worker, id: web.id, name: 'hub.example.com/team/web:v1'}] : [];

const showPicker = async (worker: string) => {
	const from = {at: 'image', worker} as const;
	return showScreen(
		<TargetPicker crumbs={['Launch']} from={from} onPick={() => {}} onBack={() => {}} />,
		{columns: 140, rows: 24},
		{
			events,
			prepare: actions => {
				actions.listRegistered = recorded;
			},
		},
	);
};

test('the picker says where else an image is', async () => {
	const screen = await showPicker('forge-1');
	await vi.waitFor(() =>
		expect(screen.frame()).toContain('web:v1 on forge-1 · also in hub.example.com/team/web:v1'),
	);
});

test('the picker says what its worker could pull, and how; the filter narrows that, too', async () => {
	const screen = await showPicker('forge-2');
	await vi.waitFor(() =>
		expect(screen.frame()).toContain(
			'Not on forge-2, but in a registry: hub.example.com/team/web:v1. P in Images pulls it.',
		),
	);
	await screen.type('api');
	expect(screen.frame()).not.toContain('in a registry');
});

test('the list of images shows the registry of the image under the cursor', async () => {
	const {screen} = await showImages({
		events: [ready, listedImages('forge-1', web)],
		prepare: actions => {
			actions.listRegistered = recorded;
		},
	});
	await vi.waitFor(() => expect(screen.frame()).toMatch(/In registry +hub\.example\.com\/team\/web:v1/u));
});
