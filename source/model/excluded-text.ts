import prettyBytes from 'pretty-bytes';
import {counted} from './counted.ts';
import {ignoreFile, savedBy} from './exclude-pattern.ts';
import type {LeftOut} from './image-edits.ts';
import {leftOutEdits, leftOutSum} from './left-out.ts';
import {neutralise} from './text.ts';

/** `3 paths, 1.2 GB (--exclude, /root/.ingotignore)`; of what patterns leave out. */
export const excludedText = (chosen: readonly LeftOut[]): string => {
	const paths = chosen.reduce((sum, each) => sum + each.paths.length, 0);
	const whose = new Set(chosen.map(({by = ''}) => by.replace(/:\d+$/u, '')));
	return neutralise(
		`${counted(paths, 'path')}, ${prettyBytes(leftOutSum(chosen).sizeBytes)} (${[...whose].join(', ')})`,
	);
};

/** Why the image shares no layers with others; undefined: it may. */
export const mergedText = (chosen: readonly LeftOut[]): string | undefined => {
	const [first, ...others] = leftOutEdits(chosen).filter(edit => 'everywhere' in edit);
	if (first === undefined) return undefined;
	const and = others.length === 0 ? '' : ` and ${others.length} more`;
	return neutralise(`The base image has ${first.path}${and}, too, so all layers become one.`);
};

/** Whose pattern it is, in a word: `.ingotignore`, `saved`. */
export const originOf = ({by}: Pick<LeftOut, 'by'>): string | undefined =>
	by === savedBy ? 'saved' : by?.includes(ignoreFile) ? ignoreFile : by;
