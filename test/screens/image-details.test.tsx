import {expect, test} from 'vitest';
import {FactsScreen} from '../../source/screens/images/facts-screen.tsx';
import {listedImages, ready, screenAfter, showScreen} from './show-app.tsx';

const image = (name: string) => ({
	worker: 'forge-1',
	id: name.padEnd(64, '0'),
	reference: `localhost/${name}:v1`,
	name,
	tag: 'v1',
	os: 'linux' as const,
	owner: 'alice',
	source: 'DevBox-commit',
	capabilities: [],
	sizeBytes: 1000,
	createdAt: 0,
	base: undefined,
});
const opened = async () => {
	const screen = await screenAfter([ready, listedImages('forge-1', image('app'), image('web'))]);
	await screen.press('3');
	return screen;
};

test('i opens the details of an image, and esc goes back to the list', async () => {
	const screen = await opened();
	await screen.press('i');
	expect(screen.frame()).toContain('Images › app:v1');
	await screen.press('esc');
	expect(screen.frame()).toMatch(/IMAGE +TAG/u);
});

test('= marks an image, and = on another one compares them', async () => {
	const screen = await opened();
	await screen.press('=');
	expect(screen.frame()).toContain('Press = on another image to compare it with localhost/app:v1.');
	await screen.press('down', '=');
	expect(screen.frame()).toContain('app:v1 → web:v1');
});

test('facts are wrapped, can be scrolled, and cannot rewrite the screen', async () => {
	const facts = Array.from({length: 40}, (_, index) => ({
		label: `Label ${index}`,
		text: `\u001B[2J${'word '.repeat(index === 0 ? 30 : 1)}`,
	}));
	const screen = await showScreen(
		<FactsScreen crumbs={['Images', 'app:v1']} read={async () => facts} empty="Nothing." />,
		{columns: 80, rows: 24},
	);
	await screen.sees('Label 0');
	expect(screen.frame()).not.toContain('\u001B[2J');
	expect(screen.lines()).toHaveLength(24);
	await screen.press('end');
	expect(screen.frame()).toContain('Label 39');
});

test('a worker that does not answer is reported instead of facts', async () => {
	const screen = await showScreen(
		<FactsScreen
			crumbs={['Images', 'app:v1']}
			read={() => Promise.reject(new Error('forge-1 does not answer.'))}
			empty="Nothing."
		/>,
		{columns: 80, rows: 24},
	);
	await screen.sees('forge-1 does not answer.');
});

test('until the worker answers, the screen says what it waits for', async () => {
	const screen = await showScreen(
		<FactsScreen crumbs={['Images', 'app:v1']} read={() => new Promise(() => {})} empty="Nothing." />,
		{columns: 80, rows: 24},
	);
	expect(screen.frame()).toContain('Reading from the worker');
	expect(screen.lines()).toHaveLength(24);
});
