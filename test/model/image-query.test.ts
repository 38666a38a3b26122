import {expect, test} from 'vitest';
import {fitsFields, parseImageQuery} from '../../source/model/image-query.ts';
import {image} from '../launch-context.ts';

const tax = image('tax-prep', {
	tag: 'v2',
	owner: 'alice',
	capabilities: ['git', 'custom:erp'],
	base: 'localhost/node-base:22',
});

const context = {me: 'alice', labels: {'forge-1': ['gpu', 'eu'], 'forge-2': ['us']}};

test.each([
	['', true],
	['tag:v2', true],
	['tag:v', true],
	['TAG:V2', true],
	['tag:2', false],
	['cap:git', true],
	['cap:erp', true],
	['cap:custom:erp', false],
	['cap:git cap:erp', true],
	['cap:git cap:rust', false],
	['os:linux', true],
	['os:windows', false],
	['owner:me', true],
	['owner:bob', false],
	['worker:forge', true],
	['label:gpu', true],
	['label:EU label:g', true],
	['label:us', false],
	['label:', true],
	['from:node-base', true],
	['tag:', true],
])('an image fits %s: %s', (typed, fits) => {
	expect(fitsFields(tax, parseImageQuery(typed), context)).toBe(fits);
});

test('anything that is not a field word is a free word', () => {
	expect(parseImageQuery(' Tax  cap:git http://x tag: ')).toEqual({
		words: ['tax', 'http://x'],
		fields: [{name: 'cap', value: 'git'}],
	});
});
