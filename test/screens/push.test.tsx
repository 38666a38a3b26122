import {expect, test} from 'vitest';
import {Failure} from '../../source/model/failure.ts';
import {alice, listedImages, ready} from './show-app.tsx';
import {golden, showImages} from './show-images.tsx';

const web = golden('web');

/** The dialog of `U`, and what it has led to. @param registry that of the config file */
const pushing = async (registry: string | undefined) => {
	const pushed: string[] = [];
	const {screen, notices} = await showImages({
		events: [
			{
				type: 'config-written',
				settings: {
					account: alice,
					sshConfig: undefined,
					workers: [{name: 'forge-1', kind: 'self-hosted', ssh: 'forge-1'}],
					registry,
				},
			},
			ready,
			listedImages('forge-1', web),
		],
		prepare: actions => {
			actions.pushImage = async ({name}, {destination, overwrite}) => {
				pushed.push(`${name} ${destination.text}${overwrite ? ', overwritten' : ''}`);
				throw new Failure('No.', {hint: 'Do this.'});
			};
		},
	});
	await screen.press('U');
	return {screen, pushed, notices};
};

test('an image is pushed to the registry of the config file with one more key, and a failure is reported', async () => {
	const {screen, pushed, notices} = await pushing('hub.example.com/team');
	expect(screen.frame()).toContain('Push web:v1 to a registry');
	expect(screen.frame()).toContain('hub.example.com/team/web:v1');
	await screen.press('enter');
	expect(pushed).toEqual(['web hub.example.com/team/web:v1']);
	expect(notices.at(-1)).toBe('No. Do this.');
});

test('without one, the registry has to be typed', async () => {
	const {screen, pushed} = await pushing(undefined);
	await screen.press('enter');
	await screen.type('web');
	expect(screen.frame()).toContain('Begin with the registry');
	await screen.press('enter');
	expect(pushed).toEqual([]);
	await screen.press('ctrl+u');
	await screen.type('10.0.0.5:5000/web');
	await screen.press('enter');
	expect(pushed).toEqual(['web 10.0.0.5:5000/web:v1']);
});

test('other content under that name stays, unless it is to be overwritten', async () => {
	const {screen, pushed} = await pushing('hub.example.com/team');
	expect(screen.frame()).toContain('Other content under that name: kept');
	await screen.press('\u000F');
	expect(screen.frame()).toContain('Other content under that name: replaced');
	await screen.press('enter');
	expect(pushed).toEqual(['web hub.example.com/team/web:v1, overwritten']);
});
