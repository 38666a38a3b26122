import {globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const page = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
const foldersOf = (folder: string): readonly string[] =>
	globSync('*/', {cwd: path.join(root, folder)}).map(each => path.basename(each));

test.each([
	['folder', 'source', foldersOf('source')],
	['screen folder', 'source/screens', foldersOf('source/screens')],
	['script folder', 'source/worker', foldersOf('source/worker')],
	['folder of steps', 'source/worker/steps', foldersOf('source/worker/steps').map(each => `steps/${each}`)],
	['runner part', 'source/worker/runner', globSync('*.sh', {cwd: path.join(root, 'source/worker/runner')})],
	['top file', 'source', globSync('*.{ts,tsx}', {cwd: path.join(root, 'source')})],
])('the architecture page names every %s of %s', (_, __, names) => {
	expect(names.length).toBeGreaterThan(2);
	expect(names.filter(name => !page.includes(`\`${name}\``))).toEqual([]);
});

test('every file that the architecture page names exists', () => {
	const named = [...page.matchAll(/`((?:[\w-]+\/)+[\w-]+\.(?:tsx?|sh))`/gu)].map(match => match[1] ?? '');
	expect(named.length).toBeGreaterThan(20);
	const exists = (file: string) => globSync([file, `source/${file}`], {cwd: root}).length > 0;
	expect(named.filter(file => !exists(file))).toEqual([]);
});
