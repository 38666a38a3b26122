import {bytesOf, type CopyLayer, type CopySource} from '../model/copy.ts';
import {withArguments} from '../model/shell.ts';
import type {Remote} from '../remote/remote.ts';
import script from '../worker/queries/read-layers.sh';

/**
 * The bytes of some layers of an image, one after the other as archives that are not compressed.
 * @param atOnce how many read the worker now: each of them takes this space there
 */
export const readLayers = (
	remote: Remote,
	{
		source,
		layers,
		atOnce = 1,
	}: {
		readonly source: CopySource;
		readonly layers: readonly CopyLayer[];
		readonly atOnce?: number | undefined;
	},
	signal: AbortSignal,
): AsyncIterable<Uint8Array> => {
	const wanted = layers.flatMap(({hex, bytes}) => [hex, String(bytes)]);
	const all = source.layers.map(({hex}) => hex);
	return remote.read(
		withArguments([source.image.id, String(atOnce * bytesOf(layers)), ...wanted, '--', ...all], script),
		signal,
	);
};
