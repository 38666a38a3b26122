import {type ExcludePattern, patternProblem} from './exclude-pattern.ts';
import {type EscapedPath, escapePath, pathBytes} from './image-edits.ts';

/** A path that the image of a DevBox has, in any of its layers. */
export type BasePath = {
	readonly path: EscapedPath;
	readonly isFolder: boolean;
	readonly sizeBytes: number;
	readonly files: number;
};

/**
 * The one path that a pattern names exactly: it begins with / and has no wildcard. Such a pattern also leaves out what only the base
 * image has; others would remove too much by accident (docs/decisions/exclusion.md). Undefined for others and for exceptions.
 */
export const exactPath = (pattern: ExcludePattern): EscapedPath | undefined => {
	const {text, folder} = pattern;
	if (!text.startsWith('/') || patternProblem(pattern) !== undefined) return undefined;
	const bare = text.replace(/(?<!\\)\s+$/u, '').replace(/\/$/u, '');
	// An escaped character stands for itself; \0ooo is a byte, as a preview writes it.
	const parts = bare.split(/(\\0[0-7]{3}|\\.)/su);
	if (parts.some((part, index) => index % 2 === 0 && /[*?[]/u.test(part))) return undefined;
	const bytes = parts.map((part, index) =>
		index % 2 === 0 ? Buffer.from(part) : part.length > 2 ? pathBytes(part) : Buffer.from(part.slice(1)),
	);
	const above = folder === '/' ? [] : [pathBytes(folder)];
	return escapePath(Buffer.concat([...above, ...bytes]));
};
