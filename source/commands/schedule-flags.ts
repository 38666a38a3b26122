import {Failure} from '../model/failure.ts';
import type {SnapshotMethod} from '../model/snapshot.ts';
import {flagOf} from './refuse-idle.ts';

/** Options of `ingot schedules add` and `edit`. */
export type ScheduleFlags = {
	readonly worker?: string;
	readonly name?: string;
	readonly when?: string;
	/** Of a launch. */
	readonly env?: readonly string[];
	readonly envFile?: string;
	readonly volume?: readonly string[];
	readonly after?: 'stop' | 'remove';
	readonly limit?: string;
	readonly image?: string;
	/** The DevBox of a snapshot, by name or id. */
	readonly snapshot?: string;
	readonly tag?: string;
	readonly overwrite?: boolean;
	readonly capability?: readonly string[];
	readonly keepEnv?: readonly string[];
	readonly dropEnv?: readonly string[];
	readonly leaveOut?: readonly string[];
	readonly method?: SnapshotMethod | 'auto';
	readonly secrets?: 'exclude' | 'fail' | 'keep' | 'skip';
	/** false: patterns that the worker has saved are set aside. */
	readonly savedExcludes?: boolean;
	/** Delete old images. */
	readonly prune?: boolean;
	/** An edit: of all names again. */
	readonly all?: boolean;
	/** An edit: what was set before goes. */
	readonly clear?: readonly string[];
	readonly keepLast?: string;
	readonly keepWithin?: string;
	readonly yes?: boolean;
	readonly dryRun?: boolean;
	readonly json?: boolean;
};
type Flag = keyof ScheduleFlags;

const ofLaunch: readonly Flag[] = ['env', 'envFile', 'volume', 'after', 'limit', 'image'];
const ofSnapshot: readonly Flag[] = [
	...(['snapshot', 'tag', 'overwrite', 'capability', 'keepEnv', 'dropEnv'] as const),
	...(['leaveOut', 'method', 'secrets', 'savedExcludes', 'yes'] as const),
];
const ofRetention: readonly Flag[] = ['keepLast', 'keepWithin'];
const ofPrune: readonly Flag[] = ['prune', 'all'];
const foreign = {
	launch: [...ofSnapshot, ...ofRetention, ...ofPrune],
	snapshot: [...ofLaunch, ...ofPrune],
	prune: [...ofLaunch, ...ofSnapshot, 'clear'],
} as const;

/** @throws Failure (usage) for an option that means nothing to a schedule of this kind */
export const refuseForeign = (kind: keyof typeof foreign, flags: ScheduleFlags): void => {
	const flag = foreign[kind].find(each => isGiven(each, flags));
	if (flag === undefined) return;
	const option = flag === 'savedExcludes' ? '--no-saved-excludes' : flagOf(flag);
	throw new Failure(`${option} means nothing to a schedule that ${does[kind]}.`, {
		kind: 'usage',
		hint: `Omit ${option}; \`ingot schedules add --help\` shows which option is for what.`,
	});
};

/** An option that takes something away is true until it is given. */
const isGiven = (flag: Flag, flags: ScheduleFlags): boolean =>
	flags[flag] !== undefined && (flag !== 'savedExcludes' || flags.savedExcludes === false);

const does = {
	launch: 'launches an image',
	snapshot: 'creates images of a DevBox',
	prune: 'deletes old images',
} as const;

/** @throws Failure (usage) where no worker is named, and nothing else says which one is meant */
export const requireWorker = ({worker}: ScheduleFlags): string => {
	if (worker !== undefined) return worker;
	throw new Failure('This schedule needs a worker.', {kind: 'usage', hint: 'Name it with --worker.'});
};
