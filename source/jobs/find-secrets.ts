import {createHash} from 'node:crypto';
import {Failure} from '../model/failure.ts';
import {type EscapedPath, escapePath, type ImageEdit, pathBytes} from '../model/image-edits.ts';
import type {SecretFinding, SecretScan} from '../model/secret-finding.ts';
import {quote, withArguments} from '../model/shell.ts';
import {isWindows, type SnapshotSource} from '../model/snapshot.ts';
import type {Remote} from '../remote/remote.ts';
import secretCandidates from '../worker/queries/secret-candidates.sh';
import secretPatterns from '../worker/queries/secret-patterns.sh';

/** A large layer on a busy worker takes a while. */
const timeoutMs = 300_000;

/** Of lines; the list goes to the worker with the job. */
const maxListed = 20_000;
const unlisted =
	'So many files could hold secrets that those which change before the image is made are not noticed.';

/** Why this DevBox cannot be scanned, in a sentence; undefined: it can. */
export const unscannable = ({devbox}: Pick<SnapshotSource, 'devbox'>): string | undefined => {
	if (isWindows(devbox)) return 'Ingot does not look for secrets inside a Windows disk.';
	if (devbox.layer.upperDir === undefined)
		return 'Ingot cannot look for secrets: Podman on this worker does not keep the layer in a folder (storage driver other than overlay).';
	return undefined;
};

/**
 * Looks for secrets in the DevBox's own layer. The worker chooses the files, and their contents are read here in memory.
 * @returns undefined when it cannot be scanned (`unscannable` says why)
 * @throws Failure when the worker ends the scan early
 */
export const findSecrets = async (
	remote: Remote,
	source: Pick<SnapshotSource, 'devbox' | 'facts'>,
	{signal}: {signal?: AbortSignal | undefined} = {},
): Promise<SecretScan | undefined> => {
	const {upperDir} = source.devbox.layer;
	if (upperDir === undefined || unscannable(source) !== undefined) return undefined;
	const limit = AbortSignal.timeout(timeoutMs);
	const until = signal === undefined ? limit : AbortSignal.any([signal, limit]);
	// The scanner is large, and most commands do not need it.
	const {scanFile} = await import('../secrets/scan-file.ts');
	const reading = readCandidates(remote.lines(candidatesScript(upperDir, source.facts.rootless), until));
	const findings: SecretFinding[] = [];
	const inodes = new Map<EscapedPath, string>();
	const searched: string[] = [];
	let step = await reading.next();
	for (; !step.done; step = await reading.next()) {
		const {kind, path, inode, sizeBytes, bytes} = step.value;
		if (inode !== '0') inodes.set(path, inode);
		const found =
			kind === 'large'
				? [largeFinding(path)]
				: await scanFile({pathBytes: pathBytes(path), sizeBytes, bytes});
		findings.push(...found);
		searched.push(...linesOf(step.value, found.length === 0));
	}
	signal?.throwIfAborted();
	if (step.value === undefined)
		throw new Failure(`The search for secrets on ${remote.worker.name} did not end.`, {
			hint: 'Try again. If the worker is overloaded, wait, or use --secrets skip to create the image without the search.',
		});
	const {names, notes, files} = step.value;
	const isListed = searched.length <= maxListed;
	const all = ({path, edits, ...rest}: SecretFinding): SecretFinding => ({
		...rest,
		path,
		edits: edits.flatMap(edit => withNames(edit, names.get(inodes.get(path) ?? '') ?? [])),
	});
	return {
		findings: findings.map(all),
		files,
		notes: isListed ? notes : [...notes, unlisted],
		searched: isListed ? searched : undefined,
	};
};

/** A file is left out under each of its names. */
const withNames = (edit: ImageEdit, names: readonly EscapedPath[]): readonly ImageEdit[] =>
	[...new Set([edit.path, ...names])].map(path => ({...edit, path}));

