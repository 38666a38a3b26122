import {createHash} from 'node:crypto';
import {Failure} from '../model/failure.ts';
import {type EscapedPath, type ImageEdit, pathBytes} from '../model/image-edits.ts';
import type {SecretFinding, SecretScan} from '../model/secret-finding.ts';
import {quote, withArguments} from '../model/shell.ts';
import {isWindows, type SnapshotSource} from '../model/snapshot.ts';
import type {Remote} from '../remote/remote.ts';
import secretCandidates from '../worker/queries/secret-candidates.sh';
import secretPatterns from '../worker/queries/secret-patterns.sh';
import secretRecords from '../worker/queries/secret-records.sh';
import {type Candidate, readCandidates} from './read-candidates.ts';

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
	const reading = readCandidates(
		remote.lines(candidatesScript(upperDir, source.facts.rootless), until),
		remote.worker.name,
	);
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
		if (searched.length <= maxListed) searched.push(...linesOf(step.value, found.length === 0));
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

/** The file's lines in `searched`: none if only a part of it came. One without secrets may grow after what was searched of it, up to the end of its last whole line. */
const linesOf = ({stamp, bytes, isCut}: Candidate, isClean: boolean): readonly string[] => {
	if (isCut) return [];
	if (!isClean || bytes === undefined) return [stamp];
	const length = bytes.lastIndexOf(0x0a) + 1;
	const sum = createHash('sha256').update(bytes.subarray(0, length)).digest('hex');
	return [stamp, stamp.replace(/^\S+ \S+/u, `grown ${length} ${sum}`)];
};

const candidatesScript = (folder: string, rootless: boolean): string => {
	const script = withArguments([folder], secretPatterns, secretRecords, secretCandidates);
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
