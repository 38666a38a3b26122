import {listDevboxes} from '../jobs/list-devboxes.ts';
import {type Devbox, ineligibleBecause, isOffWindows, reasonText} from '../model/devbox.ts';
import {Failure} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import type {CommandDeps} from './command-deps.ts';
import {didYouMean} from './did-you-mean.ts';
import {pickDevbox} from './find-devbox.ts';
import {refuseEmpty} from './refuse-idle.ts';

/**
 * The id of the DevBox that an image is made from, by its name or id.
 * @throws Failure (usage) if there is none, (refused) if it does not qualify
 */
export const findSource = async (
	deps: CommandDeps,
	remote: Remote,
	{from, allowStopped = false}: {readonly from: string; readonly allowStopped?: boolean},
): Promise<string> => {
	refuseEmpty(from, 'DevBox', '`ingot devboxes` lists all DevBoxes.');
	const {account} = await deps.settings();
	const all = await listDevboxes(remote, {signal: deps.signal});
	const found = pickDevbox(all, from);
	const worker = remote.worker.name;
	if (found === undefined) {
		throw new Failure(`There is no DevBox ${neutralise(from)} on ${worker}.`, {
			kind: 'usage',
			hint: didYouMean(
				from,
				all.map(each => each.name),
				`\`ingot devboxes --worker ${worker}\` lists all DevBoxes.`,
			),
		});
	}
	const why = ineligibleBecause(found, account, {allowStopped});
	if (why.length === 0) return found.id;
	throw new Failure(`No image can be made of ${neutralise(found.name)}: ${reasonText(found, why)}.`, {
		kind: 'refused',
		hint: hintFor(found, why),
	});
};

const hintFor = (found: Devbox, why: ReturnType<typeof ineligibleBecause>): string => {
	const [only] = why.length === 1 ? why : [];
	if (only === 'paused') return `Resume it first: ingot start ${neutralise(found.name)}`;
	if (only !== 'not-running')
		return 'The source must be a running DevBox that you launched and that no Cloud worker manages.';
	return isOffWindows(found)
		? 'Use --allow-stopped for a Windows DevBox that is off: after a clean shutdown, that gives the best image.'
		: `Start it first: ingot start ${neutralise(found.name)}`;
};
