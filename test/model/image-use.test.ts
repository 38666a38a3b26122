import {expect, test} from 'vitest';
import {isLastTag, removalProblem, usedBy} from '../../source/model/image-use.ts';
import {mayChangeImage} from '../../source/model/policy.ts';

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
