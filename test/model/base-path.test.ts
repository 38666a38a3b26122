import {expect, test} from 'vitest';
import {type BasePath, exactPath} from '../../source/model/base-path.ts';
import {excludedBy} from '../../source/model/exclusion.ts';
import {layerTree} from '../../source/model/layer-tree.ts';
import {leftOutEdits, leftOutPaths} from '../../source/model/left-out.ts';

test.each([
	['/usr/share/doc', '/', '/usr/share/doc'],
	['/usr/share/doc/', '/', '/usr/share/doc'],
	['/two words ', '/', '/two words'],
	[String.raw`/a\*b\ `, '/', '/a*b '],
	[String.raw`/caf\0351`, '/', String.raw`/caf\0351`],
	['/größe', '/', '/größe'],
	['/cache', '/srv/my app', '/srv/my app/cache'],
	['doc', '/', undefined],
	['usr/share/doc', '/', undefined],
	['/usr/share/*', '/', undefined],
	['/usr/share/do?', '/', undefined],
	['/usr/share/[d]oc', '/', undefined],
	['!/usr/share/doc', '/', undefined],
	['/usr/../etc', '/', undefined],
	['/', '/', undefined],
])('the pattern %s in %s names exactly %s', (text, folder, path) => {
	expect(exactPath({text, folder, by: '--exclude'})).toBe(path);
});

const tree = layerTree([
	{path: '/srv/own', type: 'file', change: 'added', sizeBytes: 10},
	{path: '/usr/bin/changed', type: 'file', change: 'changed', sizeBytes: 20},
	{path: '/usr/share/gone', type: 'deleted', change: 'deleted', sizeBytes: 0},
]);
const base: readonly BasePath[] = ['/usr/share/doc', '/usr/share/gone', '/usr/bin/changed', '/etc/motd'].map(
	path => ({path, isFolder: path === '/usr/share/doc', sizeBytes: 300, files: 3}),
);
const excluded = (...texts: readonly string[]) =>
	excludedBy(
		tree,
		texts.map(text => ({text, folder: '/', by: '--exclude'})),
		base,
	);

test('a whole path leaves out what only the image has, and it is in no layer then', () => {
	const {chosen, idle} = excluded('/usr/share/doc', '/srv/own', '/etc/nothing');
	expect(leftOutEdits(chosen)).toEqual([
		{act: 'remove', path: '/usr/share/doc', everywhere: true},
		{act: 'remove', path: '/srv/own'},
	]);
	expect(idle.map(({text}) => text)).toEqual(['/etc/nothing']);
	expect(leftOutPaths(tree, chosen)[0]).toEqual({
		path: '/usr/share/doc',
		sizeBytes: 300,
		by: '--exclude /usr/share/doc',
		inBase: true,
	});
});

test.each<readonly [string, readonly string[], readonly string[]]>([
	['what the DevBox has deleted is left in no layer', ['/usr/share/gone'], ['/usr/share/gone']],
	['what the DevBox has changed counts once', ['/usr/bin/changed'], ['/usr/bin/changed']],
	['a file is no folder', ['/etc/motd/'], []],
	['a later exception brings it back', ['/etc/motd', '!motd'], []],
	[
		'an exception within an excluded folder does not',
		['/usr/share/doc', '!/usr/share/doc/x'],
		['/usr/share/doc'],
	],
])('%s', (_, texts, paths) => {
	expect(leftOutEdits(excluded(...texts).chosen)).toEqual(
		paths.map(path => ({act: 'remove', path, everywhere: true})),
	);
});
