import {expect, test} from 'vitest';
import {packageDifferences} from '../../source/model/package-difference.ts';
import {type Package, packageCounts} from '../../source/model/sbom.ts';

const list = (...words: readonly string[]): readonly Package[] =>
	words.map(word => {
		const [type = '', name = '', version = ''] = word.split(' ');
		return {type, name, version};
	});

test('packages are counted by type, and what is missing is said', () => {
	expect(packageCounts({packages: list('npm a 1', 'deb b 1', 'npm c 1'), incomplete: []})).toBe(
		'3: 1 deb, 2 npm',
	);
	expect(packageCounts({packages: list('npm a 1'), incomplete: ['packages of rpm are not listed']})).toBe(
		'1 npm (incomplete: packages of rpm are not listed)',
	);
	expect(packageCounts({packages: [], incomplete: []})).toBe('none');
	expect(packageCounts({unknown: 'This image has no SBOM.'})).toBe('This image has no SBOM.');
});

test('packages that came, went or have another version are named once, whatever their order', () => {
	const from = list('deb curl 7', 'deb gone 1', 'npm both 1', 'npm both 2', 'deb same 1');
	const to = list(
		'npm both 2',
		'npm both 1',
		'deb same 1',
		'deb curl 8',
		'npm curl 1',
		'npm twice 2',
		'npm twice 1',
	);
	expect(packageDifferences(from, to)).toEqual([
		{kind: 'changed', type: 'deb', name: 'curl', from: '7', to: '8'},
		{kind: 'removed', type: 'deb', name: 'gone', from: '1', to: ''},
		{kind: 'added', type: 'npm', name: 'curl', from: '', to: '1'},
		{kind: 'added', type: 'npm', name: 'twice', from: '', to: '1, 2'},
	]);
	expect(packageDifferences(from, from)).toEqual([]);
});
