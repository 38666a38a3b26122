import type {DevboxDetail} from '../model/devbox.ts';
import {Failure} from '../model/failure.ts';
import {quote} from '../model/shell.ts';
import {type DiskSpace, isWindows} from '../model/snapshot.ts';
import type {WorkerFacts} from '../model/worker.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import {disksScript, parseDisks} from './probe-disks.ts';

/** More bytes than any disk has. */
const most = 1e18;

/** Measures what a snapshot of this DevBox needs and what the worker has. Reads only; a large layer takes a moment. */
export const probeDiskSpace = async (
	remote: Remote,
	{devbox, facts}: {devbox: DevboxDetail; facts: WorkerFacts},
	options?: RunOptions,
): Promise<DiskSpace> => {
	const {stdout} = await remote.run(probeScript(devbox, facts), options);
	const said = new Map(stdout.split('\n').map(line => [line.split(' ')[0], line.split(' ').slice(1)]));
	const numberOf = (key: string, at: number): number => {
		const found = Number(said.get(key)?.[at] ?? Number.NaN);
		if (Math.abs(found) <= most) return found;
		throw new Failure(`${remote.worker.name} did not tell how much room it has.`, {
			hint: 'Look there whether `df` and `du` work.',
		});
	};
	const windows = isWindows(devbox) ? parseDisks(stdout) : undefined;
	return {
		...(windows !== undefined && {windows}),
		layerBytes:
			windows?.refusal !== undefined
				? 0
				: Math.max(numberOf('layer', 0), said.has('apparent') ? numberOf('apparent', 0) : 0),
		graphFreeBytes: numberOf('graph', 1) * 1024,
		tmpFreeBytes: numberOf('tmp', 1) * 1024,
		sameFilesystem: said.get('graph')?.[0] === said.get('tmp')?.[0],
		...(said.has('storage') && {storageFreeBytes: numberOf('storage', 1) * 1024}),
		hasGnuCp: said.has('gnu-cp'),
	};
};

/** What is sparse in the layer is written out by a commit, so the apparent size counts too where `du` can tell it. */
const probeScript = (devbox: DevboxDetail, {graphRoot, rootless}: WorkerFacts): string => `
LC_ALL=C
export LC_ALL
room() { df -Pk -- "$1" | while read -r device blocks used free rest; do case $free in *[!0-9]*) ;; *) echo "$2 $device:\${rest#* } $free" | tr -d '\\t' ;; esac; done; }
kib() { { "$@" 2>/dev/null || true; } | { read -r kib rest && echo "$((kib * 1024))" || echo 0; }; }
room ${quote([graphRoot])} graph
room "\${TMPDIR:-/var/tmp}" tmp
${isWindows(devbox) ? disksScript(devbox.id) : layerScript(devbox, rootless)}
cp --version 2>/dev/null | grep -q GNU && echo gnu-cp
true
`;

const layerScript = ({layer}: DevboxDetail, rootless: boolean): string => {
	if (layer.upperDir === undefined) return 'echo layer 0';
	const du = [...(rootless ? ['podman', 'unshare'] : []), 'du', '-skx'];
	return `
echo "layer $(kib ${quote([...du, '--', layer.upperDir])})"
echo "apparent $(kib ${quote([...du, '--apparent-size', '--', layer.upperDir])})"`;
};
