import {readCopySource} from '../jobs/read-copy.ts';
import {Failure} from '../model/failure.ts';
import {mayCreateImage, requireAllowed} from '../model/policy.ts';
import type {Worker} from '../model/worker.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {copySeveral} from './copy-several.ts';
import {type CopyFlags, copyTo} from './copy-to.ts';
import {findImageToCopy} from './find-image.ts';
import {keepConnected} from './keep-connected.ts';

/**
 * `ingot copy`: one job on each target, several at the same time; Ctrl-C cancels those that run.
 * @returns the first exit code that is not 0, in the order of the targets
 */
export const copyImage = async (deps: CommandDeps, wanted: string, flags: CopyFlags): Promise<number> => {
	const settings = await deps.settings();
	requireAllowed(mayCreateImage(settings.account));
	const names = new Set(flags.to);
	names.delete('');
	const [first, ...others] = [...names].map(name => findWorker(settings, name));
	if (first === undefined)
		throw new Failure('--to names no worker.', {kind: 'usage', hint: 'Use --to WORKER,WORKER.'});
	const targets = [first, ...others];
	const {remote, image} = await findImageToCopy(deps, wanted, {name: flags.worker, targets});
	try {
		if (flags.worker !== undefined) requireOthers(targets, image.worker);
		const source = await readCopySource(remote, image, {signal: deps.signal});
		const copying = {deps, flags, source};
		if (others.length > 0) return await copySeveral({...copying, worker: remote.worker}, targets);
		const from = async () => keepConnected(deps, remote);
		return await copyTo({...copying, from, atOnce: 1}, first);
	} finally {
		remote.close();
	}
};

const requireOthers = (targets: readonly Worker[], source: string): void => {
	if (targets.every(({name}) => name !== source)) return;
	throw new Failure(`The image is on ${source} already: that is where it would be copied from.`, {
		kind: 'usage',
		hint: 'Name other workers with --to, or another source with --worker.',
	});
};
