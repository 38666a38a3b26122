import {expect, test} from 'vitest';
import {
	nameProblem,
	splitReference,
	tagProblem,
	toReference,
	typedNameProblem,
} from '../../source/model/reference.ts';

const x = (length: number) => 'x'.repeat(length);

test.each(['ab', '1a', 'a1', x(64), 'tax-prep-2025', 'a.b_c-d', 'a__b', 'a--b', 'a---b'])(
	'%s is an image name',
	name => {
		expect(nameProblem(name)).toBeUndefined();
	},
);

test.each([
	['', 'at least 2'],
	['a', 'at least 2'],
	[x(65), 'at most 64'],
	['Ab', 'lowercase'],
	['-ab', 'Start with'],
	['.ab', 'Start with'],
	['_ab', 'Start with'],
	['ab-', 'End with'],
	['web-', 'End with'],
	['ab.', 'End with'],
	['a..b', 'Separate'],
	['a._b', 'Separate'],
	['a___b', 'Separate'],
	['a-.b', 'Separate'],
	['a b', 'only a–z'],
	['a/b', 'only a–z'],
	['a:b', 'only a–z'],
	['$(id)', 'only a–z'],
	["a'b", 'only a–z'],
	['a\nb', 'only a–z'],
	['a\u001B[31mb', 'only a–z'],
	['é1', 'only a–z'],
	['🙂🙂', 'only a–z'],
	['ab\u202E', 'only a–z'],
])('%j is refused as an image name: %s', (name, why) => {
	expect(nameProblem(name)).toContain(why);
});

test.each(['', 'a', '1', '_a', 'v1.0-rc_1', x(63), 'A.b-C'])('%j is a tag', tag => {
	expect(tagProblem(tag)).toBeUndefined();
});

test.each([
	[x(64), 'at most 63'],
	['.a', 'Start with'],
	['-a', 'Start with'],
	['a b', 'only letters'],
	['a/b', 'only letters'],
	['ä', 'only letters'],
	['a\n', 'only letters'],
])('%j is refused as a tag: %s', (tag, why) => {
	expect(tagProblem(tag)).toContain(why);
});

test('an empty tag means latest', () => {
	expect(toReference('web', '')).toBe('localhost/web:latest');
	expect(toReference('web', 'v2')).toBe('localhost/web:v2');
});

test.each([
	['localhost/web:1', 'web', '1'],
	['localhost/web', 'web', 'latest'],
	['quay.io:443/a/web:2', 'quay.io:443/a/web', '2'],
	['quay.io:443/a/web', 'quay.io:443/a/web', 'latest'],
])('%s is read as %s and %s', (reference, name, tag) => {
	expect(splitReference(reference)).toEqual({name, tag});
});

test.each([
	['web', undefined],
	['web:1', undefined],
	['web:', 'After the colon'],
	[':1', 'at least 2'],
	[':', 'After the colon'],
	['', 'at least 2'],
	['web:a:', 'After the colon'],
	['web:-1', 'Tag: Start with a letter'],
	[`web:${'1'.repeat(64)}`, 'Tag: Use at most 63 characters.'],
	['Web', 'lowercase'],
])('whether %j, as typed, names an image', (typed, why) => {
	expect(typedNameProblem(typed)).toEqual(why && expect.stringContaining(why));
});
