import {listDevboxes} from '../jobs/list-devboxes.ts';
import type {Devbox} from '../model/devbox.ts';
import {Failure} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import type {Worker} from '../model/worker.ts';
import type {Remote} from '../remote/remote.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {didYouMean} from './did-you-mean.ts';
import {refuseEmpty} from './refuse-idle.ts';

export type FoundDevbox = {readonly remote: Remote; readonly worker: Worker; readonly devbox: Devbox};

/** Finds a DevBox by name, or by the start of its id. */
export const pickDevbox = (all: readonly Devbox[], wanted: string): Devbox | undefined =>
	all.find(each => each.name === wanted) ??
	all.find(each => wanted.length >= 12 && each.id.startsWith(wanted));

/**
 * Finds a DevBox on all workers, or on the named one; the connection to its worker stays open.
 * @throws Failure (usage) if none or several have it, (unreachable) if a worker that may have it is not reachable
 */
export const findDevbox = async (
	deps: CommandDeps,
	wanted: string,
	name: string | undefined,
): Promise<FoundDevbox> => {
	refuseEmpty(wanted, 'DevBox', '`ingot devboxes` lists all DevBoxes.');
	const settings = await deps.settings();
	const workers = name === undefined ? settings.workers : [findWorker(settings, name)];
	const names: string[] = [];
	const looked = await Promise.allSettled(workers.map(worker => findOn(deps, worker, {wanted, names})));
	const found = looked.flatMap(each =>
		each.status === 'fulfilled' && each.value !== undefined ? [each.value] : [],
	);
	const [only, ...others] = found;
	if (only !== undefined && others.length === 0) return only;
	for (const each of found) each.remote.close();
	if (others.length > 0) {
		throw new Failure(`Several workers have a DevBox ${neutralise(wanted)}.`, {
			kind: 'usage',
			hint: `Choose one: ${found.map(each => `--worker ${each.worker.name}`).join(' or ')}.`,
		});
	}
	const failed = looked.find(each => each.status === 'rejected');
	if (failed !== undefined) throw failed.reason;
	throw new Failure(`There is no DevBox ${neutralise(wanted)}${name === undefined ? '' : ` on ${name}`}.`, {
		kind: 'usage',
		hint: didYouMean(wanted, names, '`ingot devboxes` lists all DevBoxes.'),
	});
};

const findOn = async (
	deps: CommandDeps,
	worker: Worker,
	{wanted, names}: {readonly wanted: string; readonly names: string[]},
): Promise<FoundDevbox | undefined> => {
	const remote = await deps.connect(worker);
	try {
		const all = await listDevboxes(remote, {signal: deps.signal});
		const devbox = pickDevbox(all, wanted);
		if (devbox !== undefined) return {remote, worker, devbox};
		names.push(...all.map(each => each.name));
	} catch (thrown) {
		remote.close();
		throw thrown;
	}
	remote.close();
	return undefined;
};
