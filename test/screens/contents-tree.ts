import type {LayerRecord} from '../../source/model/layer-record.ts';
import {layerTree} from '../../source/model/layer-tree.ts';

const file = (path: string, sizeBytes: number, change: LayerRecord['change'] = 'added'): LayerRecord => ({
	path,
	type: 'file',
	change,
	sizeBytes,
});

/** A layer with two caches, names that are hostile, a changed and a deleted file. */
export const contentsTree = layerTree([
	file('/root/.npm/_cacache/blob', 120e6),
	file('/root/.cache/pip/wheel', 30e6),
	file('/root/work/app.js', 2e6),
	file('/srv/data/one', 1e9),
	file('/srv/data/two\\0012\\0033[31m', 5),
	file('/srv/\u202Etxt', 5),
	file('/etc/motd', 10, 'changed'),
	{path: '/bin/uptime', type: 'deleted', change: 'deleted', sizeBytes: 0},
]);

/** What the contents show where no pattern holds. */
export const plainContents = {tree: contentsTree, ignored: [], saved: []};
