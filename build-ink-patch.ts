// Replaces three modules of Ink in the bundle with faster ones. What they gain: docs/decisions/ink-patch.md.
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import type {PartialMessage, Plugin} from 'esbuild';

type Patch = {
	/** Of the file that the patch was written and tested for. */
	readonly sha256: string;
	/** Our module, and the function in it that takes Ink's default export and returns a faster one. */
	readonly module: string;
	readonly wrap: string;
};

const patches: Readonly<Record<string, Patch>> = {
	'output.js': {
		sha256: '5e6c511c0a573f48cd5765d7f1f16583d2595f7b05775608382bdb990b63f225',
		module: 'source/terminal/fast-output.ts',
		wrap: 'fastOutput',
	},
	'sanitize-ansi.js': {
		sha256: 'd1f9783713dc610e01188ae37e339ce151abb922c4ea4e119deb55f90c50659e',
		module: 'source/terminal/fast-output.ts',
		wrap: 'memoize',
	},
	'line-update.js': {
		sha256: '3101b3bbf790a845dc0268343f1d5d033ffa6468f2b8ea8947336c03d50d828f',
		module: 'source/terminal/fast-line.ts',
		wrap: 'fastLine',
	},
};
/** Marks the import of Ink's own module by the module that replaces it. */
const original = '?original';

/**
 * The plugin fails the build when a patched file of Ink is not exactly the one that the patch was tested for, or when
 * Ink no longer imports it.
 */
export const inkPatch: Plugin = {
	name: 'ink-patch',
	setup(build) {
		const applied = new Set<string>();
		build.onStart(() => applied.clear());
		build.onResolve({filter: /\?original$/}, args => ({
			path: path.resolve(args.resolveDir, args.path.slice(0, -original.length)),
			suffix: original,
		}));
		build.onLoad(
			{filter: /[\\/]ink[\\/]build[\\/](?:output|sanitize-ansi|line-update)\.js$/},
			({path: file, suffix}) => {
				const name = path.basename(file);
				const patch = patches[name];
				if (suffix === original || patch === undefined) return;
				applied.add(name);
				const found = createHash('sha256').update(readFileSync(file)).digest('hex');
				if (found !== patch.sha256) return {errors: [changed(file, patch, found)]};
				const ours = JSON.stringify(path.resolve(import.meta.dirname, patch.module));
				return {
					contents: `import own from './${name}${original}';import {${patch.wrap}} from ${ours};export default ${patch.wrap}(own);`,
					resolveDir: path.dirname(file),
				};
			},
		);
		build.onEnd(() => ({
			errors: Object.keys(patches)
				.filter(name => !applied.has(name))
				.map(name => ({
					text: `Ink does not import build/${name} any more, so its patch is not applied. Remove the patch or move it.`,
				})),
		}));
	},
};

const changed = (file: string, {module}: Patch, found: string): PartialMessage => ({
	text: `${file} has changed since ${module} was written. Test the patch against the new file, then set its sha256 in build-ink-patch.ts to ${found}.`,
});
