import {droppedVariables, unsetVariables} from '../model/kept-variables.ts';
import type {SnapshotRequest} from './snapshot.ts';

/**
 * Words for three steps about the variables that the image must not have: NAME for one whose value in the DevBox is left out,
 * unset=NAME for one of its image that the DevBox was made without. A commit can only set them to empty, and the build that
 * removes them would run the ONBUILD triggers of an image that has some.
 */
export const leftOutVariables = ({
	source,
	draft,
}: Pick<SnapshotRequest, 'source' | 'draft'>): Readonly<
	Record<'commit' | 'configure' | 'verify', readonly string[]>
> => {
	const dropped = droppedVariables(source, draft);
	const unset = unsetVariables(source);
	const verify = [...dropped, ...unset.map(name => `unset=${name}`)];
	if (source.image.onBuild.length === 0) return {commit: [], configure: verify, verify};
	const emptied = unset.flatMap(name => ['--change', `ENV ${name}=`]);
	return {commit: [...emptied, ...dropped.map(name => `drop-variable=${name}`)], configure: [], verify};
};
