import {describe, expect, test} from 'vitest';
import {highlightImage} from '../../source/search/highlight-image.ts';
import {searchImages, searchImagesStrictly} from '../../source/search/search-images.ts';
import {image} from '../launch-context.ts';
import {manyImages} from './many-images.ts';

const few = [
	image('node-base', {tag: '22', capabilities: ['git', 'node']}),
	image('tax-prep', {tag: 'v2', capabilities: ['custom:erp']}),
	image('prep-tax', {tag: 'v1'}),
	image('web', {tag: 'tax', worker: 'anvil'}),
];
const names = (typed: string, lists = [few]) => searchImages(lists, typed, {me: 'me'}).map(each => each.name);

test('while nothing is typed all images are listed in their order', () => {
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
])('in %s the words of the query %s are highlighted', (name, typed, marked) => {
	const image = few.find(each => each.name === name);
	expect(image && highlightImage(image, typed)).toEqual(marked);
});

test.each(['taxprep', 'tpr25', 'tx-prp', 'tax-perp', 'tax-prep-2025', 'tax prep 2025', '2025 tax prep'])(
	'%s finds tax-prep-2025 on the first screen of ten thousand images',
	typed => {
		const all = manyImages(10_000);
		const found = searchImages([all], typed, {me: 'me'});
		expect(found.slice(0, 14).map(each => each.name)).toContain('tax-prep-2025');
	},
);

test('every match is found, however many are ranked', () => {
	const all = manyImages(10_000);
	const found = searchImages([all], 'tax', {me: 'me'});
	const holding = all.filter(each => `${each.name} ${each.capabilities.join(' ')}`.includes('tax'));
	expect(new Set(found.map(each => each.id))).toEqual(
		new Set([...found.map(each => each.id), ...holding.map(each => each.id)]),
	);
	expect(found.slice(0, 200).every(each => each.name.includes('tax'))).toBe(true);
});

test('names of any script and invalid names are found', () => {
	const odd = [image('日本語'), image('\u001B[2Jevil'), image(''), image('x'.repeat(5000))];
	expect(names('日本', [odd])).toEqual(['日本語']);
	expect(names('evil', [odd])).toEqual(['\u001B[2Jevil']);
	expect(names('xxxx', [odd])).toEqual(['x'.repeat(5000)]);
});

const named = ['tax-prep', 'ledger', 'web-shop', 'node-base', 'windows-erp'];
const typos = [
	// Swapped, wrong, missing, one too many; at the beginning, in the middle, at the end.
	['txa-prep', 'tax-prep'],
	['tax-perp', 'tax-prep'],
	['tax-prpe', 'tax-prep'],
	['tax-prwp', 'tax-prep'],
	['rax-prep', 'tax-prep'],
	['tax-pre', 'tax-prep'],
	['tx-prep', 'tax-prep'],
	['ax-prep', 'tax-prep'],
	['tax-prrep', 'tax-prep'],
	['ttax-prep', 'tax-prep'],
	['tax-prepp', 'tax-prep'],
	['tax-prep:qatset', 'tax-prep'],
	['eldger', 'ledger'],
	['ledegr', 'ledger'],
	['ledgre', 'ledger'],
	['lefger', 'ledger'],
	['kedger', 'ledger'],
	['ldger', 'ledger'],
	['leddger', 'ledger'],
	['ledgerr', 'ledger'],
	['wbe-shop', 'web-shop'],
	['web-sjop', 'web-shop'],
	['webshop', 'web-shop'],
	['web--shop', 'web-shop'],
	['ndoe-base', 'node-base'],
	['node-vase', 'node-base'],
	['node-bse', 'node-base'],
	['node-bxase', 'node-base'],
	['widnows', 'windows-erp'],
	['windpws', 'windows-erp'],
	['winows', 'windows-erp'],
	['windowws', 'windows-erp'],
	['windows-epr', 'windows-erp'],
];

describe.each([1000, 10_000, 100_000])('among %d images', count => {
	// Several images begin with these names, too.
	const others = manyImages(count - named.length);
	const all = [...others, ...named.map(name => image(name, {id: name, tag: 'qatest'}))];
	const first = (typed: string, many = 5) =>
		searchImages([all], typed, {me: 'me'})
			.slice(0, many)
			.map(each => each.name);

	test.each(typos)('the typo %s still finds %s', (typed, name) => {
		expect(first(typed)).toContain(name);
	});

	test.each(named)('%s comes first when it is typed exactly', name => {
		expect(first(name, 1)).toEqual([name]);
	});

	test.each([
		['tax-', 'tax-prep'],
		['ledg', 'ledger'],
		['web-s', 'web-shop'],
		['node-b', 'node-base'],
		['windo', 'windows-erp'],
	])('what begins with %s comes before what only resembles it', (typed, name) => {
		const found = searchImages([all], typed, {me: 'me'}).map(each => each.name);
		const beginning = found.findIndex(each => !each.startsWith(typed));
		expect(found.slice(0, beginning === -1 ? found.length : beginning)).toContain(name);
	});
});

test.each([
	['tax-prwp', ['tax-prep']],
	['tax prpe', ['tax-prep', 'prep-tax']],
	['anvli', ['web']],
	['tax-prep:v9', []],
	['node-base:99', []],
])('the typo in %s is forgiven, but never in a digit: %j', (typed, found) => {
	expect(names(typed)).toEqual(found);
});

test('a command that acts on what it finds gets no guesses', () => {
	const found = (typed: string) => searchImagesStrictly([few], typed, {me: 'me'}).map(each => each.name);
	expect(found('tax-prwp')).toEqual([]);
	expect(found('tax-prep:v2')).toEqual(['tax-prep']);
});
