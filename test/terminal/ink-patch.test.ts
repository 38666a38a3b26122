import {cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {build} from 'esbuild';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {inkPatch} from '../../build-ink-patch.ts';

let folder: string;
const inInk = (name: string) => path.join(folder, 'node_modules/ink/build', name);

const patched = ['output.js', 'sanitize-ansi.js', 'line-update.js'];

/** An Ink of three files: those that are patched. */
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'ingot-patch-'));
	mkdirSync(inInk(''), {recursive: true});
	for (const name of patched) cpSync(path.resolve('node_modules/ink/build', name), inInk(name));
	writeFileSync(inInk('index.js'), patched.map(each => `import './${each}';\n`).join(''));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const bundle = () =>
	build({
		entryPoints: [inInk('index.js')],
		bundle: true,
		write: false,
		packages: 'external',
		external: ['./ansi-tokenizer.js'],
		platform: 'node',
		format: 'esm',
		plugins: [inkPatch],
		logLevel: 'silent',
	});

test('Ink as it was when the patch was written is patched', async () => {
	const {outputFiles} = await bundle();
	expect(outputFiles[0]?.text).toContain('class FastOutput');
	expect(outputFiles[0]?.text).toContain('memoize(');
	expect(outputFiles[0]?.text).toContain('fastLine(');
});

test.each(patched)('a changed %s fails the build and names the patch', async name => {
	writeFileSync(inInk(name), 'export default class {}\n');
	await expect(bundle()).rejects.toThrow(/has changed since source\/terminal\/\S+ was written/u);
});

test('an Ink that does not import a patched file fails the build', async () => {
	writeFileSync(inInk('index.js'), "import './output.js';\n");
	await expect(bundle()).rejects.toThrow('Ink does not import build/sanitize-ansi.js any more');
});

test.each(['ink-text-input', 'ink-select-input'])('%s uses our Ink and our React', name => {
	const theirs = createRequire(path.resolve('node_modules', name, 'build/index.js'));
	const ours = createRequire(path.resolve('cli.tsx'));
	for (const shared of ['ink', 'react']) expect(theirs.resolve(shared)).toBe(ours.resolve(shared));
});
