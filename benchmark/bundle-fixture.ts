import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {type BuildOptions, build} from 'esbuild';
import {bundleOptions} from '../build-options.ts';

/** Bundles an app of ours with the options of the real one; returns the file and a function that removes it. */
export const bundleFixture = async (
	entry: string,
	options: BuildOptions = {},
): Promise<{file: string; remove: () => void}> => {
	const folder = mkdtempSync(path.join(tmpdir(), 'ingot-bench-'));
	const file = path.join(folder, 'app.mjs');
	await build({...bundleOptions, ...options, entryPoints: [entry], outfile: file});
	return {file, remove: () => rmSync(folder, {recursive: true, force: true})};
};
