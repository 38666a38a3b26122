import {expect, test} from 'vitest';
import type {Account} from '../../source/model/account.ts';
import type {Image} from '../../source/model/image.ts';
import {
	type Candidate,
	deletionText,
	losesSomething,
	planDeletion,
} from '../../source/model/image-deletion.ts';
import type {ImageUse} from '../../source/model/image-use.ts';

const alice: Account = {user: 'alice', plan: 'pro', role: 'member'};
const image = (name: string, id = name, change: Partial<Image> = {}): Image => ({
	worker: 'forge-1',
	id: id.padEnd(64, '0'),
	reference: `localhost/${name}:1`,
	name,
	tag: '1',
	os: 'linux',
	owner: 'alice',
	source: 'DevBox-commit',
	capabilities: [],
	sizeBytes: 1000,
	createdAt: 0,
	base: undefined,
	...change,
});
const use = (names: readonly string[], change: Partial<ImageUse> = {}): ImageUse => ({
	tags: names.map(name => `localhost/${name}:1`),
	devboxes: [],
	volumes: [],
	schedules: [],
	...change,
});
const size = (bytes: number) => `${bytes} B`;
const planOf = (...candidates: readonly Candidate[]) => {
	const {acts, skipped} = planDeletion(candidates, alice);
	return [
		...acts.map(act => `${act.image.name}: ${deletionText(act, size)}${losesSomething(act) ? ' !' : ''}`),
		...skipped.map(each => `${each.image.name} skipped: ${each.why}`),
	];
};
const lost = 'no name is left, 1000 B are deleted for good';

test.each<[string, readonly Candidate[], readonly string[]]>([
	['the last name of an image is lost', [{image: image('a'), use: use(['a'])}], [`a: ${lost} !`]],
	[
		'one of two names is not',
		[{image: image('a'), use: use(['a', 'b'])}],
		['a: the image stays as localhost/b:1'],
	],
	[
		'with all its names selected, the image is lost',
		[
			{image: image('a', 'x'), use: use(['a', 'b'])},
			{image: image('b', 'x'), use: use(['a', 'b'])},
		],
		[`a: ${lost} !`, `b: ${lost} !`],
	],
	[
		'with all its names selected, nothing may need it',
		[
			{image: image('a', 'x'), use: use(['a', 'b'], {devboxes: ['api']})},
			{image: image('b', 'x'), use: use(['a', 'b'], {devboxes: ['api']})},
		],
		['a skipped: in use by DevBox api', 'b skipped: in use by DevBox api'],
	],
	[
		'one of two names of an image that a DevBox needs can go',
		[{image: image('a'), use: use(['a', 'b'], {devboxes: ['api']})}],
		['a: the image stays as localhost/b:1'],
	],
	[
		'the same id on another worker is another image',
		[
			{image: image('a', 'x'), use: use(['a', 'b'])},
			{image: image('b', 'x', {worker: 'forge-2'}), use: use(['a', 'b'])},
		],
		['a: the image stays as localhost/b:1', 'b: the image stays as localhost/a:1'],
	],
	[
		'runs of schedules that fail are a loss, but no obstacle',
		[{image: image('a'), use: use(['a', 'b'], {schedules: ['nightly']})}],
		['a: the image stays as localhost/b:1; the runs of nightly will fail !'],
	],
	[
		'images of others, and those that a worker could not tell about, are skipped',
		[
			{image: image('a', 'a', {owner: 'bob'}), use: use(['a'])},
			{image: image('b'), use: 'The image is gone.'},
			{image: image('c'), use: use(['c'])},
		],
		[`c: ${lost} !`, 'a skipped: The image belongs to bob.', 'b skipped: The image is gone.'],
	],
])('%s', (_, candidates, expected) => {
	expect(planOf(...candidates)).toEqual(expected);
});
