import {describe, expect, test} from 'vitest';
import type {Image} from '../../source/model/image.ts';
import type {ImageUse} from '../../source/model/image-use.ts';
import {applyRetention, parseAge, type Retention} from '../../source/model/retention.ts';

const day = 86_400_000;
const now = 1000 * day;
const unused: ImageUse = {tags: [], devboxes: [], volumes: [], schedules: []};

/** `web:3` is three days old; `web:3b=x` is the same image as other entries with the id x. */
const image = (text: string, more: Partial<Image> = {}): Image => {
	const [name = '', tag = ''] = text.split(':');
	return {
		...{worker: 'forge', id: more.id ?? text, reference: `localhost/${text}`, name, tag, os: 'linux'},
		...{owner: 'alice', source: undefined, capabilities: [], sizeBytes: 1, base: undefined},
		createdAt: now - Number.parseInt(tag, 10) * day,
		...more,
	};
};
const judge = (
	images: readonly Image[],
	retention: Retention,
	uses: Readonly<Record<string, Partial<ImageUse>>> = {},
): Readonly<Record<string, string>> => {
	const used = images.map(each => ({image: each, use: {...unused, ...uses[`${each.name}:${each.tag}`]}}));
	return Object.fromEntries(
		applyRetention(used, retention, {user: 'alice', now}).map(row => [
			`${row.image.name}:${row.image.tag}`,
			`${row.isOld ? 'old' : 'kept'}: ${row.why}`,
		]),
	);
};

test('the newest of each name stay, in whatever order they are listed', () => {
	const images = ['web:2', 'db:9', 'web:1', 'web:4', 'web:3'].map(each => image(each));
	expect(judge(images, {keepLast: 2})).toEqual({
		'db:9': 'kept: the newest of its name',
		'web:1': 'kept: the newest of its name',
		'web:2': 'kept: one of the newest 2 of its name',
		'web:3': 'old: number 3 of its name by age',
		'web:4': 'old: number 4 of its name by age',
	});
});

test('of images that were made in the same second, the one with the highest number is the newest', () => {
	const images = ['web:v9', 'web:v11', 'web:v10'].map(each => image(each, {createdAt: now}));
	expect(judge(images, {keepLast: 1})).toEqual({
		'web:v11': 'kept: the newest of its name',
		'web:v10': 'old: number 2 of its name by age',
		'web:v9': 'old: number 3 of its name by age',
	});
});

test('the newest of a name stays, however old it is and however little is to be kept', () => {
	expect(judge([image('web:900')], {keepLast: 0, keepWithinMs: day})).toEqual({
		'web:900': 'kept: the newest of its name',
	});
});

test('what is young enough stays, to the millisecond', () => {
	const images = [image('web:1'), image('web:2'), image('web:3')];
	expect(judge(images, {keepLast: 1, keepWithinMs: 2 * day + 1})).toMatchObject({
		'web:2': 'kept: young enough',
		'web:3': 'old: number 3 of its name by age',
	});
	expect(judge(images, {keepLast: 1, keepWithinMs: 2 * day})['web:2']).toMatch(/^old/u);
});

test.each([
	['a DevBox', {devboxes: ['api']}, 'in use by DevBox api'],
	['a volume', {volumes: ['win']}, 'in use by volume win'],
	['a schedule', {schedules: ['nightly']}, 'in use by schedule nightly'],
])('what %s uses stays', (_, use, why) => {
	const images = [image('web:1'), image('web:2')];
	expect(judge(images, {keepLast: 1}, {'web:2': use})['web:2']).toBe(`kept: ${why}`);
});

describe('an image with several names', () => {
	test('counts once', () => {
		const images = [image('web:1'), image('web:1b', {id: 'web:1'}), image('web:2')];
		expect(judge(images, {keepLast: 2})['web:2']).toMatch(/^kept/u);
	});
	test('is kept with all of them for the sake of one', () => {
		const images = [image('web:1'), image('web:5'), image('stable:5', {id: 'web:5'})];
		expect(judge(images, {keepLast: 1})).toMatchObject({
			'stable:5': 'kept: the newest of its name',
			'web:5': 'kept: it is also stable:5',
		});
	});
	test('is kept for a name that was not given, too', () => {
		const images = [image('web:1'), image('web:5'), image('db:5', {id: 'web:5'})];
		expect(judge(images, {keepLast: 1, names: ['web']})).toEqual({
			'web:1': 'kept: the newest of its name',
			'web:5': 'kept: it is also db:5',
		});
	});
	test('goes when none of them is kept', () => {
		const images = [image('web:1'), image('web:5'), image('web:5b', {id: 'web:5'})];
		expect(judge(images, {keepLast: 1})).toMatchObject({
			'web:5': 'old: number 2 of its name by age',
			'web:5b': 'old: number 2 of its name by age',
		});
	});
});

test('names in different registries are different names, and a port is no tag', () => {
	const away = image('web:2', {reference: 'forge:5000/web:2', id: 'away'});
	expect(judge([image('web:1'), away], {keepLast: 1})['web:2']).toBe('kept: the newest of its name');
});

test('only the given names are looked at, and images of others never', () => {
	const images = [image('web:1'), image('web:2'), image('db:1'), image('db:2')];
	expect(Object.keys(judge(images, {keepLast: 1, names: ['db']}))).toEqual(['db:1', 'db:2']);
	const others = [image('web:1', {owner: 'bob'}), image('web:2', {owner: undefined})];
	expect(judge(others, {keepLast: 1})).toEqual({});
});

test.each<[string, number | undefined]>([
	['12h', day / 2],
	['30d', 30 * day],
	['8w', 56 * day],
	[' 1d ', day],
	...['', '0d', '-1d', '1.5d', '3', '3m', '1y', '1234567d'].map((each): [string, undefined] => [
		each,
		undefined,
	]),
])('the age %j is %j ms', (typed, ms) => {
	expect(parseAge(typed)).toBe(ms);
});
