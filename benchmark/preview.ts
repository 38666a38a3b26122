import {readLayer} from '../source/jobs/read-layer.ts';
import {findCaches} from '../source/model/caches.ts';
import {filesIn, layerTree} from '../source/model/layer-tree.ts';
import {quote} from '../source/model/shell.ts';
import type {Lab} from '../test/lab/lab.ts';
import {snapshotLab} from '../test/live/snapshot-lab.ts';
import {inTurn, report, reportFigure, timeCommand} from './measure.ts';

const rounds = Number(process.env.ROUNDS ?? 5);

/** 100,000 small files in a thousand folders, and one file of 1 GiB. */
const fill = `mkdir /big; cd /big; d=0
while [ $d -lt 1000 ]; do
	mkdir -p p$((d / 30))/d$d; n=0
	while [ $n -lt 100 ]; do echo "0123456789 $n" >p$((d / 30))/d$d/file-number-$n.js; n=$((n + 1)); done
	d=$((d + 1))
done
head -c 1073741824 /dev/zero >/big/one`;

const maxMs = 3000;

/** What a DevBox of 100,000 files and 1 GiB holds, listed over SSH, against du and find over SSH. */
export const preview = async (lab: Lab): Promise<void> => {
	const on = await snapshotLab(lab);
	try {
		await on.sh(quote(['podman', 'exec', '--user', 'root', 'api', 'sh', '-euc', fill]));
		const source = await on.look('api');
		let files = 0;
		const ours = async (): Promise<number> => {
			const begun = performance.now();
			const tree = layerTree(await readLayer(on.remote, source));
			findCaches(tree);
			files = filesIn(tree);
			return performance.now() - begun;
		};
		const folder = quote([source.devbox.layer.upperDir ?? '']);
		const theirs = () =>
			timeCommand([
				...['ssh', '-F', lab.sshConfig, `${lab.name}-1`],
				`du -sk ${folder} >/dev/null; find ${folder} -printf '%y %s %T@ %p\\n' | cat >/dev/null`,
			]);
		const {a, b, p95} = await inTurn(rounds, ours, theirs);
		report('preview of 100,000 files and 1 GiB against du and find', {ours: a, theirs: b, p95, most: 4});
		reportFigure(`  ${files} files`, a, maxMs);
	} finally {
		on.remote.close();
	}
};
