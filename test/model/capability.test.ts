import {describe, expect, test} from 'vitest';
import {
	capabilityProblem,
	capabilityTitle,
	formatCapabilities,
	newCapabilities,
	parseCapabilities,
	splitCapabilityList,
	toCustomCapability,
} from '../../source/model/capability.ts';
import {draftProblems} from '../../source/model/snapshot.ts';

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
	['a,b', 'cannot contain commas'],
	['a\nb', 'cannot contain control'],
	['a\u0007b', 'cannot contain control'],
	['a\u001B[2Jb', 'cannot contain control'],
	['a\u202Eb', 'cannot contain control'],
])('%j cannot be added: %s', (typed, why) => {
	expect(capabilityProblem(typed, none)).toContain(why);
});

/** What people type for something that the DevBox has, and what does not mean the same. */
describe('of a DevBox with git, custom:erp and custom:Été', () => {
	const inherited = ['git', 'custom:erp', 'custom:\u00C9t\u00E9'];
	const label = inherited.join(',');

	test.each([
		['git', label],
		['GIT', label],
		['custom:git', label],
		['erp', label],
		['custom:erp', label],
		['Custom: erp', label],
		['custom:custom:erp', label],
		[' erp\u00A0', label],
		['E\u0301te\u0301', label],
		['\u00E9T\u00C9', label],
		['git-lfs', `${label},custom:git-lfs`],
		['Ete', `${label},custom:Ete`],
		['e-r-p', `${label},custom:e-r-p`],
		['\uFF47it', `${label},custom:\uFF47it`],
		['tax  prep', `${label},custom:tax prep`],
		['o\u0308l', `${label},custom:\u00F6l`],
	])('%j is no problem, and the label becomes %j', (typed, expected) => {
		expect(capabilityProblem(typed, {inherited, added: []})).toBeUndefined();
		expect(formatCapabilities(inherited, [toCustomCapability(typed)])).toBe(expected);
	});

	test.each([
		[['tax', 'tax', 'TAX', 'custom:tax', ' tax '], 'custom:tax'],
		[['tax prep', 'tax\u2003prep', 'tax  prep'], 'custom:tax prep'],
		[splitCapabilityList('git, a,\n a\r\nA, erp, b'), 'custom:a,custom:b'],
		[['Git', 'gIT'], ''],
	])('%j given together add %j, in the spelling that came first', (typed, expected) => {
		expect(newCapabilities(inherited, typed.map(toCustomCapability)).join(',')).toBe(expected);
	});

	test('only ten new ones count, however often they and inherited ones are repeated', () => {
		const ten = Array.from({length: 10}, (_, index) => `c${index}`);
		const all = [...ten, ...ten, 'git', 'erp', 'ERP'].map(toCustomCapability);
		const problemOf = (typed: readonly string[]) =>
			draftProblems({name: 'web', tag: '', capabilities: typed}, inherited);
		expect(problemOf(all)).toEqual({});
		expect(newCapabilities(inherited, all)).toEqual(ten.map(toCustomCapability));
		expect(problemOf([...all, 'custom:eleventh'])).toEqual({
			capability: 'You can add at most 10 capabilities.',
		});
	});
});

test.each([
	[['git', 'custom:git'], 'git'],
	[['custom:git', 'git'], 'git'],
	[['custom:Git', 'node', 'git'], 'node,git'],
	[['custom:erp', 'custom:ERP'], 'custom:erp,custom:ERP'],
	[['git', 'git'], 'git'],
])('a source that carries %j passes on %j', (inherited, expected) => {
	expect(formatCapabilities(inherited, [])).toBe(expected);
});

test('decomposed letters count as one character', () => {
	expect(capabilityProblem('e\u0301'.repeat(40), none)).toBeUndefined();
	expect(capabilityProblem('e\u0301'.repeat(41), none)).toContain('at most 40');
});

test('ten can be added and an eleventh cannot', () => {
	const added = Array.from({length: 9}, (_, index) => `custom:c${index}`);
	expect(capabilityProblem('tenth', {inherited: [], added})).toBeUndefined();
	expect(capabilityProblem('more', {inherited: [], added: [...added, 'custom:tenth']})).toContain(
		'You can add at most 10',
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

test('a hostile label yields only valid capabilities', () => {
	expect(parseCapabilities('git, node ,,git,a\u001B[2Jb,\n')).toEqual(['git', 'node']);
	expect(parseCapabilities(undefined)).toEqual([]);
});

test('a pasted list is split at commas and lines', () => {
	expect(splitCapabilityList('a, b\r\nc\n\n d e ,')).toEqual(['a', 'b', 'c', 'd e']);
});
