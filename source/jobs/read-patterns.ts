import type {FoundPatterns} from '../model/exclude-choice.ts';
import {type LayerNode, layerTree} from '../model/layer-tree.ts';
import {isWindows, type SnapshotSource} from '../model/snapshot.ts';
import type {Remote} from '../remote/remote.ts';
import {findBasePaths} from './find-base-paths.ts';
import {readIgnoreFiles} from './read-ignore-files.ts';
import {readLayer} from './read-layer.ts';
import {readSavedExcludes} from './saved-excludes.ts';

type NamedPatterns = Pick<FoundPatterns, 'ignored' | 'saved'>;
type Options = {readonly signal?: AbortSignal | undefined; readonly withSaved?: boolean};

/**
 * The patterns of a DevBox's ignore files and those that the worker has saved for it; the layer is listed only if there are any. None
 * for Windows.
 * @throws Failure if they cannot be read: the image would hold what they exclude
 */
export const readPatterns = async (
	remote: Remote,
	source: SnapshotSource,
	options: Options = {},
): Promise<FoundPatterns> => {
	const found = await namedPatterns(remote, source, options);
	if (found.ignored.length + found.saved.length === 0) return {...found, tree: undefined};
	const [records, base] = await Promise.all([
		readLayer(remote, source, options),
		baseOf(remote, source, {found, signal: options.signal}),
	]);
	return {...found, base, tree: layerTree(records)};
};

/** The same, with the layer in any case. @throws Failure (refused) for Windows */
export const readContents = async (
	remote: Remote,
	source: SnapshotSource,
	options: Options = {},
): Promise<FoundPatterns & {readonly tree: LayerNode}> => {
	const [found, records] = await Promise.all([
		namedPatterns(remote, source, options),
		readLayer(remote, source, options),
	]);
	return {
		...found,
		base: await baseOf(remote, source, {found, signal: options.signal}),
		tree: layerTree(records),
	};
};

const baseOf = (
	remote: Remote,
	source: SnapshotSource,
	{
		found: {ignored, saved},
		signal,
	}: {readonly found: NamedPatterns; readonly signal: AbortSignal | undefined},
) => findBasePaths(remote, source, {patterns: [...ignored, ...saved], signal});

const namedPatterns = async (
	remote: Remote,
	source: SnapshotSource,
	{signal, withSaved = true}: Options,
): Promise<NamedPatterns> => {
	if (isWindows(source.devbox)) return {ignored: [], saved: []};
	const [ignored, saved] = await Promise.all([
		readIgnoreFiles(remote, source, {signal}),
		withSaved ? readSavedExcludes(remote, source.devbox.id, {...(signal && {signal})}) : [],
	]);
	return {ignored, saved};
};
