import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {build} from 'esbuild';
import {bundleOptions} from '../build-options.ts';

/** Bundles an app of ours as the real one is; returns the file and how to remove it. */
export const bundleFixture = async (entry: string): Promise<{file: string; remove: () => void}> => {
	const folder = mkdtempSync(path.join(tmpdir(), 'ingot-bench-'));
	const file = path.join(folder, 'app.mjs');
	await build({...bundleOptions, entryPoints: [entry], outfile: file});
	return {file, remove: () => rmSync(folder, {recursive: true, force: true})};
};
