// Builds dist/bundle.js and dist/ingot.js, which the bin runs.
import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {build} from 'esbuild';
import {launcherOf, toAscii} from './build-launcher.ts';
import {scriptOptions} from './build-options.ts';

mkdirSync('dist', {recursive: true});
const result = await build({
	...scriptOptions,
	entryPoints: ['cli.tsx'],
	outfile: 'dist/bundle.js',
	metafile: true,
});
writeFileSync('dist/meta.json', JSON.stringify(result.metafile));

writeFileSync('dist/bundle.js', toAscii(readFileSync('dist/bundle.js', 'utf8')));
const launcher = launcherOf('dist/bundle.js');
writeFileSync('dist/ingot.js', `#!/usr/bin/env node\n${launcher}`);
chmodSync('dist/ingot.js', 0o755);
// CommonJS, because Node's loader of ES modules costs a start some milliseconds.
writeFileSync('dist/package.json', '{"type": "commonjs"}\n');
