// Options of the bundle in the executable. Node's single executables run CommonJS only, but Ink and Yoga wait at the top level: so
// the bundle is an ES module without imports and exports, wrapped in an async function.
import {builtinModules} from 'node:module';
import path from 'node:path';
import type {BuildOptions, Plugin} from 'esbuild';
import {bundleOptions} from '../build-options.ts';

const builtin = new RegExp(`^(?:node:)?(?:${builtinModules.join('|')})$`, 'u');

/** Node's own modules come from the function's `require`, not by an import. */
const requiredBuiltins: Plugin = {
	name: 'required-builtins',
	setup(bundle) {
		bundle.onResolve({filter: /^[a-z_:/0-9]+$/}, args => {
			if (!builtin.test(args.path)) return;
			return args.namespace === 'builtin'
				? {path: args.path, external: true}
				: {path: args.path.replace('node:', ''), namespace: 'builtin'};
		});
		bundle.onLoad({filter: /.*/, namespace: 'builtin'}, ({path: name}) => ({
			contents: `module.exports = require('node:${name}')`,
			loader: 'js',
		}));
	},
};

/** Where the bundle believes to be; nothing is there. */
const place = '/nonexistent/ingot.mjs';

/** A script whose value is an async function that takes `require`. Needs an outfile. */
export const seaOptions: BuildOptions = {
	...bundleOptions,
	entryPoints: [path.resolve(import.meta.dirname, '../cli.tsx')],
	target: 'node24',
	banner: {js: `(async function(require){const __filename='${place}',__dirname='${path.dirname(place)}';`},
	footer: {js: '})'},
	define: {
		...bundleOptions.define,
		'import.meta.url': JSON.stringify(`file://${place}`),
		'import.meta.resolve': 'undefined',
	},
	charset: 'ascii',
	metafile: true,
	plugins: [requiredBuiltins, ...(bundleOptions.plugins ?? [])],
};
