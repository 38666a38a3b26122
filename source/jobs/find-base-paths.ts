import {type BasePath, exactPath} from '../model/base-path.ts';
import type {ExcludePattern} from '../model/exclude-pattern.ts';
import {Failure} from '../model/failure.ts';
import {quote, withArguments} from '../model/shell.ts';
import type {SnapshotSource} from '../model/snapshot.ts';
import type {Remote} from '../remote/remote.ts';
import basePaths from '../worker/queries/base-paths.sh';

/** A large folder on a slow disk. */
const timeoutMs = 60_000;

/**
 * What the image of a DevBox has of the paths that patterns name exactly. Only reads; asks nothing where there are none.
 * @throws Failure if the worker does not say: the image would hold what they exclude
 */
export const findBasePaths = async (
	remote: Remote,
	{devbox, facts}: Pick<SnapshotSource, 'devbox' | 'facts'>,
	{
		patterns,
		signal,
	}: {readonly patterns: readonly ExcludePattern[]; readonly signal?: AbortSignal | undefined},
): Promise<readonly BasePath[]> => {
	const paths = [...new Set(patterns.map(exactPath).filter(each => each !== undefined))];
	const {lowerDirs = ''} = devbox.layer;
	if (paths.length === 0 || lowerDirs === '') return [];
	// Paths are escaped for printf, which knows no other backslash in them.
	const argv = [lowerDirs, ...paths];
	const script = facts.rootless
		? quote(['podman', 'unshare', 'sh', '-c', basePaths, 'sh', ...argv])
		: withArguments(argv, basePaths);
	const {stdout, stderr} = await remote.run(script, {timeoutMs, ...(signal && {signal})});
	const lines = stdout.trimEnd().split('\n');
	if (lines.at(-1) !== 'end')
		throw new Failure(`${remote.worker.name} did not say what the image of ${devbox.name} has.`, {
			hint: stderr.trim().split('\n', 1)[0] || 'Try again.',
		});
	return lines.slice(0, -1).flatMap(line => {
		const [, number = '', kind, bytes, files] =
			/^(\d{1,6}) (folder|file) (\d{1,18}) (\d{1,12})$/u.exec(line) ?? [];
		const path = paths[Number(number)];
		return kind === undefined || path === undefined
			? []
			: [{path, isFolder: kind === 'folder', sizeBytes: Number(bytes), files: Number(files)}];
	});
};
