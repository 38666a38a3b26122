import {type EscapedPath, pathBytes} from './image-edits.ts';
import {neutralise} from './text.ts';

/** Something that looks like a secret, in a file of the DevBox's own layer. Never holds the secret. */
export type SecretFinding = {
	readonly path: EscapedPath;
	/** From 1; undefined: the whole file. */
	readonly line: number | undefined;
	/** In words: GitHub token, private key. */
	readonly kind: string;
	/** What may be shown of it: the letters that all secrets of its kind begin with, and stars. */
	readonly redacted: string;
};

/** The result of a scan. */
export type SecretScan = {
	readonly findings: readonly SecretFinding[];
	/** Number of files in the layer. */
	readonly files: number;
	/** What was not read, in sentences. */
	readonly notes: readonly string[];
};

/** A finding in a line: /root/.netrc:3  netrc password  **** */
export const findingText = ({path, line, kind, redacted}: SecretFinding): string => {
	const shown = neutralise(new TextDecoder().decode(pathBytes(path)));
	return [line === undefined ? shown : `${shown}:${line}`, kind, redacted]
		.filter(each => each !== '')
		.join('  ');
};
