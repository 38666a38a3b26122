import {expect, test} from 'vitest';
import type {ForkWish} from '../../source/jobs/fork.ts';
import {KeyLayerContext} from '../../source/keys.ts';
import type {Devbox} from '../../source/model/devbox.ts';
import type {Image} from '../../source/model/image.ts';
import type {LogRing} from '../../source/model/log-ring.ts';
import {DevboxesScreen} from '../../source/screens/devboxes/devboxes-screen.tsx';
import {image} from '../launch-context.ts';
import {alice, devbox, listed, listedImages, ready, screenAfter, showScreen} from './show-app.tsx';

const madeFrom = {id: 'x', name: 'api'};

/** The list of these DevBoxes, and what was asked of their workers. */
const devboxes = async (...all: readonly Devbox[]) => {
	const asked: string[] = [];
	const notices: string[] = [];
	const screen = await showScreen(
		<KeyLayerContext value={{isActive: true, notify: text => void notices.push(text)}}>
			<DevboxesScreen />
		</KeyLayerContext>,
		{columns: 100, rows: 30},
		{
			events: [
				ready,
				listed(...all),
				listedImages('forge-1', image('golden', {tag: 'v1', madeFrom}), image('other')),
			],
			prepare: actions =>
				Object.assign(actions, {
					change: async ({name}: Devbox, to: string) => void asked.push(`${to} ${name}`),
					rename: async ({name}: Devbox, to: string) => void asked.push(`rename ${name} ${to}`),
					fork: async ({name}: Devbox, {count, method}: ForkWish) =>
						void asked.push(`fork ${name} ${count} ${method}`),
					rollBack: async ({name}: Devbox, to: Image) => void asked.push(`roll back ${name} ${to.reference}`),
				}),
		},
	);
	return {screen, asked, notices};
};

test('e gives a DevBox another name; a taken or impossible one is refused with the reason', async () => {
	const {screen, asked, notices} = await devboxes(devbox('api'), devbox('shop'));
	await screen.press('e');
	expect(screen.frame()).toContain('Rename api');
	await screen.press('enter');
	expect(notices.at(-1)).toBe('This is its name already.');
	await screen.press('ctrl+u');
	await screen.type('shop');
	await screen.press('enter');
	expect(asked).toEqual([]);
	await screen.type('-2');
	await screen.press('enter');
	expect(asked).toEqual(['rename api shop-2']);
});

test('p pauses a running DevBox, and a paused one is resumed by p and by t', async () => {
	const running = await devboxes(devbox('api'));
	await running.screen.press('p');
	expect(running.asked).toEqual(['pause api']);
	for (const key of ['p', 't']) {
		const paused = await devboxes(devbox('api', {state: 'paused'}));
		await paused.screen.press(key);
		// Podman stops no paused DevBox.
		expect(paused.asked).toEqual(['start api']);
	}
});

test('t does not offer to stop a DevBox that would be gone then, and says why', async () => {
	const {screen, asked, notices} = await devboxes(devbox('api', {autoRemove: true}), devbox('shop'));
	await screen.press('t');
	expect(screen.frame()).not.toContain('its files are kept');
	expect(notices.at(-1)).toContain('It was created with --rm: stopping it would remove it with its files.');
	expect(asked).toEqual([]);
	await screen.press(' ', 'down', ' ', 't');
	expect(screen.frame()).toContain('Stop 1 of 2 DevBoxes?');
	expect(screen.frame()).toContain('created with --rm: stopping removes it');
});

test('f forks a running DevBox, as often as typed', async () => {
	const {screen, asked, notices} = await devboxes(devbox('api'));
	await screen.press('f');
	expect(screen.frame()).toContain('How many forks of api?');
	expect(screen.frame()).toContain('What is mounted stays with it.');
	await screen.press('ctrl+u');
	await screen.type('21');
	await screen.press('enter');
	expect(asked).toEqual([]);
	expect(notices.at(-1)).toBe('Use a number from 1 to 20.');
	await screen.press('ctrl+u');
	await screen.type('3');
	await screen.press('enter');
	expect(asked).toEqual(['fork api 3 auto']);
});

test('tab chooses how the image of the forks gets consistent, and says what that means', async () => {
	const {screen, asked} = await devboxes(devbox('api'));
	await screen.press('f');
	expect(screen.frame()).toContain('Method auto');
	await screen.press('tab', 'tab');
	expect(screen.frame()).toContain('Method pause: frozen for the whole commit');
	await screen.press('tab');
	expect(screen.frame()).toContain('Method restart: stopped, committed and started again');
	expect(screen.frame()).not.toContain('keeps running');
	await screen.press('enter');
	expect(asked).toEqual(['fork api 1 restart']);
	await screen.press('f', 'tab', 'tab', 'tab', 'tab', 'enter');
	expect(asked.at(-1)).toBe('fork api 1 auto');
});

test('z rolls a DevBox back to one of its images, after it said what happens', async () => {
	const {screen, asked} = await devboxes(devbox('api'));
	await screen.press('z');
	expect(screen.frame()).toContain('Roll api back to which image?');
	expect(screen.frame()).toContain('api stops');
	expect(screen.frame()).toContain('golden:v1');
	expect(screen.frame()).not.toContain('other');
	// The first choice is the safe one.
	await screen.press('enter');
	expect(asked).toEqual([]);
	await screen.press('z', 'down', 'enter');
	expect(asked).toEqual(['roll back api localhost/golden:v1']);
});

test('what cannot be forked or rolled back says why', async () => {
	const {screen, asked, notices} = await devboxes(devbox('shop', {state: 'stopped'}));
	await screen.press('f');
	expect(notices.at(-1)).toBe('Not eligible: not running.');
	await screen.press('z');
	expect(notices.at(-1)).toBe('There is no image of this DevBox on its worker. Create one first.');
	expect(asked).toEqual([]);
});

test('a DevBox that has printed nothing says so, until it does', async () => {
	let ring: LogRing | undefined;
	const screen = await screenAfter([ready, listed(devbox('api'))], alice, {
		prepare: actions => {
			actions.output = (_, into) => {
				ring = into;
				return new Promise<never>(() => {});
			};
		},
	});
	await screen.press('2', 'o');
	await screen.sees('No output yet.');
	ring?.push({text: 'listening on 8080', tone: 'plain'});
	await screen.sees('listening on 8080');
	expect(screen.frame()).not.toContain('No output yet.');
});
