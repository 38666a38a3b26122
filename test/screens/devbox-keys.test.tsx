import {expect, test} from 'vitest';
import {KeyLayerContext} from '../../source/keys.ts';
import type {Devbox} from '../../source/model/devbox.ts';
import {DevboxesScreen} from '../../source/screens/devboxes/devboxes-screen.tsx';
import {devbox, listed, ready, showScreen} from './show-app.tsx';

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
			events: [ready, listed(...all)],
			prepare: actions =>
				Object.assign(actions, {
					change: async ({name}: Devbox, to: string) => void asked.push(`${to} ${name}`),
					rename: async ({name}: Devbox, to: string) => void asked.push(`rename ${name} ${to}`),
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
