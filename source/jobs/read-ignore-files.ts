import {type ExcludePattern, ignoreFile, patternsIn} from '../model/exclude-pattern.ts';
import {Failure} from '../model/failure.ts';
import {escapePath} from '../model/image-edits.ts';
import {withArguments} from '../model/shell.ts';
import {isWindows, type SnapshotSource} from '../model/snapshot.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import ignoreFiles from '../worker/queries/ignore-files.sh';

/** The worker gives up after 5 s. */
const timeoutMs = 15_000;
const maxBytes = 65_536;

/**
 * The patterns in the `.ingotignore` files of a running DevBox: in `/`, in its user's home, and in its working directory. A later
 * file, and a later line, decides.
 * @returns none for Windows, and for a DevBox without /bin/sh
 * @throws Failure if a file is longer than 64 KiB, or cannot be read: the image would hold what it excludes
 */
export const readIgnoreFiles = async (
	remote: Remote,
	{devbox}: Pick<SnapshotSource, 'devbox'>,
	{signal}: {readonly signal?: AbortSignal | undefined} = {},
): Promise<readonly ExcludePattern[]> => {
	if (isWindows(devbox) || devbox.state !== 'running') return [];
	const script = withArguments([devbox.id, String(maxBytes)], ignoreFiles);
	const {stdout, stderr} = await remote.run(script, {timeoutMs, ...(signal && {signal})});
	if (/executable file .*not found|no such file or directory/iu.test(stderr)) return [];
	const parts = partsOf(Buffer.from(stdout, 'base64'));
	if (parts.at(-1)?.toString() !== 'end')
		throw new Failure(`The ${ignoreFile} files of ${neutralise(devbox.name)} could not be read.`, {
			hint: neutralise(stderr.trim().split('\n').at(-1) ?? '') || 'Try again.',
		});
	const files = [];
	for (let at = 0; at + 1 < parts.length; at += 2) {
		const folder = escapePath(parts[at] ?? Buffer.alloc(0));
		const text = parts[at + 1] ?? Buffer.alloc(0);
		if (text.length > maxBytes)
			throw new Failure(`${folder === '/' ? '' : folder}/${ignoreFile} has more than 64 KiB.`, {
				kind: 'refused',
				hint: 'Use fewer patterns: a folder needs one.',
			});
		files.push(...patternsIn(folder, text));
	}
	return files;
};

/** What ends with NUL. */
const partsOf = (bytes: Buffer): readonly Buffer[] => {
	const parts: Buffer[] = [];
	let from = 0;
	for (let to = bytes.indexOf(0); to !== -1; to = bytes.indexOf(0, from)) {
		parts.push(bytes.subarray(from, to));
		from = to + 1;
	}
	return parts;
};
