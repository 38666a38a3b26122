// Builds dist/bundle.js and dist/ingot.js, which the bin runs.
import {createHash} from 'node:crypto';
import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {build} from 'esbuild';
import {scriptOptions} from './build-options.ts';

mkdirSync('dist', {recursive: true});
const result = await build({
	...scriptOptions,
	entryPoints: ['cli.tsx'],
	outfile: 'dist/bundle.js',
	metafile: true,
});
writeFileSync('dist/meta.json', JSON.stringify(result.metafile));

const {engines} = JSON.parse(readFileSync('package.json', 'utf8'));
const hash = createHash('sha256').update(readFileSync('dist/bundle.js')).digest('hex').slice(0, 16);
const launcher = readFileSync('launcher.cjs', 'utf8')
	.replace('OLDEST_NODE', Number.parseInt(engines.node.replace(/^>=/u, ''), 10))
	.replace('BUNDLE_HASH', hash);
writeFileSync('dist/ingot.js', `#!/usr/bin/env node\n${launcher}`);
chmodSync('dist/ingot.js', 0o755);
// CommonJS, because Node's loader of ES modules costs a start some milliseconds.
writeFileSync('dist/package.json', '{"type": "commonjs"}\n');
