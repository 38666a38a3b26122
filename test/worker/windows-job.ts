import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {snapshotScripts} from '../../source/jobs/snapshot-scripts.ts';
import {type Shell, shells} from '../jobs/local-worker.ts';

/** Notes its words, the words of one call in a line, and does what `bin/podman-does` says. */
const podman = `#!/bin/sh
printf '%s\\n' "$*" >>"$JOB/podman-words"
[ ! -e "$JOB/podman-does" ] || . "$JOB/podman-does"
`;

/** A job's folder with the scripts of a Windows snapshot, a Podman that is none, and folders as a DevBox has them. */
export type WindowsJob = {
	readonly folder: string;
	readonly storage: string;
	/** The folder of the job's temporary files. */
	readonly work: string;
	/** Runs words of ours where windows-disk-snapshot.sh has defined its functions. */
	run(shell: Shell, script: string): {readonly status: number | null; readonly said: string};
	/** What the shell words in `script` make of a call of Podman, whose words are its arguments. */
	podmanDoes(script: string): void;
	text(name: string): string;
	[Symbol.dispose](): void;
};

export const windowsJob = (): WindowsJob => {
	const home = mkdtempSync(path.join(tmpdir(), 'windows-job-'));
	const folder = path.join(home, 'job-1');
	const storage = path.join(home, 'storage');
	const work = path.join(home, 'tmp/ingot-job-1');
	for (const each of [folder, storage, work, path.join(home, 'bin')]) mkdirSync(each, {recursive: true});
	for (const {name, text} of snapshotScripts('stop')) writeFileSync(path.join(folder, name), text);
	writeFileSync(path.join(folder, 'step-prelude.sh'), readFileSync('source/worker/steps/step-prelude.sh'));
	writeFileSync(path.join(home, 'bin/podman'), podman, {mode: 0o755});
	return {
		folder,
		storage,
		work,
		run: (shell, script) => {
			const [file = 'sh', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
			const all = `set -- :\n. ./windows-disk-snapshot.sh\nmounts="/storage\t$STORAGE_FOLDER"\n${script}`;
			const {status, stdout, stderr} = spawnSync(file, [...first, '-c', all], {
				cwd: folder,
				encoding: 'utf8',
				timeout: 60_000,
				env: {
					PATH: `${path.join(home, 'bin')}:${process.env.PATH ?? ''}`,
					JOB: folder,
					STORAGE_FOLDER: storage,
					SHLVL: '2',
					TMPDIR: path.join(home, 'tmp'),
				},
			});
			return {status, said: (stdout + stderr).trim()};
		},
		podmanDoes: script => writeFileSync(path.join(folder, 'podman-does'), script),
		text: name => (existsSync(path.join(folder, name)) ? readFileSync(path.join(folder, name), 'utf8') : ''),
		[Symbol.dispose]: () => rmSync(home, {recursive: true, force: true}),
	};
};
