import {expect, test} from 'vitest';
import {
	capabilityProblem,
	capabilityTitle,
	formatCapabilities,
	parseCapabilities,
	splitCapabilityList,
	toCustomCapability,
} from '../../source/model/capability.ts';

const none = {inherited: [], added: []};

test.each(['x', 'x'.repeat(40), '  erp  ', 'tax prep', "it's", '$(id)', '"q"', '数', '🙂', 'custom:erp'])(
	'%j can be added',
	typed => {
		expect(capabilityProblem(typed, none)).toBeUndefined();
	},
);

test.each([
	['', 'at least 1'],
	['   ', 'at least 1'],
	['custom:', 'at least 1'],
	['x'.repeat(41), 'at most 40'],
	['a,b', 'no commas'],
	['a\nb', 'no control'],
	['a\u0007b', 'no control'],
	['a\u001B[2Jb', 'no control'],
	['a\u202Eb', 'no control'],
])('%j cannot be added: %s', (typed, why) => {
	expect(capabilityProblem(typed, none)).toContain(why);
});

test.each(['git', 'erp', 'custom:erp', ' erp '])(
	'%j is not added twice when the DevBox carries it',
	typed => {
		expect(capabilityProblem(typed, {inherited: ['git', 'custom:erp'], added: []})).toContain('already has');
	},
);

test('one that is on the list is not added twice', () => {
	expect(capabilityProblem('tax', {inherited: [], added: ['custom:tax']})).toContain('already on the list');
});

test('ten can be added and an eleventh cannot', () => {
	const added = Array.from({length: 9}, (_, index) => `custom:c${index}`);
	expect(capabilityProblem('tenth', {inherited: [], added})).toBeUndefined();
	expect(capabilityProblem('more', {inherited: [], added: [...added, 'custom:tenth']})).toContain(
		'At most 10',
	);
});

test('an emoji counts as one character', () => {
	expect(capabilityProblem('🙂'.repeat(40), none)).toBeUndefined();
});

test('the prefix is stored and not shown', () => {
	expect(toCustomCapability(' erp ')).toBe('custom:erp');
	expect(toCustomCapability('custom:erp')).toBe('custom:erp');
	expect(capabilityTitle('custom:erp')).toBe('erp');
	expect(capabilityTitle('git')).toBe('git');
});

test('the label lists inherited ones first and none twice', () => {
	expect(formatCapabilities(['git', 'custom:erp'], ['custom:tax', 'git'])).toBe('git,custom:erp,custom:tax');
});

test('a hostile label yields only what Ingot could have written', () => {
	expect(parseCapabilities('git, node ,,git,a\u001B[2Jb,\n')).toEqual(['git', 'node']);
	expect(parseCapabilities(undefined)).toEqual([]);
});

test('a pasted list is split at commas and lines', () => {
	expect(splitCapabilityList('a, b\r\nc\n\n d e ,')).toEqual(['a', 'b', 'c', 'd e']);
});
