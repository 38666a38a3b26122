import {expect, test} from 'vitest';
import {type ExcludePattern, patternsIn} from '../../source/model/exclude-pattern.ts';
import {excludedBy} from '../../source/model/exclusion.ts';
import {refuseNeeded} from '../../source/model/exclusion-limits.ts';
import {escapePath, pathBytes} from '../../source/model/image-edits.ts';
import {layerTree} from '../../source/model/layer-tree.ts';
import {chooseLeftOut, leftOutEdits, leftOutPaths} from '../../source/model/left-out.ts';
import {bytesText, pathText} from '../../source/model/path-text.ts';
import {source} from '../plan/sources.ts';

const latin = escapePath(Buffer.from('/srv/café/caf\xe9.log', 'latin1'));
const mixed = escapePath(Buffer.concat([Buffer.from('/srv/größe/'), Buffer.of(0xff)]));
const files = [
	...[
		'/root/.npm/a/b',
		'/root/work/app.log',
		'/root/work/deep/app.log',
		'/root/work/app.js',
		'/srv/log',
		'/srv/a b',
	],
	...['/srv/*', '/srv/star', '/srv/line\\0012break', latin, mixed, '/opt/tool/bin/run'],
];
const tree = layerTree([
	{path: '/root/.npm', type: 'folder', change: 'added', sizeBytes: 0},
	...files.map(path => ({path, type: 'file', change: 'added', sizeBytes: 10}) as const),
	{path: '/bin/uptime', type: 'deleted', change: 'deleted', sizeBytes: 0},
]);

const typed = (...all: readonly string[]) =>
	all.map((text): ExcludePattern => ({text, folder: '/', by: '--exclude'}));
const pathsOf = (patterns: readonly ExcludePattern[]) =>
	leftOutEdits(excludedBy(tree, patterns).chosen)
		.map(({path}) => path)
		.toSorted();

test.each<readonly [string, readonly string[], readonly string[]]>([
	['a name matches at every depth', ['app.log'], ['/root/work/app.log', '/root/work/deep/app.log']],
	['a folder is one path', ['work/'], ['/root/work']],
	['a file is no folder', ['log/'], []],
	['a leading slash means the root', ['/srv/log', '/log'], ['/srv/log']],
	['a slash within means the root, too', ['srv/log'], ['/srv/log']],
	['an asterisk stays in its folder', ['/root/work/*.log'], ['/root/work/app.log']],
	['two asterisks are every folder', ['/root/**/*.log'], ['/root/work/app.log', '/root/work/deep/app.log']],
	[
		'an exception leaves single paths',
		['/root/work/*', '!/root/work/app.js'],
		['/root/work/app.log', '/root/work/deep'],
	],
	['nothing within an excluded folder comes back', ['/root/work', '!/root/work/app.js'], ['/root/work']],
	['a later pattern decides', ['!app.js', 'app.js'], ['/root/work/app.js']],
	['a backslash makes a character mean itself', ['/srv/\\*'], ['/srv/*']],
	['a bracket is a choice', ['/srv/[xs]tar'], ['/srv/star']],
	['capital letters are other letters', ['/SRV/log'], []],
	[
		'a line break in a name is written as the preview writes it',
		['/srv/line\\0012*'],
		['/srv/line\\0012break'],
	],
	['a name that is no UTF-8 is matched by wildcards', ['/srv/*/caf?.log'], [latin]],
	['a name that is no UTF-8 is matched as the preview writes it', [latin], [latin]],
	['letters beside such a name are letters', ['/srv/größe/*'], [mixed]],
	['what is deleted already is left alone', ['uptime'], []],
])('%s', (_, patterns, paths) => {
	expect(pathsOf(typed(...patterns))).toEqual([...paths].toSorted());
});

test('patterns of an ignore file are relative to its folder', () => {
	const own = (folder: string, text: string) => pathsOf(patternsIn(folder, Buffer.from(text)));
	expect(own('/root', '# logs\n\n*.log\r\n')).toEqual(['/root/work/app.log', '/root/work/deep/app.log']);
	expect(own('/root', '/app.log\n/work/app.js')).toEqual(['/root/work/app.js']);
	expect(own('/opt', '*.log')).toEqual([]);
	expect(own('/root', 'work/*\n!work/app.js')).toEqual(['/root/work/app.log', '/root/work/deep']);
	// A folder whose name looks like a pattern.
	expect(own('/s*', 'log')).toEqual([]);
	expect(pathsOf(patternsIn(escapePath(Buffer.from('/srv/café', 'latin1')), Buffer.from('*.log')))).toEqual([
		latin,
	]);
});

test('each path says whose pattern leaves it out', () => {
	const patterns = [...patternsIn('/root', Buffer.from('\n.npm')), ...typed('*.js')];
	expect(leftOutPaths(tree, excludedBy(tree, patterns).chosen)).toEqual([
		{path: '/root/.npm', sizeBytes: 10, by: '/root/.ingotignore:2 .npm', inBase: false},
		{path: '/root/work/app.js', sizeBytes: 10, by: '--exclude *.js', inBase: false},
	]);
});

