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
	readonly lab: Lab;
	/** After the lab's name. */
	readonly worker: string;
	readonly alias: string;
	readonly on: SnapshotLab;
	/** Runs the command line as alice, who has this worker only. */
	ingot(...argv: readonly string[]): ReturnType<Home['run']>;
	close(): void;
};

/** The root worker, or that of an ordinary user; made when the release is not this machine's. */
const addRelease = async (lab: Lab, release: ReleaseWorker['release']): Promise<ReleaseWorker> => {
	const worker = release === 'own' ? '1' : `d${release}`;
	if (release !== 'own') await lab.addWorker(worker, 'set', {release});
	const alias = `${lab.name}-${worker}`;
	const on = await snapshotLab(lab, worker);
	const lines = labConfig(lab.configFile, member('alice')).split('\n');
	const home = new Home(
		lines.filter(line => !line.startsWith('  - {name: ') || line.includes(`{name: ${alias},`)).join('\n'),
	);
	return {
		...{release, lab, worker, alias, on},
		ingot: (...argv) => home.run(...argv),
		close: () => {
			on.remote.close();
			home.release();
		},
	};
};

/** A lab with one worker for each of these releases. */
export const releasesLab = async (
	name: string,
	releases: readonly ReleaseWorker['release'][],
): Promise<{readonly of: (release: string) => ReleaseWorker; readonly release: () => Promise<void>}> => {
	const lab = await holdLab({name, workers: releases.includes('own') ? 1 : 0});
	const added = await Promise.allSettled(releases.map(each => addRelease(lab, each)));
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
		of: wanted => {
			const found = workers.find(each => each.release === wanted);
			if (found === undefined) throw new Error(`There is no worker of the release ${wanted}.`);
			return found;
		},
	};
};
