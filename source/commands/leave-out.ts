import prettyBytes from 'pretty-bytes';
import {findBasePaths} from '../jobs/find-base-paths.ts';
import {readLayer} from '../jobs/read-layer.ts';
import {readPatterns} from '../jobs/read-patterns.ts';
import {rootPatterns} from '../model/exclude-pattern.ts';
import {excludedText, mergedText} from '../model/excluded-text.ts';
import {excludedBy} from '../model/exclusion.ts';
import {refuseNeeded} from '../model/exclusion-limits.ts';
import {layerTree} from '../model/layer-tree.ts';
import {chooseLeftOut, type LeftOutPath, leftOutPaths, withLeftOut} from '../model/left-out.ts';
import type {Draft, SnapshotSource} from '../model/snapshot.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import type {CommandDeps} from './command-deps.ts';
import {firstLines} from './first-lines.ts';

type LeaveOutOptions = {
	readonly leaveOut?: readonly string[];
	readonly exclude?: readonly string[];
	/** false: the patterns of the last time are neither used nor kept. */
	readonly savedExcludes?: boolean;
};

export type Leaving = {
	readonly draft: Draft;
	readonly leftOut: readonly LeftOutPath[];
	/** The patterns to save on the worker once the job has started; undefined: those that are there stay. */
	readonly toSave: readonly string[] | undefined;
};

/**
 * The draft with what `--leave-out`, `--exclude` (or that of the last time) and the DevBox's ignore files name, and which paths these
 * are; the layer is listed only if they name anything. Says on stderr which `--exclude` matches nothing.
 * @throws Failure (usage) if the DevBox has nothing of that name, or a pattern is not valid, (refused) for Windows, or if the image
 * could not run
 */
export const leaveOut = async (
	deps: CommandDeps,
	remote: Remote,
	{
		source,
		draft,
		options,
	}: {readonly source: SnapshotSource; readonly draft: Draft; readonly options: LeaveOutOptions},
): Promise<Leaving> => {
	const {leaveOut: words = [], exclude = [], savedExcludes = true} = options;
	const {signal} = deps;
	const typed = rootPatterns(exclude, '--exclude');
	const toSave = exclude.length > 0 ? exclude : savedExcludes ? undefined : [];
	const found = await readPatterns(remote, source, {signal, withSaved: toSave === undefined});
	const {ignored, saved} = found;
	if (saved.length > 0)
		deps.err(
			neutralise(
				`Excluded as last time: ${saved.map(({text}) => text).join(' ')} (--no-saved-excludes forgets that)`,
			),
		);
	const patterns = [...ignored, ...saved, ...typed];
	if (words.length === 0 && patterns.length === 0) return {draft, leftOut: [], toSave};
	const tree = found.tree ?? layerTree(await readLayer(remote, source, {signal}));
	const base = await findBasePaths(remote, source, {patterns: typed, signal});
	const {chosen, idle} = excludedBy(tree, patterns, [...(found.base ?? []), ...base]);
	refuseNeeded(tree, chosen, source.devbox);
	for (const {text} of idle.filter(each => typed.includes(each)))
		deps.err(
			neutralise(
				`--exclude ${text} matches nothing that ${source.devbox.name} has beyond its image. What its image has is left out by its whole path only.`,
			),
		);
	const all = [...chooseLeftOut(tree, words), ...chosen];
	if (chosen.length > 0) deps.err(`Excluded by patterns: ${excludedText(chosen)}.`);
	const merged = mergedText(all);
	if (merged !== undefined) deps.err(`${merged} --leave-out would leave the base image’s version there.`);
	return {draft: withLeftOut(draft, all), leftOut: leftOutPaths(tree, all), toSave};
};

/** What is left out, for people. */
export const leftOutLines = (paths: readonly LeftOutPath[]): readonly string[] =>
	paths.length === 0
		? []
		: [
				'Left out of the image:',
				...firstLines(
					paths.map(({path, sizeBytes, by, inBase}) =>
						neutralise(
							`  ${path} (${prettyBytes(sizeBytes)}; ${by}${inBase ? '; in the base image, too' : ''})`,
						),
					),
				),
			];
