import {expect, test} from 'vitest';
import type {Image} from '../../source/model/image.ts';
import type {ImageUse} from '../../source/model/image-use.ts';
import {ImagesScreen} from '../../source/screens/images/images-screen.tsx';
import {listedImages, ready, screenAfter, showScreen} from './show-app.tsx';

const image = (name: string, change: Partial<Image> = {}): Image => ({
	worker: 'forge-1',
	id: 'a'.repeat(64),
	reference: `localhost/${name}:v1`,
	name,
	tag: 'v1',
	os: 'linux',
	owner: 'alice',
	source: 'DevBox-commit',
	capabilities: ['git'],
	sizeBytes: 2_000_000,
	createdAt: 0,
	base: undefined,
	...change,
});
const free: ImageUse = {tags: ['localhost/web:v1'], devboxes: [], volumes: [], schedules: []};

const deleting = async (use: ImageUse) => {
	const removed: unknown[] = [];
	const screen = await showScreen(
		<ImagesScreen />,
		{columns: 100, rows: 24},
		{
			events: [ready, listedImages('forge-1', image('web'))],
			prepare: actions => {
				actions.readImageUse = async () => use;
				actions.removeImage = async ({reference}) => {
					removed.push(reference);
					return 'gone';
				};
			},
		},
	);
	await screen.press('d');
	return {screen, removed};
};

test('the last name of an image is typed before the image is deleted', async () => {
	const {screen, removed} = await deleting(free);
	expect(screen.frame()).toContain('2 MB on forge-1 are deleted for good');
	await screen.press('enter');
	expect(removed).toEqual([]);
	await screen.type('web:v1');
	await screen.press('enter');
	expect(removed).toEqual(['localhost/web:v1']);
});

test('one of several names needs only a yes', async () => {
	const {screen, removed} = await deleting({...free, tags: [...free.tags, 'localhost/web:v2']});
	expect(screen.frame()).toContain('keeps its other names: localhost/web:v2');
	await screen.press('y');
	expect(removed).toEqual(['localhost/web:v1']);
});

test('an image that a DevBox uses is not deleted', async () => {
	const {screen, removed} = await deleting({...free, devboxes: ['api']});
	await screen.press('enter', 'y');
	expect(removed).toEqual([]);
	expect(screen.frame()).not.toContain('Delete web:v1?');
});

test('runs that will fail are named before the image of a schedule is deleted', async () => {
	const {screen} = await deleting({...free, schedules: ['nightly']});
	expect(screen.frame()).toContain('The runs of nightly will fail.');
	expect(screen.frame()).toContain('Type web:v1 to confirm');
});

test('a new tag is checked while it is typed', async () => {
	const screen = await screenAfter([ready, listedImages('forge-1', image('web'))]);
	await screen.press('3', 't');
	expect(screen.frame()).toContain('Add a tag to web:v1');
	await screen.type('v1');
	expect(screen.frame()).toContain('This name is taken on the worker.');
	await screen.type('!');
	expect(screen.frame()).toContain('Use only letters, digits');
	await screen.press('esc');
	expect(screen.frame()).not.toContain('Add a tag to');
});

test('an image of somebody else can be neither tagged nor deleted, and the reason says whose it is', async () => {
	const screen = await screenAfter([ready, listedImages('forge-1', image('web', {owner: 'bob'}))]);
	await screen.press('3', 'd');
	expect(screen.frame()).toContain('The image belongs to bob.');
});
