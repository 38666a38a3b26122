import {Failure} from './failure.ts';
import type {RunConfig} from './image-config.ts';
import {type EscapedPath, escapePath, type LeftOut} from './image-edits.ts';
import {type LayerNode, nodeAt} from './layer-tree.ts';
import {neutralise} from './text.ts';

type Programs = Pick<RunConfig, 'entrypoint' | 'command' | 'env' | 'workdir'>;

/**
 * Refuses to exclude what the image needs to run.
 * @throws Failure (refused) that names the path and the program
 */
export const refuseNeeded = (root: LayerNode, chosen: readonly LeftOut[], devbox: Programs): void => {
	const needed = new Set(['/bin/sh', ...programsOf(root, devbox)].flatMap(withUsr));
	for (const {paths, by = '', word} of chosen)
		for (const path of paths) {
			const program = [...needed].find(each => each === path || each.startsWith(`${path}/`));
			if (program !== undefined)
				throw new Failure(
					`${neutralise(`${by} ${word}`)} would leave out ${path}, and the image runs ${program}.`,
					{kind: 'refused', hint: 'Exclude something else, or make an exception with !PATTERN.'},
				);
		}
};

/** Where the program of the entrypoint, and of the command, is: by its path, or where the layer has it in the PATH. */
const programsOf = (
	root: LayerNode,
	{entrypoint, command, env, workdir}: Programs,
): readonly EscapedPath[] => {
	const path = env.find(each => each.startsWith('PATH='))?.slice('PATH='.length) ?? '';
	return [entrypoint[0], command[0]].flatMap(program => {
		if (program === undefined || program === '') return [];
		if (program.startsWith('/')) return [escaped(program)];
		if (program.includes('/')) return [escaped(`${workdir}/${program}`)];
		return path
			.split(':')
			.map(folder => escaped(`${folder}/${program}`))
			.filter(each => nodeAt(root, each) !== undefined);
	});
};

const escaped = (path: string): EscapedPath =>
	escapePath(Buffer.from(path.replaceAll(/\/(?:\.?\/)+/gu, '/')));

/** /bin is a link to /usr/bin in many images. */
const withUsr = (path: EscapedPath): readonly EscapedPath[] =>
	/^\/s?bin\//u.test(path) ? [path, `/usr${path}`] : [path];
