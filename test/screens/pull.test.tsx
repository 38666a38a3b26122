import {expect, test} from 'vitest';
import {Failure} from '../../source/model/failure.ts';
import type {AppEvent} from '../../source/state/app-state.ts';
import {alice, listedImages, ready} from './show-app.tsx';
import {golden, showImages} from './show-images.tsx';

const second: AppEvent = {
	type: 'worker-reached',
	worker: 'forge-2',
	reach: {state: 'ready', facts: undefined},
};
const withRegistry: AppEvent = {
	type: 'config-written',
	settings: {
		account: alice,
		sshConfig: undefined,
		workers: ['forge-1', 'forge-2'].map(name => ({name, kind: 'self-hosted', ssh: name})),
		registry: 'hub.example.com/team',
	},
};

/** The dialog of `P`, and what it has led to. */
const pulling = async (events: readonly AppEvent[]) => {
	const pulled: string[] = [];
	const {screen, notices} = await showImages({
		events,
		prepare: actions => {
			actions.pullImage = async (worker, {source, name, overwrite}) => {
				const as = name === undefined ? '' : ` as ${name}`;
				pulled.push(`${source.text} to ${worker}${as}${overwrite ? ', overwritten' : ''}`);
				throw new Failure('No.', {hint: 'Do this.'});
			};
		},
	});
	await screen.press('P');
	return {screen, pulled, notices};
};

test('P pulls an image by its name in the registry of the config file, and a failure is reported', async () => {
	const {screen, pulled, notices} = await pulling([withRegistry, ready, second]);
	expect(screen.frame()).toContain('Pull an image from a registry to forge-1');
	expect(screen.frame()).toContain('hub.example.com/team/');
	await screen.type('web:2');
	await screen.press('enter');
	expect(pulled).toEqual(['hub.example.com/team/web:2 to forge-1']);
	expect(notices.at(-1)).toBe('No. Do this.');
});

test('a pull can go to another worker, and replace the image that has the name there', async () => {
	const {screen, pulled} = await pulling([ready, second, listedImages('forge-1', golden('web'))]);
	await screen.type('10.0.0.5:5000/web@sha');
	expect(screen.frame()).toContain('A digest is sha256: and 64 digits.');
	await screen.press('ctrl+u');
	await screen.type('10.0.0.5:5000/web');
	expect(screen.frame()).toContain('Another image with that name on the worker: kept');
	await screen.press('tab', '\u000F');
	expect(screen.frame()).toContain('Worker: forge-2');
	expect(screen.frame()).toContain('Another image with that name on the worker: replaced');
	await screen.press('enter');
	expect(pulled).toEqual(['10.0.0.5:5000/web:latest to forge-2, overwritten']);
});

test('without a connected worker, P says so', async () => {
	const {screen, notices} = await pulling([]);
	expect(screen.frame()).not.toContain('Pull an image');
	expect(notices.at(-1)).toContain('No worker is connected.');
});

test('a pull can give the image another name on the worker', async () => {
	const {screen, pulled} = await pulling([withRegistry, ready, second]);
	await screen.type('web:2');
	await screen.press('tab', '\u0013');
	expect(screen.frame()).toContain('Name of the image on forge-2');
	await screen.type('x:');
	expect(screen.frame()).toContain('After the colon, add a tag');
	await screen.press('esc');
	expect(screen.frame()).toContain('hub.example.com/team/web:2');
	await screen.press('\u0013', 'ctrl+u');
	await screen.type('web:stable');
	await screen.press('enter');
	expect(pulled).toEqual(['hub.example.com/team/web:2 to forge-2 as web:stable']);
});

test.each([
	['w:1', 'cannot be called w:1 there: Use at least 2 characters.'],
	[`web:${'1'.repeat(64)}`, 'Tag: Use at most 63 characters.'],
])('of an image whose name %s no worker can have, the pull asks for another one', async (name, why) => {
	const {screen, pulled} = await pulling([withRegistry, ready]);
	await screen.type(name);
	await screen.press('enter');
	expect(screen.frame().replaceAll(/[\s│]+/gu, ' ')).toContain(why);
	await screen.press('ctrl+u');
	await screen.type('web:1');
	await screen.press('enter');
	expect(pulled).toEqual([`hub.example.com/team/${name} to forge-1 as web:1`]);
});

test('a name in the registry that is none is not asked a name for', async () => {
	const {screen, pulled} = await pulling([ready]);
	await screen.type('web');
	await screen.press('\u0013');
	expect(screen.frame()).toContain('Pull an image from a registry to forge-1');
	expect(screen.frame()).toContain('Begin with the registry');
	expect(pulled).toEqual([]);
});
