import {type EscapedPath, type ImageEdit, pathBytes} from './image-edits.ts';
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
	/** Offset and length in bytes; undefined: the whole file. */
	readonly range: readonly [offset: number, length: number] | undefined;
	/** Of the file. */
	readonly sizeBytes: number;
};

/** A file that was looked at, as it was then. */
export type ScannedFile = {
	readonly path: EscapedPath;
	readonly sizeBytes: number;
	/** Seconds since the epoch, as the worker printed them. */
	readonly mtime: string;
};

/** The result of a scan. */
export type SecretScan = {
	readonly findings: readonly SecretFinding[];
	readonly candidates: readonly ScannedFile[];
	/** Number of files in the layer. */
	readonly files: number;
	/** What was not read, in sentences. */
	readonly notes: readonly string[];
};

/** What becomes of the findings in a file. exclude: the file is left out. blank: they are overwritten with stars. */
export const secretDecisions = ['exclude', 'blank', 'keep'] as const;
export type SecretDecision = (typeof secretDecisions)[number];

/** The result of the scan with what was decided, for each path with findings. */
export type DecidedSecrets = {
	readonly scan: SecretScan;
	readonly decisions: Readonly<Record<EscapedPath, SecretDecision>>;
};

/** The same decision for each file with findings. */
export const decideAll = (scan: SecretScan, decision: SecretDecision): DecidedSecrets => ({
	scan,
	decisions: Object.fromEntries(scan.findings.map(({path}) => [path, decision])),
});

/** Number of findings that the image keeps. */
export const keptSecrets = ({scan, decisions}: DecidedSecrets): number =>
	scan.findings.filter(({path}) => (decisions[path] ?? 'keep') === 'keep').length;

/** The changes of the copied layer that the decisions ask for, by path. */
export const secretEdits = ({scan, decisions}: DecidedSecrets): readonly ImageEdit[] =>
	Object.entries(Object.groupBy(scan.findings, ({path}) => path)).flatMap(([path, found = []]) =>
		editOf(path, found, decisions[path] ?? 'keep'),
	);

const editOf = (
	path: EscapedPath,
	found: readonly SecretFinding[],
	decision: SecretDecision,
): readonly ImageEdit[] => {
	const [first] = found;
	if (decision === 'keep' || first === undefined) return [];
	if (decision === 'exclude') return [{act: 'remove', path}];
	const ranges = found.map(({range}) => range);
	return ranges.includes(undefined)
		? [{act: 'empty', path}]
		: [{act: 'blank', path, sizeBytes: first.sizeBytes, ranges: ranges.filter(each => each !== undefined)}];
};

/** Path and line, for people. */
export const placeOf = ({path, line}: Pick<SecretFinding, 'path' | 'line'>): string => {
	const shown = neutralise(new TextDecoder().decode(pathBytes(path)));
	return line === undefined ? shown : `${shown}:${line}`;
};

/** A finding in a sentence part: /root/.netrc:3  netrc password  **** */
export const findingText = (finding: SecretFinding): string =>
	`${placeOf(finding)}  ${finding.kind}${finding.redacted === '' ? '' : `  ${finding.redacted}`}`;
