import {readLayer} from '../jobs/read-layer.ts';
import {layerTree} from '../model/layer-tree.ts';
import {chooseLeftOut, withLeftOut} from '../model/left-out.ts';
import type {Draft, SnapshotSource} from '../model/snapshot.ts';
import type {Remote} from '../remote/remote.ts';

/**
 * The draft with what `--leave-out` names; the layer is listed only if it names anything.
 * @throws Failure (usage) if the DevBox has nothing of that name, (refused) for Windows
 */
export const leaveOut = async (
	remote: Remote,
	{source, draft}: {readonly source: SnapshotSource; readonly draft: Draft},
	{words = [], signal}: {readonly words?: readonly string[] | undefined; readonly signal: AbortSignal},
): Promise<Draft> => {
	if (words.length === 0) return draft;
	const tree = layerTree(await readLayer(remote, source, {signal}));
	return withLeftOut(draft, chooseLeftOut(tree, words));
};
