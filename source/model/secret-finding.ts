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

/** The search for secrets in a DevBox, and what was decided about them. */
export type SecretSearch = {
	readonly secrets: readonly DecidedSecret[];
	/** What was not read, or why nothing was; in sentences. */
	readonly notes: readonly string[];
	/** Whether anything was searched. */
	readonly isDone: boolean;
	/** As in SecretScan. */
	readonly searched?: readonly string[] | undefined;
};

/** The draft of an image as decided after the search. */
export const searchedDraft = (draft: Draft, search: SecretSearch | undefined): Draft =>
	search?.isDone
		? {...withSecrets(draft, secretsWithin(search.secrets, draft.edits)), searched: search.searched}
		: draft;

/** The search with other decisions about some of its findings. */
export const redecided = (search: SecretSearch, decided: readonly DecidedSecret[]): SecretSearch => {
	const isSame = (a: SecretFinding, b: SecretFinding) =>
		a.edits === b.edits && findingText(a) === findingText(b);
	return {
		...search,
		secrets: search.secrets.map(each => decided.find(other => isSame(other, each)) ?? each),
	};
};

/** What becomes of a finding, in a word or two. */
export const secretOutcomes: Readonly<Record<SecretDecision, string>> = {
	remove: 'left out',
	blank: 'blanked',
	keep: 'kept',
	refuse: 'decide!',
};

/** Findings that the image would have in spite of the edits. */
export const secretsWithin = <Finding extends SecretFinding>(
	findings: readonly Finding[],
	edits: readonly ImageEdit[] = [],
): readonly Finding[] => {
	const left = edits.flatMap(({act, path}) => (act === 'remove' ? [path] : []));
	return findings.filter(({path}) => !left.some(each => path === each || path.startsWith(`${each}/`)));
};

/** Why no image can be made with these decisions, and what to do; undefined: it can. */
export const undecidedText = (secrets: readonly DecidedSecret[]): string | undefined => {
	const first = secrets.find(({decision}) => decision === 'refuse');
	return (
		first && `${findingText(first)} cannot be left out: keep it, or leave out the whole file in the contents.`
	);
};

/** `3 found: 2 left out, 1 kept`; `none found` */
export const secretsSummary = (secrets: readonly DecidedSecret[]): string => {
	if (secrets.length === 0) return 'none found';
	const counts = Object.entries(secretOutcomes).flatMap(([decision, words]) => {
		const {length} = secrets.filter(each => each.decision === decision);
		return length === 0 ? [] : [`${length} ${words}`];
	});
	return `${secrets.length} found: ${counts.join(', ')}`;
};

/** What excluding a finding decides about it. */
export const excluded = (finding: SecretFinding): DecidedSecret => ({
	...finding,
	decision: exclusion(finding),
});

/** The result of a scan. */
export type SecretScan = {
	readonly findings: readonly SecretFinding[];
	/** Number of files in the layer. */
	readonly files: number;
	/** What was not read, in sentences. */
	readonly notes: readonly string[];
	/** The files that could hold secrets, as lines of the job's file `searched`; undefined: too many to be compared with the image. */
	readonly searched?: readonly string[] | undefined;
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
