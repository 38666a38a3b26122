import {expect, test} from 'vitest';
import {CreateDevbox} from '../../source/screens/create/create-devbox.tsx';
import type {AppEvent} from '../../source/state/app-state.ts';
import {devbox, listed, showScreen} from './show-app.tsx';

const ctrlO = '\u000F';
const pick = (events: readonly AppEvent[]) =>
	showScreen(
		<CreateDevbox worker="forge-1" onSwitch={() => {}} onNext={() => {}} onBack={() => {}} />,
		{columns: 120, rows: 24},
		{events},
	);

const fleet = [
	listed(
		devbox('api'),
		devbox('win-on', {os: 'windows'}),
		devbox('win-off', {os: 'windows', state: 'stopped', startedAt: undefined}),
		devbox('shop', {state: 'stopped', startedAt: undefined}),
	),
];

test('a stopped Windows DevBox is offered on request, with the reason; a Linux one never', async () => {
	const screen = await pick(fleet);
	expect(screen.frame()).toContain('Select a DevBox: yours, running');
	expect(screen.frame()).not.toContain('win-off');
	expect(screen.frame()).toContain('ctrl+o shows stopped Windows VMs');
	await screen.press(ctrlO);
	expect(screen.frame()).toContain('win-off');
	expect(screen.frame()).not.toContain('shop');
	expect(screen.frame()).toContain('A Windows VM that was shut down cleanly makes the best image');
	await screen.press(ctrlO);
	expect(screen.frame()).not.toContain('win-off');
});

test('without a stopped Windows DevBox there is no such key', async () => {
	const screen = await pick([listed(devbox('api'), devbox('shop', {state: 'stopped'}))]);
	expect(screen.frame()).toContain('1 ineligible; tab shows why');
	expect(screen.frame()).not.toContain('ctrl+o');
});
