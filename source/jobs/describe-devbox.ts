import type {DevboxAbout} from '../model/devbox.ts';
import {withArguments} from '../model/shell.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import layerSize from '../worker/queries/layer-size.sh';

/**
 * What the list does not say of a DevBox: its mounts, and what its own layer holds. Reads only; a large layer takes a moment.
 * @throws Failure when it is gone, or the worker does not answer in time
 */
export const describeDevbox = async (
	remote: Remote,
	{id, rootless}: {readonly id: string; readonly rootless: boolean},
	options?: RunOptions,
): Promise<DevboxAbout> => {
	const {mounts, layer} = await remote.inspect(id, options);
	if (layer.upperDir === undefined) return {mounts, ownLayer: undefined};
	// Files of other users of a rootless DevBox can be read only in Podman's user namespace.
	const asOwner = rootless ? ['podman', 'unshare'] : [];
	const {stdout} = await remote.run(withArguments([layer.upperDir, ...asOwner], layerSize), options);
	const [, bytes, files] = /^(\d{1,18}) (\d{1,12})$/mu.exec(stdout) ?? [];
	return {
		mounts,
		ownLayer: bytes === undefined ? undefined : {bytes: Number(bytes), files: Number(files)},
	};
};
