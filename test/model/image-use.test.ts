import {expect, test} from 'vitest';
import {newFleet, reduceFleet} from '../../source/model/fleet.ts';
import {
	isLastTag,
	knownUse,
	otherTags,
	removalProblem,
	usedBy,
	usedByText,
} from '../../source/model/image-use.ts';
import {mayChangeImage} from '../../source/model/policy.ts';
import {devbox} from '../screens/show-app.tsx';

const image = {reference: 'localhost/web:1'};
const free = {tags: ['localhost/web:1'], devboxes: [], volumes: [], schedules: []};
const twoTags = {tags: ['localhost/web:1', 'localhost/web:2']};

test('what uses an image is named, several in one word', () => {
	expect(usedBy({...free, devboxes: ['a', 'b'], volumes: ['disk'], schedules: ['nightly']})).toEqual([
		'DevBoxes a, b',
		'volume disk',
		'schedule nightly',
	]);
	expect(isLastTag(free)).toBe(true);
	expect(isLastTag({...free, ...twoTags})).toBe(false);
});

test.each([
	['unused', free, false, undefined],
	['a DevBox', {...free, devboxes: ['api']}, true, 'in use by DevBox api.'],
	['a volume', {...free, volumes: ['disk']}, true, 'in use by volume disk.'],
	['a DevBox, and another tag remains', {...free, ...twoTags, devboxes: ['api']}, false, undefined],
	['a schedule', {...free, schedules: ['nightly']}, false, 'in use by schedule nightly.'],
	['a schedule, forced', {...free, schedules: ['nightly']}, true, undefined],
	[
		'a schedule, and another tag remains',
		{...free, ...twoTags, schedules: ['x']},
		false,
		'in use by schedule x.',
	],
	[
		'a DevBox and a schedule, forced',
		{...free, devboxes: ['api'], schedules: ['x']},
		true,
		'in use by DevBox api; schedule x.',
	],
] as const)('removal of an image with %s', (...[, use, isForced, why]) => {
	const problem = removalProblem(image, use, isForced);
	if (why === undefined) expect(problem).toBeUndefined();
	else expect(problem?.reason).toContain(why);
});

test.each([
	['alice', 'member', 'alice', true],
	['alice', 'viewer', 'alice', false],
	['alice', 'member', 'bob', false],
	['alice', 'admin', 'bob', true],
	['alice', 'member', undefined, false],
	['alice', 'owner', undefined, true],
] as const)('%s as %s may change an image of %s: %s', (...[user, role, owner, allowed]) => {
	expect(mayChangeImage({user, plan: 'starter', role}, {owner}).allowed).toBe(allowed);
});

test('the lists know the names, DevBoxes and schedules of an image on its own worker, and on no other', () => {
	const shown = (worker: string, tag: string, id = 'x') => ({
		worker,
		id,
		reference: `localhost/web:${tag}`,
		name: 'web',
		tag,
		os: 'linux' as const,
		owner: 'alice',
		source: 'DevBox-commit',
		capabilities: [],
		sizeBytes: 1,
		createdAt: 0,
		base: undefined,
	});
	const workers = ['forge-1', 'forge-2'].map(name => ({name, kind: 'self-hosted' as const}));
	const fleet = workers.reduce(
		(before, {name}) =>
			reduceFleet(
				reduceFleet(before, {
					type: 'images-listed',
					worker: name,
					at: 0,
					content: {managed: [shown(name, '1'), shown(name, '2'), shown(name, '3', 'y')], references: []},
				}),
				{
					type: 'devboxes-listed',
					worker: name,
					at: 0,
					content: ['x', 'y'].map(imageId => ({...devbox(`${name}-${imageId}`), imageId})),
				},
			),
		newFleet(workers),
	);
	const web = shown('forge-1', '1');
	const use = knownUse(web, fleet);
	expect(use).toEqual({
		tags: ['localhost/web:1', 'localhost/web:2'],
		devboxes: ['forge-1-x'],
		volumes: [],
		schedules: [],
	});
	expect(otherTags(web, use)).toEqual(['localhost/web:2']);
	expect(usedByText(use)).toBe('DevBox forge-1-x');
	expect(usedByText({...use, devboxes: []})).toBe('nothing on its worker');
});
