// Options of the bundle, for the bin and the benchmarks. Reasons: docs/decisions/bundle.md.
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import type {BuildOptions, Plugin} from 'esbuild';
import {inkPatch} from './build-ink-patch.ts';

const banner = `import{createRequire as __cr}from'node:module';import{fileURLToPath as __fu}from'node:url';
const require=__cr(import.meta.url),__filename=__fu(import.meta.url),__dirname=__fu(new URL('.',import.meta.url));`;

const shim = path.resolve(import.meta.dirname, 'source/terminal/string-width.cjs');

const fastStart: Plugin = {
	name: 'fast-start',
	setup(bundle) {
		bundle.onResolve({filter: /^string-width$/}, ({importer}) =>
			importer === shim ? undefined : {path: shim},
		);
		// Static imports of Node's own modules load before the first line runs, and http loads a whole HTTP client. As CommonJS
		// they load with the module that needs them.
		bundle.onResolve(
			{filter: /^(?:node:)?(?:http|https|net|tls|crypto|child_process|zlib|readline\/promises)$/},
			args =>
				args.namespace === 'lazy-builtin'
					? {path: args.path, external: true}
					: {path: args.path.replace('node:', ''), namespace: 'lazy-builtin'},
		);
		bundle.onLoad({filter: /.*/, namespace: 'lazy-builtin'}, ({path: name}) => ({
			contents: `module.exports = require('node:${name}')`,
			loader: 'js',
		}));
		// Yoga fetches its WebAssembly from a data: URL if there is a fetch(), which loads Node's whole HTTP client.
		bundle.onLoad({filter: /yoga-wasm-base64-esm\.js$/}, ({path: file}) => ({
			contents: `var fetch;${readFileSync(file, 'utf8')}`,
		}));
	},
};

const {version} = JSON.parse(readFileSync(path.resolve(import.meta.dirname, 'package.json'), 'utf8'));

/** Commit and its date; empty outside a clone. */
const {stdout: commit = ''} = spawnSync('git', ['log', '-1', '--format=%h, %cs'], {
	cwd: import.meta.dirname,
	encoding: 'utf8',
});

/** One minified ESM file; needs entry points and an outfile. */
export const bundleOptions: BuildOptions = {
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
		INGOT_COMMIT: JSON.stringify(commit.trim()),
	},
	loader: {'.sh': 'text', '.bash': 'text', '.zsh': 'text', '.fish': 'text'},
	banner: {js: banner},
	legalComments: 'none',
	// Native parts are optional: ssh2 falls back to JavaScript without them.
	external: ['cpu-features', '*.node'],
	alias: {'react-devtools-core': path.resolve(import.meta.dirname, 'source/terminal/no-devtools.mjs')},
	plugins: [fastStart, inkPatch],
};
