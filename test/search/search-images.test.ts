import {expect, test} from 'vitest';
import {highlightImage} from '../../source/search/highlight-image.ts';
import {searchImages} from '../../source/search/search-images.ts';
import {image} from '../launch-context.ts';
import {manyImages} from './many-images.ts';

const few = [
	image('node-base', {tag: '22', capabilities: ['git', 'node']}),
	image('tax-prep', {tag: 'v2', capabilities: ['custom:erp']}),
	image('prep-tax', {tag: 'v1'}),
	image('web', {tag: 'tax', worker: 'anvil'}),
];
const names = (typed: string, lists = [few]) => searchImages(lists, typed, 'me').map(each => each.name);

test('while nothing is typed all images stand in their order', () => {
	expect(names('')).toEqual(few.map(each => each.name));
	expect(names('  ')).toEqual(few.map(each => each.name));
});

test.each([
	['tax', ['tax-prep', 'prep-tax', 'web']],
	['tax-prep', ['tax-prep', 'prep-tax']],
	['tax-prep:v2', ['tax-prep']],
	['tax prep', ['tax-prep', 'prep-tax']],
	['TAX', ['tax-prep', 'prep-tax', 'web']],
	['erp', ['tax-prep']],
	['anvil', ['web']],
	['tax:v9', []],
	['tax tag:v', ['tax-prep', 'prep-tax']],
	['cap:git', ['node-base']],
	['nothing-like-it', []],
])('%s finds %j, best first', (typed, found) => {
	expect(names(typed)).toEqual(found);
});

test.each([
	['prep-tax', 'prep', {name: [[0, 3]], tag: []}],
	[
		'tax-prep',
		'txp',
		{
			name: [
				[0, 0],
				[2, 2],
				[4, 4],
			],
			tag: [],
		},
	],
	['tax-prep', 'v2', {name: [], tag: [[0, 1]]}],
	['tax-prep', 'TAX owner:me', {name: [[0, 2]], tag: []}],
	['tax-prep', 'erp', {name: [], tag: []}],
])('in %s what was typed (%s) is marked where it is', (name, typed, marked) => {
	const image = few.find(each => each.name === name);
	expect(image && highlightImage(image, typed)).toEqual(marked);
});

test.each(['taxprep', 'tpr25', 'tx-prp', 'tax-perp', 'tax-prep-2025', 'tax prep 2025', '2025 tax prep'])(
	'%s finds tax-prep-2025 in the first screen of ten thousand images',
	typed => {
		const all = manyImages(10_000);
		const found = searchImages([all], typed, 'me');
		expect(found.slice(0, 14).map(each => each.name)).toContain('tax-prep-2025');
	},
);

test('everything that fits is found, however many are ranked', () => {
	const all = manyImages(10_000);
	const found = searchImages([all], 'tax', 'me');
	const holding = all.filter(each => `${each.name} ${each.capabilities.join(' ')}`.includes('tax'));
	expect(new Set(found.map(each => each.id))).toEqual(
		new Set([...found.map(each => each.id), ...holding.map(each => each.id)]),
	);
	expect(found.slice(0, 200).every(each => each.name.includes('tax'))).toBe(true);
});

test('a name of any script, and one that is no name, do no harm', () => {
	const odd = [image('日本語'), image('\u001B[2Jevil'), image(''), image('x'.repeat(5000))];
	expect(names('日本', [odd])).toEqual(['日本語']);
	expect(names('evil', [odd])).toEqual(['\u001B[2Jevil']);
	expect(names('xxxx', [odd])).toEqual(['x'.repeat(5000)]);
});
