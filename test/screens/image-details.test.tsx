import {expect, test} from 'vitest';
import type {ImageDetails} from '../../source/model/image-details.ts';
import {ImageScreen} from '../../source/screens/images/image-screen.tsx';
import {FactsPage} from '../../source/screens/shared/facts-page.tsx';
import type {Actions} from '../../source/state/actions.ts';
import type {AppEvent} from '../../source/state/app-state.ts';
import {source} from '../plan/sources.ts';
import {fullFleet} from './every-screen.tsx';
import {listedImages, ready, screenAfter, showScreen} from './show-app.tsx';
import {golden} from './show-images.tsx';

const image = (name: string) => golden(name, {id: name.padEnd(64, '0')});
const opened = async () => {
	const screen = await screenAfter([ready, listedImages('forge-1', image('app'), image('web'))]);
	await screen.press('3');
	return screen;
};

test('enter opens the details of an image, and esc goes back to the list', async () => {
	const screen = await opened();
	for (const key of ['enter', 'i']) {
		await screen.press(key);
		expect(screen.frame()).toContain('Images › app:v1');
		await screen.press('esc');
		expect(screen.frame()).toMatch(/IMAGE +TAG/u);
	}
});

test('l launches the image under the cursor, without a question which one', async () => {
	const screen = await opened();
	await screen.press('down', 'l');
	expect(screen.frame()).toContain('Launch › forge-1 › localhost/web:v1');
	await screen.press('esc');
	expect(screen.frame()).toMatch(/IMAGE +TAG/u);
	await screen.press('2', 'l');
	expect(screen.frame()).toContain('Select a worker.');
});

test('= marks an image, and = on another one compares them', async () => {
	const screen = await opened();
	await screen.press('=');
	expect(screen.frame()).toContain('Press = on another image to compare it with localhost/app:v1.');
	await screen.press('down', '=');
	expect(screen.frame()).toContain('app:v1 → web:v1');
	expect(screen.frame()).not.toContain('Press = on another image');
});

const size = {columns: 80, rows: 24};

test('facts are wrapped, can be scrolled, and cannot rewrite the screen', async () => {
	const facts = Array.from({length: 40}, (_, index) => ({
		label: `Label ${index}`,
		text: `\u001B[2J${'word '.repeat(index === 0 ? 30 : 1)}`,
	}));
	const screen = await showScreen(
		<FactsPage crumbs={['Images', 'app:v1']} facts={facts} empty="Nothing." />,
		size,
	);
	expect(screen.frame()).toContain('Label 0');
	expect(screen.frame()).not.toContain('\u001B[2J');
	expect(screen.lines()).toHaveLength(24);
	await screen.press('end');
	expect(screen.frame()).toContain('Label 39');
});

const detailsOf = async (read: Actions['readImageDetails'], events: readonly AppEvent[] = []) =>
	showScreen(<ImageScreen image={image('app')} />, size, {
		events: [ready, listedImages('forge-1', image('app'), image('web')), ...events],
		prepare: (actions, store) => {
			actions.readImageDetails = read;
			actions.follow = request => store.send({type: 'job-followed', request});
		},
	});

test('a worker that does not answer is reported instead of facts', async () => {
	const screen = await detailsOf(() => Promise.reject(new Error('forge-1 does not answer.')));
	await screen.sees('forge-1 does not answer.');
});

test('until the worker answers, the screen says what it waits for', async () => {
	const screen = await detailsOf(() => new Promise(() => {}));
	expect(screen.frame()).toContain('Reading from the worker');
	expect(screen.lines()).toHaveLength(24);
});

test('leaving the details of an image aborts their reading', async () => {
	let asked: AbortSignal | undefined;
	const screen = await detailsOf((_, signal) => {
		asked = signal;
		return new Promise(() => {});
	});
	expect(asked?.aborted).toBe(false);
	screen.unmount();
	expect(asked?.aborted).toBe(true);
});

const details: ImageDetails = {
	image: {...image('app'), base: 'localhost/web:v1'},
	config: {
		...source.image,
		labels: {'io.clustercode.job': 'j1'},
		env: ['PATH'],
		command: ['serve'],
		user: 'dev',
		workdir: '/srv',
		stopSignal: 'SIGINT',
	},
	layers: [{bytes: 1000, madeBy: 'RUN make'}],
	lineage: ['localhost/web:v1'],
	use: {tags: ['localhost/app:v1'], devboxes: ['api'], volumes: [], schedules: ['nightly']},
	packages: {
		packages: [
			{type: 'deb', name: 'curl', version: '8'},
			{type: 'npm', name: '@s/x', version: '1'},
		],
		incomplete: [],
	},
};

test('the job that made an image is named with who asked for it, where its worker still lists it', async () => {
	const listed = await detailsOf(async () => details, fullFleet.slice(4, 5));
	expect(listed.frame()).toMatch(/Job +Snapshot api into golden:1, by alice 10m ago \(j1\)/u);
	const forgotten = await detailsOf(async () => details);
	expect(forgotten.frame()).toMatch(/Job +j1 /u);
});

test('the details of an image count its packages', async () => {
	const screen = await detailsOf(async () => details);
	expect(screen.frame()).toMatch(/Packages +2: 1 deb, 1 npm/u);
});
