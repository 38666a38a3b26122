import {expect, test} from 'vitest';
import {Failure} from '../../source/model/failure.ts';
import type {Image} from '../../source/model/image.ts';
import type {ImageUse} from '../../source/model/image-use.ts';
import type {Actions, UnnamedImage} from '../../source/state/actions.ts';
import type {AppEvent} from '../../source/state/app-state.ts';
import {configured} from './fleet-events.ts';
import {down, listedImages, ready, screenAfter} from './show-app.tsx';
import {golden, showImages} from './show-images.tsx';

const image = (name: string, change: Partial<Image> = {}): Image =>
	golden(name, {capabilities: ['git'], ...change});
const free: ImageUse = {tags: ['localhost/web:v1'], devboxes: [], volumes: [], schedules: []};

/** The list of images with what the workers would say of each, what was started, and what the user was told. */
const images = async (
	uses: Readonly<Record<string, ImageUse | Error>>,
	rows: readonly Image[],
	prepare: (actions: Actions) => void = () => {},
) => {
	const started: string[] = [];
	const {screen, notices} = await showImages({
		events: [ready, down, listedImages('forge-1', ...rows)],
		prepare: actions => {
			Object.assign(actions, {
				async readImageUse({name}: Image) {
					const use = uses[name];
					if (use instanceof Error || use === undefined) throw use ?? new Error('not asked for');
					return use;
				},
				async deleteImage({name}: Image, use: ImageUse) {
					started.push(`${name} ${use.tags.length === 1 ? 'last' : 'other'}`);
				},
			});
			prepare(actions);
		},
	});
	return {screen, started, notices};
};

const deleting = async (use: ImageUse) => {
	const shown = await images({web: use}, [image('web')]);
	await shown.screen.press('d');
	return shown;
};

test('the last name of an image is typed before the image is deleted', async () => {
	const {screen, started} = await deleting(free);
	expect(screen.frame()).toContain('2 MB on forge-1 are deleted for good');
	await screen.press('enter');
	expect(started).toEqual([]);
	await screen.type('web:v1');
	await screen.press('enter');
	expect(started).toEqual(['web last']);
});

test('one of several names needs only a yes', async () => {
	const {screen, started} = await deleting({...free, tags: [...free.tags, 'localhost/web:v2']});
	expect(screen.frame()).toContain('keeps its other names: localhost/web:v2');
	await screen.press('y');
	expect(started).toEqual(['web other']);
});

