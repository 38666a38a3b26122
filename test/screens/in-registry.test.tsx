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

/** @param pulled what is pulled, and where to */
const showPicker = async (worker: string, pulled: string[] = []) => {
	const from = {at: 'image', worker} as const;
	return showScreen(
		<TargetPicker crumbs={['Launch']} from={from} onPick={() => {}} onBack={() => {}} />,
		{columns: 140, rows: 24},
		{
			events,
			prepare: actions => {
				actions.listRegistered = recorded;
				actions.pullImage = async (to, {source}) => {
					pulled.push(`${source.text} to ${to}`);
					throw new Error('seen enough');
				};
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

test('the picker says what its worker could pull, and one key pulls it; the filter narrows that, too', async () => {
	const pulled: string[] = [];
	const screen = await showPicker('forge-2', pulled);
	const words = 'ctrl+p pulls hub.example.com/team/web:v1, which forge-2 lacks.';
	await vi.waitFor(() => expect(screen.frame()).toContain(words));
	await screen.press('ctrl+p');
	expect(screen.frame()).toContain('Pull an image from a registry to forge-2');
	expect(screen.frame()).toContain('hub.example.com/team/web:v1');
	await screen.press('enter');
	expect(pulled).toEqual(['hub.example.com/team/web:v1 to forge-2']);
	await screen.type('api');
	expect(screen.frame()).not.toContain('ctrl+p');
	await screen.press('ctrl+p');
	expect(screen.frame()).not.toContain('Pull an image');
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

test('a worker that does not answer holds back no other, and none is asked again because another has connected', async () => {
	const asked: string[] = [];
	let reach = (_: AppEvent) => {};
	const {screen} = await showImages({
		events: [ready, listedImages('forge-1', web)],
		prepare: (actions, store) => {
			reach = event => store.send(event);
			actions.listRegistered = async worker => {
				asked.push(worker);
				return worker === 'forge-1' ? Promise.withResolvers<never>().promise : [];
			};
		},
	});
	await vi.waitFor(() => expect(asked).toEqual(['forge-1']));
	reach(second);
	await vi.waitFor(() => expect(asked).toEqual(['forge-1', 'forge-2']));
	expect(screen.frame()).not.toContain('In registry');
});

test('an answer is shown although another worker is still being asked', async () => {
	const {screen} = await showImages({
		events: [ready, second, listedImages('forge-1', web)],
		prepare: actions => {
			actions.listRegistered = worker =>
				worker === 'forge-1' ? recorded(worker) : Promise.withResolvers<never>().promise;
		},
	});
	await vi.waitFor(() => expect(screen.frame()).toMatch(/In registry +hub\.example\.com\/team\/web:v1/u));
});