test('what the base image has, too, is in no layer; what else is left out shows the base’s version', () => {
	const motd = layerTree([
		{path: '/etc', type: 'folder', change: 'changed', sizeBytes: 0},
		{path: '/etc/motd', type: 'file', change: 'changed', sizeBytes: 3},
		{path: '/etc/own', type: 'file', change: 'added', sizeBytes: 2},
	]);
	const chosen = excludedBy(motd, typed('motd', 'own')).chosen;
	expect(leftOutEdits(chosen)).toEqual([
		{act: 'remove', path: '/etc/motd', everywhere: true},
		{act: 'remove', path: '/etc/own'},
	]);
	expect(leftOutEdits([...chooseLeftOut(motd, ['/etc']), ...chosen])).toEqual([
		{act: 'remove', path: '/etc'},
		{act: 'remove', path: '/etc/motd', everywhere: true},
	]);
	expect(leftOutEdits(excludedBy(motd, typed('/etc')).chosen)).toEqual([
		{act: 'remove', path: '/etc', everywhere: true},
	]);
	expect(leftOutPaths(motd, chosen).map(({inBase}) => inBase)).toEqual([true, false]);
});

test('a pattern that matches nothing is named, and one that another one decides about is not', () => {
	const idle = (...texts: readonly string[]) => excludedBy(tree, typed(...texts)).idle.map(({text}) => text);
	expect(idle('/nowhere', '/root/work', 'app.js', '!*.log', '!*.tmp')).toEqual(['/nowhere', '!*.tmp']);
});

test.each([
	['[abc', 'Close the bracket'],
	['[]', 'Close the bracket'],
	['a\\', 'It ends in a backslash.'],
	['!', 'It names nothing.'],
	['/', 'It names nothing.'],
	['', 'It names nothing.'],
	['#a', 'It is a comment'],
	['/srv/../etc', 'between slashes'],
])('the pattern %s is not valid, and the reason is said', (text, reason) => {
	expect(() => excludedBy(tree, typed(text))).toThrow(reason);
});

test.each(['[]a]b', '[!a]b', '[[:alpha:]]b', '\\[b', '[a\\]]b', '..a', 'a..', '\\#a', '\\!a'])(
	'the pattern %s is valid',
	text => {
		expect(() => excludedBy(tree, typed(text))).not.toThrow();
	},
);

test.each(['*', '/*', '**', '/**'])('%s would leave nothing, so it is refused', pattern => {
	expect(() => excludedBy(tree, typed(pattern))).toThrow('The patterns exclude everything.');
	expect(() => excludedBy(tree, typed(pattern, '!/srv'))).not.toThrow();
});

test.each([
	['/bin', [], 'the image runs /bin/sh'],
	['/opt', ['/opt/tool/bin/run'], 'the image runs /opt/tool/bin/run'],
	['tool', ['run', '-x'], 'the image runs /opt/tool/bin/run'],
	['run', ['./bin/run'], 'the image runs /opt/tool/bin/run'],
])('%s is refused when the image runs %j', (pattern, command, reason) => {
	const all = layerTree([
		...files.map(path => ({path, type: 'file', change: 'added', sizeBytes: 10}) as const),
		{path: '/bin/new', type: 'file', change: 'added', sizeBytes: 1},
	]);
	const devbox = {...source.devbox, command, env: ['PATH=/usr/bin:/opt/tool/bin'], workdir: '/opt/tool'};
	const {chosen} = excludedBy(all, typed(pattern));
	expect(() => refuseNeeded(all, chosen, devbox)).toThrow(reason);
	expect(() => refuseNeeded(all, excludedBy(all, typed('/root')).chosen, devbox)).not.toThrow();
});

test('different bytes are different text', () => {
	const all = [Buffer.of(0xff), Buffer.of(0xfe), Buffer.from('é'), Buffer.of(0xc3), Buffer.of(0xe9, 0x62)];
	expect(new Set(all.map(bytesText)).size).toBe(all.length);
	expect(pathText(mixed)).toBe('/srv/größe/\udcff');
	expect(Buffer.from(pathBytes(mixed))).toEqual(Buffer.concat([Buffer.from('/srv/größe/'), Buffer.of(0xff)]));
});

test('the patterns of a large layer are fast', () => {
	const many = layerTree(
		Array.from({length: 50_000}, (_, at) => ({
			path: `/srv/${at % 100}/${at % 1000}/file-${at}.txt`,
			type: 'file' as const,
			change: 'added' as const,
			sizeBytes: 1,
		})),
	);
	const from = performance.now();
	excludedBy(many, typed('*.log', '/srv/[0-5]/**/x*', 'a*b*c*d*e', '!*.md'));
	expect(performance.now() - from).toBeLessThan(60_000);
});
