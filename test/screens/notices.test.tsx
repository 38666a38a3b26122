import {expect, test} from 'vitest';
import {devbox, listed, ready, screenAfter} from './show-app.tsx';

test('what a dialog refused is gone with the dialog, and is said again where it is refused again', async () => {
	const screen = await screenAfter([ready, listed(devbox('api'))]);
	await screen.press('2', 'e', 'enter');
	expect(screen.frame()).toContain('This is its name already.');
	await screen.press('esc');
	expect(screen.frame()).not.toContain('Rename api');
	expect(screen.frame()).not.toContain('This is its name already.');
	await screen.press('e', 'enter');
	expect(screen.frame()).toContain('This is its name already.');
});

test('why a key was refused is gone with the screen; what happened is said on', async () => {
	const screen = await screenAfter([ready, listed(devbox('api', {state: 'stopped'}))]);
	await screen.press('2', 's');
	expect(screen.frame()).toContain('It is stopped, not running.');
	await screen.press('3');
	expect(screen.frame()).not.toContain('It is stopped, not running.');
	await screen.press('2', 's');
	expect(screen.frame()).toContain('It is stopped, not running.');
	await screen.press('2', 'y', 'enter');
	expect(screen.frame()).toContain('Copied');
	await screen.press('3');
	expect(screen.frame()).toContain('Copied');
});
