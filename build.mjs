// Makes what the bin runs: dist/ingot.js, and the bundle behind it.
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {build} from 'esbuild';
import {bundleOptions} from './build-options.ts';

const result = await build({
	...bundleOptions,
	entryPoints: ['cli.tsx'],
	outfile: 'dist/bundle.js',
	metafile: true,
});
writeFileSync('dist/meta.json', JSON.stringify(result.metafile));

// Node can only keep the compiled code of what is imported after the cache is on, so a few lines stand before the bundle.
mkdirSync('dist', {recursive: true});
writeFileSync(
	'dist/ingot.js',
	`#!/usr/bin/env node
import {enableCompileCache} from 'node:module';
const {XDG_CACHE_HOME: cache, HOME: home} = process.env;
enableCompileCache?.((cache?.startsWith('/') ? cache : home + '/.cache') + '/ingot/code');
await import('./bundle.js');
`,
);
chmodSync('dist/ingot.js', 0o755);