test('an image that a DevBox uses is not deleted', async () => {
	const {screen, started, notices} = await deleting({...free, devboxes: ['api']});
	await screen.press('enter', 'y');
	expect(started).toEqual([]);
	expect(screen.frame()).not.toContain('Delete web:v1?');
	expect(notices.at(-1)).toBe(
		'localhost/web:v1 is in use by DevBox api. Remove these DevBoxes and volumes first.',
	);
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

const several = () =>
	images(
		{
			a: {...free, tags: ['localhost/a:v1']},
			b: {...free, tags: ['localhost/b:v1', 'localhost/c:v1']},
			c: {...free, tags: ['localhost/c:v1'], devboxes: ['api']},
		},
		[image('a', {id: 'a'.repeat(64)}), image('b', {id: 'b'.repeat(64)}), image('c', {id: 'c'.repeat(64)})],
	);

test('several images are deleted by one plan and one question, which names what blocks the others', async () => {
	const {screen, started, notices} = await several();
	await screen.press('home', ' ', 'down', ' ', 'down', ' ');
	expect(screen.frame()).toContain('3 selected · 3');
	expect(screen.frame()).toContain('Delete 3');
	await screen.press('d');
	expect(screen.frame()).toContain('Delete 2 of 3 images?');
	expect(screen.frame()).toContain('a:v1 on forge-1: no name is left, 2 MB are deleted for good');
	expect(screen.frame()).toContain('b:v1 on forge-1: the image stays as localhost/c:v1');
	expect(screen.frame()).toContain('c:v1 on forge-1: skipped, in use by DevBox api');
	await screen.press('enter');
	expect(started).toEqual([]);
	await screen.type('delete 2');
	await screen.press('enter');
	expect(started).toEqual(['a last', 'b other']);
	expect(notices.at(-1)).toBe('2 jobs started. Press 4 to follow.');
	expect(screen.frame()).not.toContain('selected');
});

test('where no image of several is lost, a yes is enough; esc keeps them all', async () => {
	const two = {tags: ['localhost/a:v1', 'localhost/x:v1']};
	const {screen, started} = await images(
		{a: {...free, ...two}, b: {...free, tags: ['localhost/b:v1', 'x']}},
		[image('a'), image('b', {id: 'b'.repeat(64)})],
	);
	await screen.press('home', ' ', 'down', ' ', 'd', 'esc');
	expect(started).toEqual([]);
	expect(screen.frame()).toContain('2 selected');
	await screen.press('d', 'y');
	expect(started).toEqual(['a other', 'b other']);
});

test('if none of several can be deleted, the reason is given at once', async () => {
	const {screen, notices} = await images({a: new Error('forge-1 does not answer.'), b: new Error('no')}, [
		image('a'),
		image('b', {id: 'b'.repeat(64)}),
	]);
	await screen.press('home', ' ', 'down', ' ', 'd');
	expect(notices.at(-1)).toMatch(
		/^There is nothing to delete: a:v1 on forge-1 is skipped \(forge-1 does not answer\..*\), and 1 more\.$/u,
	);
});

const unnamed = {worker: 'forge-1', id: 'd'.repeat(64), bytes: 12_000_000};
const pruning = async (found: readonly UnnamedImage[]) => {
	const pruned: unknown[] = [];
	const shown = await images({}, [image('web')], actions => {
		Object.assign(actions, {
			listUnnamed: async () => found,
			pruneImages: async (worker: string, own: readonly UnnamedImage[]) => {
				pruned.push([worker, own]);
			},
		});
	});
	await shown.screen.press('p');
	return {...shown, pruned};
};

test('p lists own images without a name, asks once, and deletes them as a job of each worker', async () => {
	const {screen, pruned, notices} = await pruning([unnamed]);
	expect(screen.frame()).toContain('Delete 1 unnamed image?');
	expect(screen.frame()).toContain('dddddddddddd on forge-1: 12 MB');
	expect(screen.frame()).toContain('forge-2: skipped, forge-2 does not answer.');
	await screen.press('esc');
	expect(pruned).toEqual([]);
	await screen.press('p', 'y');
	expect(pruned).toEqual([['forge-1', [unnamed]]]);
	expect(notices.at(-1)).toBe('1 job started. Press 4 to follow.');
});

test('without any there is no question: a worker that could not be asked is named', async () => {
	const {screen, notices} = await pruning([]);
	expect(screen.frame()).not.toContain('unnamed image?');
	expect(notices.at(-1)).toBe('forge-2: forge-2 does not answer.');
});

/** The dialog of the copy key. @param answer what the copy says; of several copies, the first one @param others what targets have */
const copying = async (
	asked: string[],
	answer: Error | undefined,
	{more = [], others = []}: {more?: readonly string[]; others?: readonly AppEvent[]} = {},
) => {
	const {screen, notices} = await showImages({
		events: [
			configured(['forge-1', 'forge-2', ...more].map(name => ({name}))),
			ready,
			...['forge-2', ...more].map(
				(worker): AppEvent => ({
					type: 'worker-reached',
					worker,
					reach: {state: 'ready', facts: undefined},
				}),
			),
			listedImages('forge-1', image('web')),
			...others,
		],
		prepare: actions => {
			actions.copyImage = async ({name}, to, overwrite) => {
				asked.push(`${name} ${to}${overwrite ? ' over another one' : ''}`);
				if (answer !== undefined) throw answer;
				return undefined;
			};
			actions.copyToSeveral = ({name}, to) => {
				asked.push(`${name} ${to.join(',')}`);
				return new Map(
					to.map((each, index) => [
						each,
						answer !== undefined && index === 0 ? Promise.reject(answer) : Promise.resolve(),
					]),
				);
			};
		},
	});
	await screen.press('m');
	return {screen, notices};
};

test('an image is copied to a worker that is chosen, and its job is shown', async () => {
	const asked: string[] = [];
	const {screen, notices} = await copying(asked, undefined);
	expect(screen.frame()).toContain('Copy web:v1 to which workers?');
	expect(screen.frame()).toContain('❯ forge-2');
	expect(screen.frame()).toContain('esc Cancel');
	expect(screen.frame()).not.toContain('Copy to forge-1');
	await screen.press('enter');
	expect(asked).toEqual(['web forge-2']);
	expect(notices.at(-1)).toBe('localhost/web:v1 is already on forge-2.');
});

test('a target that has another image of that name says so, and the copy can replace it', async () => {
	const asked: string[] = [];
	const other = {...image('web'), id: 'f'.repeat(64), worker: 'forge-2'};
	const {screen} = await copying(asked, undefined, {others: [listedImages('forge-2', other)]});
	expect(screen.frame()).toMatch(/forge-2 +has another one/u);
	expect(screen.frame()).toContain('Another image of that name: kept, and the copy is refused');
	await screen.press('\u000f');
	expect(screen.frame()).toContain('Another image of that name: replaced');
	await screen.press('enter');
	expect(asked).toEqual(['web forge-2 over another one']);
});

test('why a copy cannot be made is said', async () => {
	const {screen, notices} = await copying([], new Failure('No.', {hint: 'Do this.'}));
	await screen.press('enter');
	expect(notices.at(-1)).toBe('No. Do this.');
});

test('several workers are filtered, selected and copied to at once; what fails on one is said with its name', async () => {
	const asked: string[] = [];
	const {screen, notices} = await copying(asked, new Failure('No.', {hint: 'Do this.'}), {
		more: ['lab-1', 'lab-2'],
	});
	await screen.press('/');
	await screen.type('lab');
	await screen.press('enter');
	expect(screen.frame()).not.toContain('forge-2');
	await screen.press(' ', 'down', ' ');
	expect(screen.frame()).toContain('Copy to 2 workers');
	await screen.press('enter');
	expect(asked).toEqual(['web lab-1,lab-2']);
	expect(notices.at(-1)).toBe('1 of 2 jobs started. lab-1: No. Do this.');
});
