import {type EscapedPath, type ImageEdit, pathBytes} from './image-edits.ts';
import type {Draft} from './snapshot.ts';
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
	/** What an image without it needs changed, for every name of the file; none: it cannot be left out. */
	readonly edits: readonly ImageEdit[];
};

/** What becomes of a finding: the file is left out, its bytes are blanked, it stays, or no image is made. Words of `--json`. */
export type SecretDecision = 'remove' | 'blank' | 'keep' | 'refuse';

export type DecidedSecret = SecretFinding & {readonly decision: SecretDecision};

/** What leaving a finding out means. */
export const exclusion = ({edits: [first]}: SecretFinding): SecretDecision =>
	first === undefined || first.act === 'empty' ? 'refuse' : first.act;

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

/** The draft of an image that holds only the findings that were decided to stay, counted for its label. */
export const withSecrets = (draft: Draft, found: readonly DecidedSecret[]): Draft => {
	const excluded = found.filter(({decision}) => decision === 'remove' || decision === 'blank');
	const edits = [...(draft.edits ?? []), ...secretEdits(excluded)];
	return {
		...draft,
		...(edits.length > 0 && {edits}),
		secretsKept: found.filter(({decision}) => decision === 'keep').length,
	};
};

/** The edits of all these findings: one for each path, and a removed file needs no other. */
const secretEdits = (findings: readonly SecretFinding[]): readonly ImageEdit[] => {
	const byPath = new Map<EscapedPath, ImageEdit>();
	for (const edit of findings.flatMap(({edits}) => edits)) {
		const before = byPath.get(edit.path);
		if (before === undefined || edit.act === 'remove') byPath.set(edit.path, edit);
		else if (before.act === 'blank' && edit.act === 'blank')
			byPath.set(edit.path, {...before, ranges: [...before.ranges, ...edit.ranges]});
	}
	return [...byPath.values()];
};
