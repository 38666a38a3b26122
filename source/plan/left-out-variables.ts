import {variableMap} from '../model/image-environment.ts';
import {droppedVariables, unsetVariables} from '../model/kept-variables.ts';
import type {SnapshotSource} from '../model/snapshot.ts';
import type {SnapshotRequest} from './snapshot.ts';

/**
 * Arguments of three steps for variables that the image must not have: drop=NAME for one whose value in the DevBox is left out,
 * unset=NAME for one of its image that the DevBox was created without. A commit can only set them to empty, and the build that
 * removes them would run the image's ONBUILD triggers.
 * @param isCopy whether a staging container is committed, which does not have the DevBox's own variables
 */
export const leftOutVariables = (
	{source, draft}: Pick<SnapshotRequest, 'source' | 'draft'>,
	isCopy: boolean,
): Readonly<Record<'commit' | 'configure' | 'verify', readonly string[]>> => {
	const dropped = droppedVariables(source, draft);
	const unset = unsetVariables(source);
	const words = (names: readonly string[]) => [
		...names.map(name => `drop=${name}`),
		...unset.map(name => `unset=${name}`),
	];
	const host = isNamed(source) ? ['HOSTNAME'] : [];
	if (source.image.onBuild.length === 0) {
		const named = words([...dropped, ...host]);
		if (!isCopy) return {commit: [], configure: named, verify: named};
		// If no staging container can be created after all, the commit empties it without another step.
		return {
			commit: host.map(name => `drop-variable=${name}`),
			configure: words(dropped),
			verify: named,
		};
	}
	const emptied = unset.flatMap(name => ['--change', `ENV ${name}=`]);
	return {
		commit: [...emptied, ...dropped.map(name => `drop-variable=${name}`)],
		configure: [],
		verify: words(dropped),
	};
};

/**
 * Whether a commit of the DevBox itself would keep its host name as a variable (`--hostname`). Podman sets HOSTNAME only if
 * the image has none, so everything launched from the image would have the name of that DevBox.
 */
const isNamed = ({devbox, image}: SnapshotSource): boolean =>
	devbox.hostname !== devbox.id.slice(0, 12) &&
	variableMap(devbox.env).get('HOSTNAME') === devbox.hostname &&
	!variableMap(image.env).has('HOSTNAME');
