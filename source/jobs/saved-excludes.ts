import {type ExcludePattern, savedPatterns} from '../model/exclude-pattern.ts';
import {Failure} from '../model/failure.ts';
import {withArguments} from '../model/shell.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import containerRecords from '../worker/jobs/container-records.sh';
import stateFolder from '../worker/jobs/state-folder.sh';
import saved from '../worker/queries/saved-excludes.sh';

const script = (...argv: readonly string[]): string =>
	withArguments(argv, stateFolder, containerRecords, saved);

/**
 * The patterns that the last image of a DevBox was made with, as the worker has saved them.
 * @throws Failure if the worker does not say: the image would hold what they exclude
 */
export const readSavedExcludes = async (
	remote: Remote,
	devboxId: string,
	options?: RunOptions,
): Promise<readonly ExcludePattern[]> => {
	const {stdout, stderr} = await remote.run(script('read', devboxId), options);
	const at = stdout.indexOf('\n');
	if (stdout.slice(0, at) !== 'saved')
		throw new Failure(`The saved patterns could not be read on ${remote.worker.name}.`, {
			hint: stderr.trim().split('\n', 1)[0] || 'Try again, or use --no-saved-excludes.',
		});
	return savedPatterns(Buffer.from(stdout.slice(at + 1), 'base64'));
};

/** Saves patterns for the next image of the DevBox, instead of those before; none: forgets them. @throws Failure if the worker cannot */
export const saveExcludes = async (
	remote: Remote,
	devboxId: string,
	patterns: readonly string[],
): Promise<void> => {
	const {code, stderr} = await remote.run(script('save', devboxId, patterns.join('\n')));
	if (code !== 0)
		throw new Failure(`The patterns could not be saved on ${remote.worker.name}.`, {
			hint: stderr.trim().split('\n', 1)[0] || 'Give them again with --exclude next time.',
		});
};
