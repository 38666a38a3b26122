import type {ReactNode} from 'react';
import {describe, expect, test} from 'vitest';
import {Failure} from '../../source/model/failure.ts';
import {DevboxFactsScreen} from '../../source/screens/devboxes/devbox-facts-screen.tsx';
import {ImageDiffScreen} from '../../source/screens/images/image-diff-screen.tsx';
import {ImageScreen} from '../../source/screens/images/image-screen.tsx';
import type {Actions} from '../../source/state/actions.ts';
import type {AppStore} from '../../source/state/app-state.ts';
import {devbox, down, listed, listedImages, ready, showScreen} from './show-app.tsx';
import {golden} from './show-images.tsx';

const api = devbox('api');
const image = (name: string) => golden(name, {id: name.padEnd(64, '0')});

type Page = readonly [what: string, screen: ReactNode, set: (actions: Actions, ask: () => never) => void];
const pages: readonly Page[] = [
	[
		'an image',
		<ImageScreen key="image" image={image('app')} />,
		(actions, ask) => {
			actions.readImageDetails = async () => ask();
		},
	],
	[
		'the difference of two images',
		<ImageDiffScreen key="diff" images={[image('app'), image('web')]} />,
		(actions, ask) => {
			actions.compareImages = async () => ask();
		},
	],
	[
		'a DevBox',
		<DevboxFactsScreen key="devbox" worker="forge-1" id={api.id} />,
		(actions, ask) => {
			actions.inspectDevbox = async () => ask();
			actions.inspect = () => new Promise(() => {});
		},
	],
];

/** A page whose worker fails again and again, each time in other words. */
const failing = async ([, page, set]: Page) => {
	const refreshed: (string | undefined)[] = [];
	let asked = 0;
	let store: AppStore | undefined;
	const screen = await showScreen(
		page,
		{columns: 100, rows: 40},
		{
			events: [ready, listed(api), listedImages('forge-1', image('app'), image('web'))],
			prepare(actions, world) {
				store = world;
				actions.refresh = worker => void refreshed.push(worker);
				set(actions, () => {
					asked += 1;
					throw new Failure(`forge-1 failed the ${asked}. time.`, {hint: 'Check its power.'});
				});
			},
		},
	);
	await screen.sees('forge-1 failed the 1. time.');
	return {screen, refreshed, send: (event: typeof ready) => store?.sendNow(event)};
};

describe.each(pages)('what could not be read about %s', (...page) => {
	test('is read again with r, which also reconnects to its worker', async () => {
		const {screen, refreshed} = await failing(page);
		expect(screen.frame()).toContain('r Try again');
		await screen.press('r');
		await screen.sees('forge-1 failed the 2. time.');
		expect(refreshed).toEqual(['forge-1']);
	});

	test('is read again when its worker is back', async () => {
		const {screen, refreshed, send} = await failing(page);
		send({...down, worker: 'forge-1'} as typeof down);
		await screen.press('');
		send(ready);
		await screen.press('');
		await screen.sees('forge-1 failed the 2. time.');
		expect(refreshed).toEqual([]);
	});
});

test('a page that was read has no key to try again', async () => {
	const screen = await showScreen(
		<ImageDiffScreen images={[image('app'), image('web')]} />,
		{columns: 100, rows: 40},
		{
			events: [ready],
			prepare(actions) {
				actions.compareImages = async () => ({
					differences: [],
					packages: {unknown: [], differences: []},
					paths: undefined,
				});
			},
		},
	);
	await screen.sees('Not compared');
	expect(screen.frame()).not.toContain('Try again');
});
