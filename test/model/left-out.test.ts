import {expect, test} from 'vitest';
import {layerTree} from '../../source/model/layer-tree.ts';
import {chooseLeftOut, leftOutEdits, leftOutSum, withLeftOut} from '../../source/model/left-out.ts';
import {snapshotCommand} from '../../source/model/snapshot-command.ts';
import {draft, source} from '../plan/sources.ts';
import {contentsTree} from '../screens/contents-tree.ts';

const choose = (...words: readonly string[]) => chooseLeftOut(contentsTree, words);
const pathsOf = (...words: readonly string[]) => leftOutEdits(choose(...words)).map(({path}) => path);

test('a path, a cache by its name, or all caches can be left out', () => {
	expect(pathsOf('/srv/data/')).toEqual(['/srv/data']);
	expect(pathsOf('npm')).toEqual(['/root/.npm']);
	expect(pathsOf('caches')).toEqual(['/root/.npm', '/root/.cache/pip']);
	expect(pathsOf('caches', 'npm')).toEqual(['/root/.npm', '/root/.cache/pip']);
});

test('what lies under another path is removed and counted once', () => {
	expect(pathsOf('/root', 'npm', '/root/work')).toEqual(['/root']);
	expect(leftOutSum(choose('/root', 'npm'))).toEqual({sizeBytes: 152e6, files: 3});
});

test.each([
	['/nowhere', 'The DevBox itself has nothing there.'],
	['/bin/uptime', 'It is deleted already.'],
	['/', 'An image without any files cannot be launched.'],
	['cargo', 'There is no cache cargo in the DevBox.'],
])('%s cannot be left out, and the reason is said', (word, reason) => {
	expect(() => choose(word)).toThrow(reason);
});

test('other edits of a draft stay, and nothing is left of a choice that was undone', () => {
	const secret = {act: 'empty', path: '/root/.netrc'} as const;
	const first = withLeftOut({...draft, edits: [secret]}, choose('npm'));
	expect(first.edits).toEqual([secret, {act: 'remove', path: '/root/.npm'}]);
	expect(withLeftOut(first, choose('/srv')).edits).toEqual([secret, {act: 'remove', path: '/srv'}]);
	expect(withLeftOut(withLeftOut(draft, choose('npm')), [])).toEqual(draft);
});

test('the command names what is left out, quoted', () => {
	const tree = layerTree([{path: "/it's here", type: 'file', change: 'added', sizeBytes: 1}]);
	const chosen = chooseLeftOut(tree, ["/it's here"]);
	expect(snapshotCommand(source, withLeftOut(draft, chosen))).toMatch(/ --leave-out '\/it'\\''s here'$/u);
});
