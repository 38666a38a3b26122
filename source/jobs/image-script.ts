import {Failure, type FailureKind} from '../model/failure.ts';
import {withArguments} from '../model/shell.ts';
import {neutralise} from '../model/text.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import manageImage from '../worker/images/manage-image.sh';
import sbomFiles from '../worker/images/sbom-files.sh';
import stateFolder from '../worker/jobs/state-folder.sh';
import guard from '../worker/steps/windows/windows-guard.sh';

const kinds: Readonly<Record<number, FailureKind>> = {5: 'conflict'};

/** Runs a verb of worker/images/manage-image.sh. @returns its stdout @throws Failure with its reason */
export const manageImageOn = async (
	remote: Remote,
	argv: readonly string[],
	options?: RunOptions,
): Promise<string> => {
	const {code, stdout, stderr} = await remote.run(
		withArguments(argv, stateFolder, guard, sbomFiles, manageImage),
		options,
	);
	if (code === 0) return stdout;
	const kind = kinds[code] ?? 'failed';
	const why = neutralise(stderr.trim().split('\n').at(-1) || `exit code ${code}`);
	throw new Failure(`${remote.worker.name}: ${why}`, {
		kind,
		hint: kind === 'conflict' ? 'Refresh the list of images, then try again.' : 'Run `ingot doctor`.',
	});
};
