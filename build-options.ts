// Options of the bundle, for the bin and the benchmarks. Reasons: docs/decisions/bundle.md.
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {createRequire, isBuiltin} from 'node:module';
import path from 'node:path';
import type {BuildOptions, Plugin} from 'esbuild';
import {inkPatch} from './build-ink-patch.ts';

const banner = `import{createRequire as __cr}from'node:module';import{fileURLToPath as __fu}from'node:url';
const require=__cr(import.meta.url),__filename=__fu(import.meta.url),__dirname=__fu(new URL('.',import.meta.url));`;

const shim = path.resolve(import.meta.dirname, 'source/terminal/string-width.cjs');

/** Called by few, and slow to load. */
const large = new Set([
	'crypto',
	'fs/promises',
	'child_process',
	'http',
	'https',
	'net',
	'tls',
	'zlib',
	'readline',
	'readline/promises',
]);

/**
 * One of Node's modules as an ES module of which only what is used is left. Imported as CommonJS, each importer would copy all of
 * its exports.
 */
const lazyBuiltin = (name: string): string => {
	const from = `require('node:${name}')`;
	const named = Object.entries(createRequire(import.meta.url)(`node:${name}`) as Record<string, unknown>)
		.filter(([key]) => /^[a-zA-Z_]\w*$/u.test(key) && key !== 'default')
		.map(([key, value]) =>
			large.has(name) && typeof value === 'function' && /^[a-z]/u.test(key)
				? `export const ${key} = (...args) => ${from}.${key}(...args);`
				: `export const ${key} = /* @__PURE__ */ own$('${key}');`,
		);
	const own = `const all$ = () => ${from}, own$ = key => all$()[key];`;
	// Whoever imports the whole of a large one, as Commander does, seldom uses it.
	const whole = large.has(name)
		? 'new Proxy({}, {get: (_, key) => all$()[key], has: (_, key) => key in all$()})'
		: 'all$()';
	return [own, `export default /* @__PURE__ */ ${whole};`, ...named].join('\n');
};

const fastStart: Plugin = {
	name: 'fast-start',
	setup(bundle) {
		bundle.onResolve({filter: /^string-width$/}, ({importer}) =>
			importer === shim ? undefined : {path: shim},
		);
		// Static imports of Node's own modules load before the first line runs, and http loads a whole HTTP client. So they load
		// with the module that needs them, and the large ones when they are first called.
		bundle.onResolve({filter: /^(?:node:)?[a-z_0-9/]+$/}, ({path: name, kind, namespace}) => {
			if (!isBuiltin(name)) return undefined;
			const bare = name.replace('node:', '');
			return kind !== 'import-statement' || namespace === 'lazy-builtin'
				? {path: `node:${bare}`, external: true}
				: {path: bare, namespace: 'lazy-builtin', sideEffects: false};
		});
		bundle.onLoad({filter: /.*/, namespace: 'lazy-builtin'}, ({path: name}) => ({
			contents: lazyBuiltin(name),
			loader: 'js',
		}));
		// dockerode loads gRPC for builds by BuildKit, which Podman does not have.
		bundle.onResolve({filter: /^\.\/(?:session|buildkit)$/}, ({path: name, importer}) =>
			/dockerode\/lib\/docker\.js$/u.test(importer) ? {path: name, namespace: 'no-buildkit'} : undefined,
		);
		bundle.onLoad({filter: /.*/, namespace: 'no-buildkit'}, () => ({
			contents: "module.exports = () => { throw new Error('this build of dockerode has no BuildKit'); };",
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
		'Intl.Segmenter': 'LazySegmenter',
		INGOT_COMMIT: JSON.stringify(commit.trim()),
	},
	inject: [path.resolve(import.meta.dirname, 'source/terminal/lazy-segmenter.ts')],
	loader: {'.sh': 'text', '.bash': 'text', '.zsh': 'text', '.fish': 'text'},
	banner: {js: banner},
	legalComments: 'none',
	// Native parts are optional: ssh2 falls back to JavaScript without them.
	external: ['cpu-features', '*.node'],
	alias: {'react-devtools-core': path.resolve(import.meta.dirname, 'source/terminal/no-devtools.mjs')},
	plugins: [fastStart, inkPatch],
};
