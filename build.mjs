// One minified ESM bundle, which is what the bin runs. Why each trick is here: docs/decisions/bundle.md.
import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {build} from 'esbuild';

const banner = `#!/usr/bin/env node
import{createRequire as __cr}from'node:module';import{fileURLToPath as __fu}from'node:url';
const require=__cr(import.meta.url),__filename=__fu(import.meta.url),__dirname=__fu(new URL('.',import.meta.url));`;

const shim = path.resolve('source/terminal/string-width.cjs');

const fastStart = {
	name: 'fast-start',
	setup(bundle) {
		bundle.onResolve({filter: /^string-width$/}, ({importer}) =>
			importer === shim ? undefined : {path: shim},
		);
		// Yoga fetches its WebAssembly from a data: URL where there is a fetch(), which loads Node's whole HTTP client.
		bundle.onLoad({filter: /yoga-wasm-base64-esm\.js$/}, ({path: file}) => ({
			contents: `var fetch;${readFileSync(file, 'utf8')}`,
		}));
	},
};

const {version} = JSON.parse(readFileSync('package.json', 'utf8'));
const result = await build({
	entryPoints: ['cli.tsx'],
	outfile: 'dist/ingot.js',
	bundle: true,
	platform: 'node',
	format: 'esm',
	target: 'node22',
	minify: true,
	jsx: 'automatic',
	define: {
		'process.env.NODE_ENV': '"production"',
		'process.env.DEV': '"false"',
		INGOT_VERSION: JSON.stringify(version),
	},
	loader: {'.sh': 'text'},
	banner: {js: banner},
	legalComments: 'none',
	// Native parts are optional: ssh2 falls back to JavaScript without them.
	external: ['cpu-features', '*.node'],
	alias: {'react-devtools-core': './source/terminal/no-devtools.mjs'},
	plugins: [fastStart],
	metafile: true,
});
writeFileSync('dist/meta.json', JSON.stringify(result.metafile));
chmodSync('dist/ingot.js', 0o755);
