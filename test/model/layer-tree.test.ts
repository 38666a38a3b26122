import {describe, expect, test} from 'vitest';
import {findCaches} from '../../source/model/caches.ts';
import type {LayerRecord} from '../../source/model/layer-record.ts';
import {filesIn, largestFirst, layerTree, nodeAt} from '../../source/model/layer-tree.ts';

const record = (path: string, sizeBytes = 0, change: Partial<LayerRecord> = {}): LayerRecord => ({
	path,
	type: 'file',
	change: 'added',
	sizeBytes,
	...change,
});
const folder = (path: string, change: Partial<LayerRecord> = {}) =>
	record(path, 0, {type: 'folder', ...change});
const gone = (path: string) => record(path, 0, {type: 'deleted', change: 'deleted'});

describe('the tree of a layer', () => {
	const tree = layerTree([
		folder('/etc', {change: 'changed'}),
		record('/etc/motd', 10, {change: 'changed'}),
		folder('/srv'),
		folder('/srv/a'),
		record('/srv/a/one', 100),
		record('/srv/a/two', 100, {sameAs: '/srv/a/one'}),
		record('/srv/small', 1),
		gone('/etc/passwd'),
		gone('/old'),
	]);

	test('sums sizes and counts by folder, hard links once', () => {
		expect(tree).toMatchObject({path: '/', sizeBytes: 111, counts: {added: 3, changed: 1, deleted: 2}});
		expect(nodeAt(tree, '/srv/a')).toMatchObject({
			sizeBytes: 100,
			counts: {added: 2, changed: 0, deleted: 0},
		});
		expect(filesIn(tree)).toBe(4);
	});

	test('lists the largest first, and what is deleted last', () => {
		expect(largestFirst(tree).map(({path}) => path)).toEqual(['/srv', '/etc', '/old']);
	});

	test.each([
		['/', '/'],
		['/srv/a/', '/srv/a'],
		['/srv/a/one', '/srv/a/one'],
		['/old', '/old'],
		['/nowhere', undefined],
		['/srv/small/below', undefined],
	])('%s is found', (path, found) => {
		expect(nodeAt(tree, path)?.path).toBe(found);
	});

	test('a folder of which only the content is listed is there', () => {
		expect(nodeAt(layerTree([record('/a/b/c', 5)]), '/a')).toMatchObject({type: 'folder', sizeBytes: 5});
	});
});

describe('a cache is recognised', () => {
	test.each([
		['apt', '/var/lib/apt/lists/deb.debian.org_dists', ['/var/lib/apt/lists/deb.debian.org_dists']],
		['apt', '/var/cache/apt/archives/git.deb', ['/var/cache/apt/archives/git.deb']],
		['dnf', '/var/cache/dnf/x/y', ['/var/cache/dnf/x']],
		['apk', '/var/cache/apk/x', ['/var/cache/apk/x']],
		['npm', '/root/.npm/_cacache/x', ['/root/.npm']],
		['npm', '/home/alice/.npm/_cacache/x', ['/home/alice/.npm']],
		['yarn', '/root/.cache/yarn/x', ['/root/.cache/yarn']],
		['pnpm', '/home/a/.local/share/pnpm/store/v3/x', ['/home/a/.local/share/pnpm/store']],
		['pip', '/root/.cache/pip/x', ['/root/.cache/pip']],
		['uv', '/root/.cache/uv/x', ['/root/.cache/uv']],
		['cargo', '/root/.cargo/registry/cache/x', ['/root/.cargo/registry']],
		['cargo', '/usr/local/cargo/git/db/x', ['/usr/local/cargo/git']],
		['go', '/root/.cache/go-build/00/x', ['/root/.cache/go-build']],
		['go', '/home/a/go/pkg/mod/cache/x', ['/home/a/go/pkg/mod']],
		['gradle', '/root/.gradle/caches/x', ['/root/.gradle/caches']],
		['maven', '/root/.m2/repository/x', ['/root/.m2/repository']],
		[
			'browsers',
			'/home/a/.config/google-chrome/Default/Cache/x',
			['/home/a/.config/google-chrome/Default/Cache'],
		],
		['browsers', '/home/a/.cache/mozilla/firefox/x', ['/home/a/.cache/mozilla']],
		['logs', '/var/log/nginx/access.log', ['/var/log/nginx/access.log']],
		['tmp', '/tmp/build/x', ['/tmp/build']],
	])('%s: %s', (id, path, paths) => {
		expect(findCaches(layerTree([record(path, 7)]))).toMatchObject([{id, paths, sizeBytes: 7, files: 1}]);
	});

	test.each([
		'/root/.cargo/bin/rg',
		'/root/.npmrc',
		'/home/a/go/bin/x',
		'/root/.cache/ms-playwright/x',
		'/srv/.npm/x',
		'/var/lib/dpkg/status',
	])('%s is none', path => {
		expect(findCaches(layerTree([record(path, 7)]))).toEqual([]);
	});

	test('by size, and one that holds nothing is not there', () => {
		const tree = layerTree([
			record('/root/.npm/x', 1),
			record('/root/.cache/pip/x', 5),
			folder('/root/.cache/uv'),
			gone('/var/cache/apt/archives/lock'),
			gone('/tmp/x'),
		]);
		expect(findCaches(tree).map(({id}) => id)).toEqual(['pip', 'npm']);
	});

	test('programs keep the folders of their logs', () => {
		const tree = layerTree([
			folder('/var/log/nginx'),
			record('/var/log/nginx/a', 1),
			record('/var/log/b', 1),
			gone('/var/log/c'),
		]);
		expect(findCaches(tree)[0]?.paths).toEqual(['/var/log/nginx/a', '/var/log/b']);
	});
});
