import {expect, test} from 'vitest';
import {devbox, listed, ready, screenAfter} from './show-app.tsx';

test('adopting a possible Windows VM asks which system runs in it', async () => {
	const vm = devbox('vm', {launchedBy: undefined, osInDoubt: true, image: 'docker.io/qemux/qemu'});
	const screen = await screenAfter([ready, listed(vm)]);
	await screen.press('2', 'a');
	expect(screen.frame()).toContain('Does vm run Windows or Linux?');
	expect(screen.frame()).toContain('❯ Cancel');
	await screen.press('esc');
	expect(screen.frame()).not.toContain('run Windows or Linux?');
	await screen.press('a', 'down', 'enter');
	expect(screen.frame()).toContain('[2 DevBoxes');
	expect(screen.frame()).not.toContain('run Windows or Linux?');
});

test('a certain case asks nothing', async () => {
	const screen = await screenAfter([ready, listed(devbox('vm', {launchedBy: undefined, os: 'windows'}))]);
	await screen.press('2', 'a');
	expect(screen.frame()).not.toContain('run Windows or Linux?');
});
