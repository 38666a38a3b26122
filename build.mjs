// Builds dist/bundle.js and dist/ingot.js, which the bin runs.
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

// Node caches the compiled code only of what is imported after the cache is on, so the bundle is imported by a small file.
mkdirSync('dist', {recursive: true});
writeFileSync(
	'dist/ingot.js',
	`#!/usr/bin/env node
import nodeModule from 'node:module';
if (Number.parseInt(process.versions.node, 10) < ${oldestNode}) {
	process.stderr.write('ingot: Node ' + process.versions.node + ' is too old: Ingot needs Node ${oldestNode} or newer. Install a newer Node, or run Ingot with another one: /path/to/node ' + process.argv[1] + '\\n');
	process.exit(1);
}
const {XDG_CACHE_HOME: cache, HOME: home} = process.env;
nodeModule.enableCompileCache?.((cache?.startsWith('/') ? cache : home + '/.cache') + '/ingot/code');
await import('./bundle.js');
`,
);
chmodSync('dist/ingot.js', 0o755);
