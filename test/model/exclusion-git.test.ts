import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {patternsIn} from '../../source/model/exclude-pattern.ts';
import {excludedBy} from '../../source/model/exclusion.ts';
import {escapePath} from '../../source/model/image-edits.ts';
import {layerTree} from '../../source/model/layer-tree.ts';
import {leftOutEdits} from '../../source/model/left-out.ts';

const names = [
	...[
		'a/1.log',
		'a/one/z',
		'a/two/y.log',
		'a/two/x',
		'b/keep.log',
		'b/deep/er/f',
		'b/deep/g',
		'b/c/xy',
		'b/c/x',
	],
	...[
		'b/b7',
		'b/bb',
		'b/!odd',
		'b/tail ',
		'b/é.log',
		'b/café/ä',
		'top.log',
		'deep',
		'n/ew\nline.log',
		'n/t*',
		'n/tt',
	],
].map(each => Buffer.from(each));
const all = [...names, Buffer.from('b/\xff.log', 'latin1'), Buffer.from('b/caf\xe9/x', 'latin1')];

/** The files that git ignores in a repository of these files. */
const byGit = (patterns: string): readonly string[] => {
	const folder = mkdtempSync(path.join(tmpdir(), 'ingot-git-'));
	const git = (...argv: readonly string[]) => execFileSync('git', argv, {cwd: folder, encoding: 'buffer'});
	try {
		git('init', '--quiet');
		for (const each of all) {
			const file = Buffer.concat([Buffer.from(`${folder}/`), each]);
			mkdirSync(file.subarray(0, file.lastIndexOf(0x2f)), {recursive: true});
			writeFileSync(file, 'x');
		}
		writeFileSync(path.join(folder, '.git/info/exclude'), patterns);
		return git('ls-files', '-z', '--others', '--ignored', '--exclude-standard')
			.toString('latin1')
			.split('\0')
			.filter(each => each !== '')
			.map(each => escapePath(Buffer.from(`/${each}`, 'latin1')));
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
};

const byIngot = (patterns: string): readonly string[] => {
	const files = all.map(each => escapePath(Buffer.concat([Buffer.from('/'), each])));
	const tree = layerTree(files.map(path => ({path, type: 'file', change: 'added', sizeBytes: 1})));
	const left = leftOutEdits(excludedBy(tree, patternsIn('/', Buffer.from(patterns))).chosen);
	return files.filter(file => left.some(({path}) => file === path || file.startsWith(`${path}/`)));
};

test.each([
	['*.log\n!keep.log\n'],
	['/a/*\n!/a/two\n'],
	['/a\n!/a/two/x\n'],
	['deep/\n'],
	['deep\n'],
	['/**/x?\n**/x\n'],
	['b[0-9]\n[[:digit:]].log\n'],
	['\\!odd\ntail\\ \n'],
	['b/*.log\nb/caf*/\n'],
	['# a comment\n\n  \nn/t\\*\n'],
	['b/**\n!b/c/\n!b/c/x\n'],
	['b/*/\n'],
	['*\n!*/\n!*.log\n'],
	['n/ew*\n'],
	['/top.log\nlog\n'],
])('git ignores what %j excludes, file by file', patterns => {
	const ours = byIngot(patterns);
	expect(ours.toSorted()).toEqual([...byGit(patterns)].toSorted());
	expect(ours.length).toBeLessThan(all.length);
});
