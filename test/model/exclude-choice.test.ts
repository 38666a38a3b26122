import {expect, test} from 'vitest';
import {
	decidingPatterns,
	type FoundPatterns,
	patternOf,
	patternsToSave,
	withPatterns,
} from '../../source/model/exclude-choice.ts';
import {patternsIn, savedPatterns} from '../../source/model/exclude-pattern.ts';
import {excludedBy} from '../../source/model/exclusion.ts';
import {layerTree} from '../../source/model/layer-tree.ts';
import {leftOutNode} from '../../source/model/left-out.ts';
import type {Draft} from '../../source/model/snapshot.ts';
import {snapshotCommand} from '../../source/model/snapshot-command.ts';
import {draft, source} from '../plan/sources.ts';

const odd = [
	'/srv/*',
	'/srv/a b',
	'/srv/[x]',
	'/srv/line\\0012break',
	'/srv/back\\0134slash',
	'/srv/#!',
	'/srv/end ',
];
const tree = layerTree(
	['/root/a.log', '/root/b.log', '/root/app.js', '/bin/sh', ...odd].map(path => ({
		path,
		type: 'file',
		change: 'added',
		sizeBytes: 10,
	})),
);
const found: FoundPatterns = {
	ignored: patternsIn('/root', Buffer.from('*.log\n')),
	saved: savedPatterns(Buffer.from('/srv/end\\ \n')),
	tree,
};
const removed = ({edits = []}: Draft) => edits.map(({path}) => path);
const byHand = (path: string): Draft => ({
	...draft,
	leftOut: [{...leftOutNode(tree), word: path, title: path, paths: [path]}],
});

test('an image leaves out what ignore files and saved patterns match, and what was chosen by hand', () => {
	expect(removed(withPatterns(byHand('/root/app.js'), found, source)).toSorted()).toEqual([
		'/root/a.log',
		'/root/app.js',
		'/root/b.log',
		'/srv/end ',
	]);
	expect(removed(withPatterns(draft, {ignored: [], saved: [], tree: undefined}, source))).toEqual([]);
	expect(withPatterns(draft, undefined, source)).toBe(draft);
});

test('applied twice, patterns leave out the same, and what is taken back comes back', () => {
	const once = withPatterns(draft, found, source);
	expect(removed(withPatterns(once, found, source))).toEqual(removed(once));
	const kept = withPatterns({...once, excludes: {saved: [], takenBack: ['/root/a.log']}}, found, source);
	expect(removed(kept)).toEqual(['/root/b.log', '/srv/end ']);
});

test.each(odd)('the pattern of %j matches it alone, and its exception takes it alone back', path => {
	const only = [{text: patternOf(path), folder: '/', by: '--exclude'}];
	expect(excludedBy(tree, only).chosen.flatMap(({paths}) => paths)).toEqual([path]);
	const all: FoundPatterns = {...found, ignored: patternsIn('/srv', Buffer.from('/*\n')), saved: []};
	const patterns = decidingPatterns(all, {takenBack: [path]});
	const left = excludedBy(tree, patterns).chosen.flatMap(({paths}) => paths);
	expect(left.toSorted()).toEqual(odd.filter(each => each !== path).toSorted());
});

test('patterns that replace the saved ones are used at once; none forget them', () => {
	const instead = (patterns: readonly string[]) =>
		removed(withPatterns({...draft, excludes: {saved: [], takenBack: [], instead: patterns}}, found, source));
	expect(instead(['/root/app.js'])).toEqual(['/root/a.log', '/root/b.log', '/root/app.js']);
	expect(instead([])).toEqual(['/root/a.log', '/root/b.log']);
});

test('what is saved leaves out next time what was chosen, and keeps what was taken back', () => {
	expect(
		patternsToSave(found, {...byHand('/srv/a b'), excludes: {saved: [], takenBack: ['/root/a.log']}}),
	).toEqual(['/srv/end\\ ', '/srv/a\\ b', '!/root/a.log']);
});

test('patterns that would leave out what the image runs are refused', () => {
	const shell = {...found, ignored: patternsIn('/', Buffer.from('/bin\n'))};
	expect(() => withPatterns(draft, shell, source)).toThrow(
		'would leave out /bin, and the image runs /bin/sh.',
	);
});

test('the command makes the same image: saved patterns hold without a word, others are typed', () => {
	const command = (excludes: Partial<NonNullable<Draft['excludes']>>) =>
		/ (?:--exclude|--no-saved-excludes).*$/u.exec(
			snapshotCommand(source, {...draft, excludes: {saved: ['*.tmp'], takenBack: [], ...excludes}}),
		)?.[0];
	expect(command({})).toBeUndefined();
	expect(command({takenBack: ['/a']})).toBe(` --exclude '*.tmp' --exclude '!/a'`);
	expect(command({instead: []})).toBe(' --no-saved-excludes');
	expect(command({instead: ['/b']})).toBe(' --exclude /b');
});
