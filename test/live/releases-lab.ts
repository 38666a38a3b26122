import {execFileSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {member} from '../driver/homes.ts';
import {Home, labConfig} from '../driver/ingot.ts';
import {holdLab, type Lab, type LabRelease} from '../lab/lab.ts';
import {type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

const script = fileURLToPath(new URL('../lab/release-root.sh', import.meta.url));

/** All that are tried besides this machine's own, oldest first. */
export const otherReleases = execFileSync('sh', [script, '--list'], {encoding: 'utf8'})
	.trim()
	.split('\n') as readonly LabRelease[];

/** One worker of the lab with the Podman of a release. */
export type ReleaseWorker = {
	readonly release: LabRelease | 'own';
	readonly kind?: 'rootless' | undefined;
	readonly lab: Lab;
	readonly alias: string;
	readonly on: SnapshotLab;
	/** Runs the command line as alice, who has this worker only. */
	ingot(...argv: readonly string[]): ReturnType<Home['run']>;
	close(): void;
};

/** Which worker of the lab: of a release of Debian, `own` for this machine's. */
type Wanted = {readonly release: LabRelease | 'own'; readonly kind?: 'rootless' | undefined};

const addRelease = async (lab: Lab, {release, kind}: Wanted): Promise<ReleaseWorker> => {
	const isFirst = release === 'own' && kind === undefined;
	const worker = isFirst ? '1' : `${kind ?? 'root'}-${release}`;
	if (!isFirst) await lab.addWorker(worker, kind ?? 'set', release === 'own' ? {} : {release});
	const alias = `${lab.name}-${worker}`;
	const on = await snapshotLab(lab, worker);
	const lines = labConfig(lab.configFile, member('alice')).split('\n');
	const home = new Home(
		lines.filter(line => !line.startsWith('  - {name: ') || line.includes(`{name: ${alias},`)).join('\n'),
	);
	return {
		...{release, kind, lab, alias, on},
		ingot: (...argv) => home.run(...argv),
		close: () => {
			on.remote.close();
			home.release();
		},
	};
};

/** A lab with these workers; `release` takes it down. */
export const releasesLab = async (
	name: string,
	wanted: readonly Wanted[],
): Promise<{readonly of: (wanted: Wanted) => ReleaseWorker; readonly release: () => Promise<void>}> => {
	const lab = await holdLab({name, workers: wanted.some(each => each.release === 'own') ? 1 : 0});
	const added = await Promise.allSettled(wanted.map(each => addRelease(lab, each)));
	const workers = added.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []));
	const release = async () => {
		for (const each of workers) each.close();
		await lab.release();
	};
	const failed = added.find(each => each.status === 'rejected');
	if (failed !== undefined) {
		await release();
		throw failed.reason;
	}
	return {
		release,
		of: ({release: wantedRelease, kind}) => {
			const found = workers.find(each => each.release === wantedRelease && each.kind === kind);
			if (found === undefined) throw new Error(`There is no worker of the release ${wantedRelease}.`);
			return found;
		},
	};
};
