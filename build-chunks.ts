// The bundle in chunks: what is imported with import() is a chunk of its own, and so is what several chunks share. A start reads and
// compiles only those that it runs. Reasons: docs/decisions/bundle.md.
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {type BuildOptions, build, type Metafile, type Plugin, transform} from 'esbuild';
import {toAscii} from './build-launcher.ts';
import {bundleOptions} from './build-options.ts';

export type Bundle = {
	/** All chunks, in ASCII. */
	readonly text: string;
	/** Name → where its text begins, and how long it is, in bytes. */
	readonly chunks: Readonly<Record<string, readonly [number, number]>>;
	readonly metafile: Metafile;
};

/** Where Ink looks for React's developer tools, which the bundle does not have. */
const isDeveloping = /process\.env\['DEV'\] === 'true'/gu;

/**
 * A chunk is a function, which cannot await at its top. Yoga does, while it compiles its WebAssembly: the launcher waits for that
 * before it hands a chunk over, and Yoga has its constants at once, which modules of Ink read. Another module that does fails the build.
 */
const noTopLevelAwait: Plugin = {
	name: 'no-top-level-await',
	setup(bundle) {
		bundle.onLoad({filter: /yoga-layout[\\/]dist[\\/]src[\\/]index\.js$/}, ({path: file}) => ({
			contents: `import {loadYoga} from './load.js'; import constants from './generated/YGEnums.js';
				const Yoga = {...constants}; waitFor(loadYoga().then(loaded => Object.assign(Yoga, loaded)));
				export default Yoga; export * from './generated/YGEnums.js';`,
			resolveDir: path.dirname(file),
		}));
		bundle.onLoad({filter: /ink[\\/]build[\\/]reconciler\.js$/}, ({path: file}) => ({
			contents: readFileSync(file, 'utf8').replace(isDeveloping, 'false'),
			resolveDir: path.dirname(file),
		}));
	},
};

const chunkOptions: BuildOptions = {
	...bundleOptions,
	define: {...bundleOptions.define, 'import.meta.url': 'bundleUrl', 'import.meta.resolve': 'undefined'},
	banner: {},
	plugins: [noTopLevelAwait, ...(bundleOptions.plugins ?? [])],
	splitting: true,
	write: false,
	metafile: true,
	outdir: 'dist',
	entryNames: '[name]',
	chunkNames: '[name]-[hash]',
};

/** What the launcher gives to each chunk. */
const parameters = 'require,module,exports,load,waitFor,keepCode,bundleUrl,__filename,__dirname';
/** Of a chunk, or of a module of Node: from a script, Node imports that with a warning that this is experimental. */
const dynamicImport = /\bimport\("(\.\/[\w.-]+\.js|node:[\w/]+)"\)/gu;

/** A chunk as an expression, the function that runs it. */
const toFunction = async (chunk: string): Promise<string> => {
	const {code} = await transform(chunk, {
		format: 'cjs',
		platform: 'node',
		target: 'node22',
		minify: true,
		legalComments: 'none',
	});
	const body = code.trim().replace(dynamicImport, (_, name: string) => `load(${JSON.stringify(name)})`);
	return toAscii(`(function(${parameters}){'use strict';${body}\n})\n`);
};

/**
 * Bundles a program, in chunks.
 * @param entry its first module; the chunk has its name, as in './cli.js'
 * @throws Error for a module that cannot be a chunk
 */
export const bundleChunks = async (entry: string): Promise<Bundle> => {
	const {outputFiles = [], metafile = {inputs: {}, outputs: {}}} = await build({
		...chunkOptions,
		entryPoints: [entry],
	});
	const chunks: Record<string, readonly [number, number]> = {};
	let text = '';
	for (const {path: file, text: code} of outputFiles) {
		const chunk = await toFunction(code);
		chunks[`./${path.basename(file)}`] = [text.length, chunk.length];
		text += chunk;
	}
	return {text, chunks, metafile};
};
