// Makes what the bin runs: dist/ingot.js, and the bundle behind it.
import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {build} from 'esbuild';
import {bundleOptions} from './build-options.ts';

const result = await build({
	...bundleOptions,
	entryPoints: ['cli.tsx'],
	outfile: 'dist/bundle.js',
	metafile: true,
});
writeFileSync('dist/meta.json', JSON.stringify(result.metafile));

const {engines} = JSON.parse(readFileSync('package.json', 'utf8'));
const oldestNode = Number.parseInt(engines.node.replace(/^>=/u, ''), 10);

// Node can only keep the compiled code of what is imported after the cache is on, so a few lines stand before the bundle.
mkdirSync('dist', {recursive: true});
writeFileSync(
	'dist/ingot.js',
	`#!/usr/bin/env node
import nodeModule from 'node:module';
if (Number.parseInt(process.versions.node, 10) < ${oldestNode}) {
	process.stderr.write('ingot: this is Node ' + process.versions.node + ', and Ingot needs ${oldestNode} or newer. Install a newer Node, or name it: /path/to/node ' + process.argv[1] + '\\n');
	process.exit(1);
}
const {XDG_CACHE_HOME: cache, HOME: home} = process.env;
nodeModule.enableCompileCache?.((cache?.startsWith('/') ? cache : home + '/.cache') + '/ingot/code');
await import('./bundle.js');
`,
);
chmodSync('dist/ingot.js', 0o755);
