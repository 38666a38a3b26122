import {type EscapedPath, pathBytes} from './image-edits.ts';
import {bytesText, pathText} from './path-text.ts';

/** A pattern as in .gitignore: what it matches is left out of an image, or with `!` it is not. */
export type ExcludePattern = {
	/** As it was written. Its author may be a DevBox: neutralise before drawing. */
	readonly text: string;
	/** The folder that it is relative to. */
	readonly folder: EscapedPath;
	/** Who says so: `--exclude`, or the file and line. */
	readonly by: string;
};

/** The patterns of an ignore file, without comments and empty lines. */
export const patternsIn = (folder: EscapedPath, bytes: Uint8Array): readonly ExcludePattern[] =>
	bytesText(bytes)
		.replace(/^\uFEFF/u, '')
		.split(/\r?\n/u)
		.flatMap((text, index) =>
			text.trim() === '' || text.startsWith('#')
				? []
				: [{text, folder, by: `${folder === '/' ? '' : folder}/${ignoreFile}:${index + 1}`}],
		);

/** The patterns that a worker has saved of an earlier `--exclude`. */
export const savedPatterns = (bytes: Uint8Array): readonly ExcludePattern[] =>
	rootPatterns(
		bytesText(bytes)
			.split('\n')
			.filter(text => text !== ''),
		savedBy,
	);

/** Patterns relative to /. @param by who says so */
export const rootPatterns = (texts: readonly string[], by: string): readonly ExcludePattern[] =>
	texts.map(text => ({text, folder: '/', by}));

/** Who says so, of a saved pattern. */
export const savedBy = 'saved --exclude';

/** The file in a folder of a DevBox that lists what its images leave out, as .gitignore does. */
export const ignoreFile = '.ingotignore';

/** What is wrong with a pattern, in a sentence; undefined: nothing. */
export const patternProblem = ({text}: ExcludePattern): string | undefined => {
	const bare = text.replace(/^!/u, '');
	if (bare.trim() === '' || /^\/+\s*$/u.test(bare)) return 'It names nothing.';
	if (/[\r\n]/u.test(text)) return 'Write a line break as \\0012.';
	if (text.startsWith('#')) return 'It is a comment; put a backslash before the #.';
	if (/(?:^|\/)\.\.?(?:\/|$)/u.test(bare)) return 'It has a . or .. between slashes, which matches nothing.';
	const rest = bare.replace(octals, '').replace(/\\./gsu, '');
	if (rest.endsWith('\\')) return 'It ends in a backslash.';
	// A ] right behind the opening bracket is one of its characters.
	const open = rest.replace(/\[(?:[!^]|(?![!^]))(?:\[:\w+:\]|.)(?:\[:\w+:\]|[^\]])*\]/gsu, '');
	return open.includes('[') ? 'Close the bracket, or put a backslash before it.' : undefined;
};

/** Bytes as a preview writes them. */
const octals = /(?:\\0[0-7]{3})+/gu;

/** The pattern relative to /, for the library. */
export const rootedPattern = ({text, folder}: ExcludePattern): string => {
	const sign = text.startsWith('!') ? '!' : '';
	const bare = text.slice(sign.length).replace(octals, each => literally(bytesText(pathBytes(each))));
	if (folder === '/') return sign + bare;
	const isAnchored = /\/(?!\s*$)/u.test(bare);
	return `${sign}${literally(pathText(folder))}/${isAnchored ? '' : '**/'}${bare.replace(/^\//u, '')}`;
};

const literally = (text: string): string => text.replaceAll(/[\\*?[\]!# ]/gu, each => `\\${each}`);