/** The file's lines in `searched`. One without secrets may grow after what was searched of it, up to the end of its last whole line. */
const linesOf = ({stamp, bytes}: Candidate, isClean: boolean): readonly string[] => {
	if (!isClean || bytes === undefined) return [stamp];
	const length = bytes.lastIndexOf(0x0a) + 1;
	const sum = createHash('sha256').update(bytes.subarray(0, length)).digest('hex');
	return [stamp, stamp.replace(/^\S+ \S+/u, `grown ${length} ${sum}`)];
};

const candidatesScript = (folder: string, rootless: boolean): string => {
	const script = withArguments([folder], secretPatterns, secretCandidates);
	// Files of other users of a rootless DevBox can be read only in Podman's user namespace.
	return rootless ? quote(['podman', 'unshare', 'sh', '-c', script]) : script;
};

const largeFinding = (path: EscapedPath): SecretFinding => ({
	path,
	line: undefined,
	kind: 'text like a token, in a large file',
	redacted: '',
	edits: [],
});

type Candidate = {
	readonly path: EscapedPath;
	/** 0: the file has no other name. */
	readonly inode: string;
	readonly sizeBytes: number;
	readonly kind: 'file' | 'unread' | 'large';
	/** Its size, time of change and path, as the worker prints them. */
	readonly stamp: string;
	readonly bytes: Uint8Array | undefined;
};
type End = Pick<SecretScan, 'files' | 'notes'> & {
	/** By inode. */
	readonly names: ReadonlyMap<string, readonly EscapedPath[]>;
};

const header = /^(file|unread|large) (\d{1,18}) (-?[\d.]{1,40}) (\d{1,20}) (.+)$/u;

/** The files as the worker prints them. @returns undefined when the output has no end */
async function* readCandidates(lines: AsyncIterable<string>): AsyncGenerator<Candidate, End | undefined> {
	let current: {file: Candidate; content: string[]} | undefined;
	const names = new Map<string, readonly EscapedPath[]>();
	let unread = 0;
	const finished = () => current && withContent(current);
	for await (const line of lines) {
		if (!line.includes(' ')) {
			current?.content.push(line);
			continue;
		}
		const done = finished();
		if (done !== undefined) yield done;
		current = undefined;
		const [, files, huge] = /^end (\d{1,12}) (\d{1,12})$/u.exec(line) ?? [];
		if (files !== undefined) return {files: Number(files), notes: notesOf(unread, Number(huge)), names};
		if (addName(names, line)) continue;
		const file = toCandidate(line);
		if (file === undefined) continue;
		if (file.kind === 'unread') unread += 1;
		current = {file, content: []};
	}
	return undefined;
}

const toCandidate = (line: string): Candidate | undefined => {
	const [, kind, size, mtime, inode = '', path = ''] = header.exec(line) ?? [];
	if (kind !== 'file' && kind !== 'unread' && kind !== 'large') return undefined;
	const stamp = `${size} ${mtime} ${path}`;
	return {kind, inode, sizeBytes: Number(size), path: escapePath(pathBytes(path)), stamp, bytes: undefined};
};

/** Whether the line is a name. */
const addName = (names: Map<string, readonly EscapedPath[]>, line: string): boolean => {
	const [, inode, path] = /^name (\d{1,20}) (.+)$/u.exec(line) ?? [];
	if (inode === undefined || path === undefined) return false;
	names.set(inode, [...(names.get(inode) ?? []), escapePath(pathBytes(path))]);
	return true;
};

const withContent = ({file, content}: {file: Candidate; content: readonly string[]}): Candidate =>
	file.kind === 'file' ? {...file, bytes: Buffer.from(content.join(''), 'base64')} : file;

const notesOf = (unread: number, huge: number): readonly string[] => [
	...(unread === 0
		? []
		: [
				`${unread} ${unread === 1 ? 'file' : 'files'} with names of secret files ${unread === 1 ? 'was' : 'were'} too large to read.`,
			]),
	...(huge === 0
		? []
		: [
				`${huge} ${huge === 1 ? 'file' : 'files'} of more than 64 MiB ${huge === 1 ? 'was' : 'were'} not searched.`,
			]),
];
